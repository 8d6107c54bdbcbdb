variable "size" {
  default = "large"
}

locals {
  place = "there"
}

module "child" {
  two = 22
}
