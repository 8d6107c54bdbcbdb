variable "given" { type = map(string) }

resource "terraform_data" "each" {
  for_each = var.given
  input    = each.value
}
