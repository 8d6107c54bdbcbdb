variable "network_rules" {
  type    = object({ default_action = string, bypass = optional(set(string), ["AzureServices"]) })
  default = null
}

variable "identity" {
  default = "SystemAssigned"
}

resource "azurerm_storage_account" "sa" {
  name = "sa"

  dynamic "network_rules" {
    for_each = var.network_rules == null ? [] : [var.network_rules]

    content {
      default_action = network_rules.value.default_action
      bypass         = network_rules.value.bypass
    }
  }

  dynamic "identity" {
    for_each = var.identity != null ? [1] : []

    content {
      type = var.identity
    }
  }
}

module "with_rules" {
  source        = "./account"
  network_rules = { default_action = "Deny" }
}
