variable "a" {}
variable "b" {}
variable "c" {}
variable "d" {}
variable "e" {}
variable "f" { default = "default" }
variable "list" { type = list(string) }
variable "object" { type = object({ n = number }) }
variable "any" { type = any }
variable "text" { type = string }
variable "number" { type = number }

resource "terraform_data" "values" {
  input = [var.a, var.b, var.c, var.d, var.e, var.f, var.list, var.object, var.any, var.text, var.number]
}
