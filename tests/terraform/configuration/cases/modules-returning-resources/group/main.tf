variable "name" {}
variable "location" {}

resource "azurerm_resource_group" "rg" {
  name     = "rg-${var.name}"
  location = var.location
}

output "group" {
  value = azurerm_resource_group.rg
}

output "name" {
  value = azurerm_resource_group.rg.name
}

output "location" {
  value = azurerm_resource_group.rg.location
}

output "id" {
  value = azurerm_resource_group.rg.id
}
