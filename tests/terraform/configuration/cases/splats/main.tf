locals {
  items  = [{ n = "a", l = [1, 2] }, { n = "b", l = [] }]
  single = { n = "only" }
  none   = null
}

resource "terraform_data" "splats" {
  input = {
    names  = local.items[*].n
    lists  = local.items[*].l
    legacy = local.items.*.n
    first  = local.items[*].l[*]
    single = local.single[*].n
    none   = local.none[*]
    flat   = flatten(local.items[*].l)
  }
}

resource "terraform_data" "self" {
  input = { only = terraform_data.splats[*].input.names }
}
