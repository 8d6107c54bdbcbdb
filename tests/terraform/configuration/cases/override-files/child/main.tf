variable "one" {}
variable "two" {}

resource "terraform_data" "sum" {
  input = var.one + var.two
}
