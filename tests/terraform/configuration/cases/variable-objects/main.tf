variable "server" {
  type = object({
    name = string
    size = optional(string, "small")
    tags = optional(map(string), {})
    disk = optional(object({
      gb        = optional(number, 32)
      encrypted = optional(bool, true)
    }), {})
    note = optional(string)
  })
  default = { name = "a", unknown_key = "dropped" }
}

variable "servers" {
  type = list(object({
    name  = string
    ports = optional(list(number), [443])
    rules = optional(map(object({ allow = optional(bool, false) })), {})
  }))
  default = [
    { name = "one" },
    { name = "two", ports = ["80", 8080], rules = { r = {}, s = { allow = true } } },
  ]
}

variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}

variable "wild" {
  type    = any
  default = [{ a = 1 }, { a = 2 }]
}

variable "by_name" {
  type    = map(object({ sku = optional(string, "Basic"), count = optional(number) }))
  default = { x = {}, y = { sku = "Premium", count = 2 } }
}

resource "terraform_data" "objects" {
  input = {
    server  = var.server
    servers = var.servers
    pair    = var.pair
    wild    = var.wild
    names   = keys(var.server)
    by_name = var.by_name
  }
}
