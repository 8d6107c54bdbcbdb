variable "network" {
  type = string
}

variable "all" {
  type = any
}

module "inner" {
  source = "./inner"
  label  = "${var.network}-${var.all.name}"
}

output "inner" {
  value = module.inner.label
}

output "whole" {
  value = { (var.network) = module.inner.list }
}
