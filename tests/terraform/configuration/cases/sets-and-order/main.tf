locals {
  s = toset(["c", "a", "b"])
  n = toset([10, 9, 2])
}

resource "terraform_data" "order" {
  input = {
    strings  = local.s
    numbers  = local.n
    union    = setunion(local.s, ["d"])
    object   = { z = 1, a = 2 }
    keys     = [for k, v in { z = 1, a = 2 } : k]
    distinct = distinct(["b", "a", "b"])
    sorted   = sort(local.s)
    zip      = zipmap(["b", "a"], [1, 2])
  }
}
