variable "size" {
  default = "medium"
}

resource "terraform_data" "box" {
  triggers_replace = "a"
}
