variable "name" {}
variable "index" {}

module "three" {
  source = "../three"
  count  = var.index + 1
  label  = "${var.name}/${count.index}"
}

output "ids" {
  value = module.three[*].label
}
