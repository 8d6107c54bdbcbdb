locals {
  config = {
    base = "b"
    name = "n"
  }
  derived = { for k, v in local.config : k => "${v}-${local.suffix}" }
  suffix  = local.config.base
}

resource "terraform_data" "a" {
  input            = local.derived.name
  triggers_replace = terraform_data.b.input
}

resource "terraform_data" "b" {
  input = local.derived.base
}
