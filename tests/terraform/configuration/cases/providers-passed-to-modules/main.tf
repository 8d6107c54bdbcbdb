terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 3.0"
    }
  }
}

provider "azurerm" {
  features {}
}

provider "azurerm" {
  alias = "hub"
  features {}
}

module "hub" {
  source    = "./hub"
  providers = { azurerm.target = azurerm.hub }
}
