variable "names" {
  type    = set(string)
  default = ["web", "app", "app"]
}

resource "terraform_data" "set" {
  for_each = var.names
  input    = "${each.key}=${each.value}"
}

resource "terraform_data" "list" {
  for_each = toset(["b", "a"])
  input    = each.value
}

resource "terraform_data" "empty" {
  for_each = toset([])
  input    = each.value
}

resource "terraform_data" "odd_keys" {
  for_each = toset(["a.b", "c d", "e\"f", "g/h", "$${x}"])
  input    = each.key
}
