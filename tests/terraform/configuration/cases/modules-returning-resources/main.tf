module "groups" {
  source   = "./group"
  for_each = { app = "westeurope", data = "northeurope" }
  name     = each.key
  location = each.value
}

locals {
  groups = merge(module.groups, { extra = { id = "x", name = "extra", location = "eu" } })
}

module "account" {
  source   = "./account"
  for_each = { a = { group = "app" }, b = { group = "data" }, c = { group = "extra" } }
  name     = "st${each.key}"
  group    = local.groups[each.value.group]
  groups   = local.groups
}

resource "azurerm_storage_container" "c" {
  name       = "c"
  account    = module.account["a"].account.name
  location   = module.account["b"].account.location
  account_id = module.account["a"].account.id
  all        = [for k, m in module.account : m.account.name]
  tags       = { for k, g in module.groups : k => g.group.location }
}
