resource "terraform_data" "u" {
  input = "known"
}

resource "terraform_data" "list" {
  count = 2
  input = count.index
}

locals {
  u       = terraform_data.u.id
  nothing = null
  number  = 5
  text    = "text"
  words   = tolist(["a", "b", "c"])
  set     = toset(["b", "a", "c"])
  map     = tomap({ b = "2", a = "1" })
  object  = { name = "n", tags = { env = "prod" }, list = [1, 2, 3], none = null }
  objects = [{ id = 1, name = "one" }, { id = 2, name = "two" }]
  nested  = [[1, 2], [3, 4]]
  empty   = tolist([])
  partly  = { known = "k", open = terraform_data.u.id }
}
