resource "azurerm_resource_group" "rg" {
  name     = "rg-app"
  location = "westeurope"
}

resource "azurerm_user_assigned_identity" "id" {
  count               = 2
  name                = "id${count.index}"
  resource_group_name = azurerm_resource_group.rg.name
  location            = azurerm_resource_group.rg.location
}

resource "azurerm_key_vault" "kv" {
  for_each            = { a = "standard", b = "premium" }
  name                = "kv-${each.key}"
  sku_name            = each.value
  resource_group_name = azurerm_resource_group.rg.name

  identity {
    type         = "UserAssigned"
    identity_ids = azurerm_user_assigned_identity.id[*].id
  }
}

resource "azurerm_role_assignment" "role" {
  for_each     = azurerm_key_vault.kv
  scope        = each.value.id
  name         = "${each.key}-${each.value.sku_name}"
  principal_id = each.value.identity[0].principal_id
  kind         = each.value.identity[0].type
}

locals {
  vaults = { for k, v in azurerm_key_vault.kv : k => { id = v.id, name = v.name, sku = v.sku_name } }
}

resource "azurerm_monitor_diagnostic_setting" "diag" {
  for_each           = local.vaults
  name               = "diag-${each.value.name}"
  sku                = each.value.sku
  target_resource_id = each.value.id
}
