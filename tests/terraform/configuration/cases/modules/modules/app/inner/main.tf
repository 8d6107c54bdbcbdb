variable "label" {}

locals {
  label = upper(var.label)
}

resource "terraform_data" "leaf" {
  input = local.label
}

output "label" {
  value = local.label
}

output "list" {
  value = [for i in range(2) : "${local.label}-${i}"]
}
