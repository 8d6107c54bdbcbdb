data "azurerm_resource_group" "existing" {
  name = "rg-existing"
}

data "azurerm_subnet" "subnets" {
  for_each             = toset(["a", "b"])
  name                 = each.key
  resource_group_name  = data.azurerm_resource_group.existing.name
  virtual_network_name = "vnet"
}

resource "azurerm_network_interface" "nic" {
  for_each            = data.azurerm_subnet.subnets
  name                = "nic-${each.key}-${each.value.name}"
  resource_group_name = data.azurerm_resource_group.existing.name

  ip_configuration {
    name = each.value.virtual_network_name
  }
}
