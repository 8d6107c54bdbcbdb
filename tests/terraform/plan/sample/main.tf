terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

variable "tls" {
  type = string
}

data "azurerm_client_config" "me" {}

resource "azurerm_resource_group" "rg" {
  name     = "rg"
  location = "westeurope"
}

module "net" {
  source   = "./net"
  for_each = { hub = "10.0.0.0/16" }
  space    = each.value
  group    = azurerm_resource_group.rg.name
}

resource "azurerm_storage_account" "sa" {
  for_each            = toset(["a", "b"])
  name                = "st${each.key}"
  resource_group_name = azurerm_resource_group.rg.name
  min_tls_version     = var.tls

  network_rules {
    default_action = "Allow"
    subnet_ids     = [module.net["hub"].subnet]
  }
}

resource "azurerm_monitor_diagnostic_setting" "diag" {
  name               = "diag"
  target_resource_id = azurerm_storage_account.sa["a"].id
}
