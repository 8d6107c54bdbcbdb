variable "group" {}
variable "groups" {}

locals {
  names = { for k, g in var.groups : k => g.input.name }
}

resource "terraform_data" "in_group" {
  input = { name = var.group.input.name, names = local.names }
}
