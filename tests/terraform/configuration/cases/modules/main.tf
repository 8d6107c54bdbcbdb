module "network" {
  source = "./modules/network"
  name   = "hub"
}

module "app" {
  source  = "./modules/app"
  network = module.network.name
  all     = module.network
}

resource "terraform_data" "root" {
  input = { name = module.network.name, id = module.network.id, nested = module.app.inner, whole = module.app.whole }
}
