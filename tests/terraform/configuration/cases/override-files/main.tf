variable "size" {
  type    = string
  default = "small"
}

locals {
  place = "here"
  kept  = "kept"
}

resource "terraform_data" "box" {
  input            = { size = var.size, place = local.place, kept = local.kept }
  triggers_replace = "base"
}

module "child" {
  source = "./child"
  one    = 1
  two    = 2
}

output "size" {
  value = var.size
}
