resource "random_id" "id" {
  byte_length = 4
}

resource "azurerm_storage_account" "sa" {
  name = "st${random_id.id.hex}"

  dynamic "rule" {
    for_each = { a = random_id.id.hex, b = "known" }

    content {
      name  = rule.key
      value = rule.value
    }
  }

  dynamic "later" {
    for_each = [for s in split("-", random_id.id.hex) : s]

    content {
      value = later.value
    }
  }

  fixed {
    value = 1
  }
}
