terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "admin_cidr" {
  description = "Where administrators connect from."
  type        = string
}

locals {
  tags = { system = "ledger", owner = "platform" }
}

resource "azurerm_resource_group" "ledger" {
  name     = "rg-ledger"
  location = "westeurope"
  tags     = local.tags
}

module "reports" {
  source              = "./modules/storage"
  name                = "ledgerreports"
  resource_group_name = azurerm_resource_group.ledger.name
  location            = azurerm_resource_group.ledger.location
  https_only          = false
}

resource "azurerm_key_vault" "ledger" {
  name                = "kv-ledger"
  resource_group_name = azurerm_resource_group.ledger.name
  location            = azurerm_resource_group.ledger.location
  tenant_id           = "00000000-0000-0000-0000-000000000000"
  sku_name            = "standard"

  network_acls {
    default_action = "Allow"
    bypass         = "AzureServices"
  }
}

resource "azurerm_mssql_server" "ledger" {
  name                         = "sql-ledger"
  resource_group_name          = azurerm_resource_group.ledger.name
  location                     = azurerm_resource_group.ledger.location
  version                      = "12.0"
  administrator_login          = "ledger"
  administrator_login_password = var.sql_password
  minimum_tls_version          = "1.2"
}

variable "sql_password" {
  type      = string
  sensitive = true
}

resource "azurerm_network_security_group" "web" {
  name                = "nsg-web"
  resource_group_name = azurerm_resource_group.ledger.name
  location            = azurerm_resource_group.ledger.location

  security_rule {
    name                       = "ssh-from-anywhere"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "0.0.0.0/0"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "rdp-from-administrators"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"
    source_address_prefix      = var.admin_cidr
    destination_address_prefix = "*"
  }
}
