variable "gateways" {
  type = map(object({
    listeners = optional(list(object({ name = string, ports = optional(list(number), []) })), [])
    sku       = optional(object({ name = string }))
  }))
  default = {
    one = { listeners = [{ name = "a", ports = [80, 443] }, { name = "b" }], sku = { name = "WAF_v2" } }
    two = {}
  }
}

resource "azurerm_application_gateway" "gw" {
  for_each = var.gateways
  name     = each.key

  dynamic "sku" {
    for_each = each.value.sku[*]

    content {
      name = sku.value.name
    }
  }

  dynamic "listener" {
    for_each = each.value.listeners

    content {
      name  = "${each.key}-${listener.key}-${listener.value.name}"
      count = length(listener.value.ports)

      dynamic "port" {
        for_each = listener.value.ports
        iterator = p

        content {
          number   = p.value
          position = "${listener.key}/${p.key}"
        }
      }

      fixed {
        name = listener.value.name
      }
    }
  }
}
