variable "enabled" { default = false }

resource "terraform_data" "none" {
  count = 0
  input = "none"
}

resource "terraform_data" "two" {
  count = 2
  input = "item-${count.index}"
}

resource "terraform_data" "maybe" {
  count = var.enabled ? 1 : 0
  input = "maybe"
}

resource "terraform_data" "text_count" {
  count = "1"
  input = length(terraform_data.two)
}

resource "terraform_data" "uses" {
  input = {
    one     = terraform_data.two[1].input
    all     = terraform_data.two[*].input
    old     = terraform_data.two.*.input
    maybe   = one(terraform_data.maybe[*].input)
    try     = try(terraform_data.maybe[0].input, "fallback")
    for     = [for d in terraform_data.two : d.input]
    length  = length(terraform_data.none)
    element = element(terraform_data.two[*].input, 3)
  }
}
