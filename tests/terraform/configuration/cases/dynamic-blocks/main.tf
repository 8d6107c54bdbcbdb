locals {
  rules = {
    ssh   = { port = 22, action = "Deny" }
    https = { port = 443, action = "Allow" }
  }
}

resource "azurerm_network_security_group" "nsg" {
  name = "nsg"

  security_rule {
    name                   = "first"
    destination_port_range = "80"
  }

  dynamic "security_rule" {
    for_each = local.rules

    content {
      name                   = security_rule.key
      destination_port_range = tostring(security_rule.value.port)
      access                 = security_rule.value.action
    }
  }

  dynamic "security_rule" {
    for_each = toset(["b", "a"])
    iterator = extra

    content {
      name   = "${extra.key}-${extra.value}"
      access = length(extra.value) > 0 ? "Allow" : null
    }
  }

  dynamic "tag_rule" {
    for_each = []

    content {
      name = tag_rule.value
    }
  }
}
