variable "name" {}
variable "group" {}
variable "groups" {}

resource "azurerm_storage_account" "sa" {
  name                = var.name
  resource_group_name = var.group.name
  location            = try(var.group.location, "none")
  count_of_groups     = length(var.groups)
  first               = var.groups["app"].name
}

output "account" {
  value = azurerm_storage_account.sa
}
