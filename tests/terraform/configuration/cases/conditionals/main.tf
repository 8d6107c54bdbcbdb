variable "env" { default = "prod" }

locals {
  is_prod = var.env == "prod"
  unknown = terraform_data.id.id
}

resource "terraform_data" "id" {
  input = 1
}

resource "terraform_data" "choices" {
  input = {
    taken    = local.is_prod ? "P1v3" : "B1"
    chain    = var.env == "dev" ? 1 : var.env == "test" ? 2 : 3
    mixed    = local.is_prod ? "5" : 6
    lists    = local.is_prod ? ["a"] : []
    null     = local.is_prod ? null : "x"
    logic    = local.is_prod && !(var.env == "dev") || false
    same     = local.unknown == "x" ? "same" : "same"
    coalesce = coalesce(null, "", "c")
    lookup   = lookup({ prod = 3 }, var.env, 1)
    can      = can(tonumber("x"))
    try      = try(tonumber("x"), local.is_prod.y, "last")
  }
}
