variable "network_rules" {
  type    = object({ default_action = string, bypass = optional(list(string), ["None"]) })
  default = null
}

resource "azurerm_storage_account" "this" {
  name = "inner"

  dynamic "network_rules" {
    for_each = var.network_rules[*]

    content {
      default_action = network_rules.value.default_action
      bypass         = network_rules.value["bypass"]
    }
  }
}

output "account" {
  value = azurerm_storage_account.this
}

output "default_action" {
  value = azurerm_storage_account.this.network_rules[0].default_action
}
