module "child" {
  source  = "./child"
  number  = "5"
  text    = 5
  flag    = "false"
  list    = toset(["b", "a"])
  set     = ["b", "a", "b"]
  map     = { a = 1, b = true }
  object  = { name = 1, extra = "dropped" }
  objects = [{ id = 1 }, { id = "x", size = 2 }]
}
