module "given" {
  source = "./child"
  soft   = null
  hard   = null
}

module "omitted" {
  source = "./child"
}
