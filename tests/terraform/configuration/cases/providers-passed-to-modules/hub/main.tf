terraform {
  required_providers {
    azurerm = {
      source                = "hashicorp/azurerm"
      version               = "< 5.0"
      configuration_aliases = [azurerm.target]
    }
  }
}

resource "azurerm_resource_group" "rg" {
  provider = azurerm.target
  name     = "rg"
}
