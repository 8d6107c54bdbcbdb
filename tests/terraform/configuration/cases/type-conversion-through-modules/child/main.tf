variable "number" { type = number }
variable "text" { type = string }
variable "flag" { type = bool }
variable "list" { type = list(string) }
variable "set" { type = set(string) }
variable "map" { type = map(string) }
variable "object" { type = object({ name = string }) }
variable "objects" { type = list(object({ id = string, size = optional(number, 7) })) }

resource "terraform_data" "all" {
  input = [var.number, var.text, var.flag, var.list, var.set, var.map, var.object, var.objects]
}
