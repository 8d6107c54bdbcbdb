variable "text" { type = string }
variable "list" { type = list(number) }
variable "object" { type = object({ a = string, b = optional(bool, false) }) }
variable "last" { default = "none" }

resource "terraform_data" "values" {
  input = [var.text, var.list, var.object, var.last]
}
