variable "label" {}

resource "terraform_data" "leaf" {
  input = "leaf ${var.label}"
}

output "label" {
  value = terraform_data.leaf.input
}
