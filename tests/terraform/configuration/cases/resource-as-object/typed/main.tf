variable "group" {
  type = object({ id = string, input = object({ name = string, location = optional(string), missing = optional(string, "filled") }) })
}

resource "terraform_data" "in_group" {
  input = { name = "${var.group.input.name}-vm", place = var.group.input.location, id = var.group.id, filled = var.group.input.missing }
}
