variable "space" {}
variable "group" {}

resource "azurerm_virtual_network" "vnet" {
  name                = "vnet"
  resource_group_name = var.group
  address_space       = [var.space]
}

resource "azurerm_subnet" "subnet" {
  virtual_network_id = azurerm_virtual_network.vnet.id
}

output "subnet" {
  value = azurerm_subnet.subnet.id
}
