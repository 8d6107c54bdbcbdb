module "shared" {
  source = "../shared"
  path   = path.module
}

resource "terraform_data" "paths" {
  input = { module = path.module, root = path.root, shared = module.shared.path, text = module.shared.text }
}
