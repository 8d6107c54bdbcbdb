variable "text" {
  type    = string
  default = "abc"
}

variable "number_as_text" {
  type    = string
  default = 12
}

variable "text_as_number" {
  type    = number
  default = "8"
}

variable "flag" {
  type    = bool
  default = "true"
}

variable "untyped" {
  default = { a = [1, 2] }
}

variable "nothing" {
  type    = string
  default = null
}

variable "list" {
  type    = list(string)
  default = [1, true, "x"]
}

variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}

variable "map" {
  type    = map(number)
  default = { z = "1", a = 2 }
}

variable "legacy" {
  type    = map(any)
  default = { a = "1" }
}

resource "terraform_data" "all" {
  input = {
    text    = var.text
    number  = var.number_as_text
    eight   = var.text_as_number + 1
    flag    = var.flag
    untyped = var.untyped.a[1]
    nothing = var.nothing == null
    list    = var.list
    set     = var.set
    map     = var.map
    legacy  = var.legacy
  }
}
