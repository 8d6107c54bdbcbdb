module "a" {
  source = "./pass"
  first  = "one"
  second = module.b.first
}

module "b" {
  source = "./pass"
  first  = module.a.first
  second = "two"
}

module "many" {
  source   = "./pass"
  for_each = toset(["k"])
  first    = module.a.second
  second   = module.b.second
}

resource "terraform_data" "result" {
  input = [module.a.second, module.b.second, module.many["k"].first]
}
