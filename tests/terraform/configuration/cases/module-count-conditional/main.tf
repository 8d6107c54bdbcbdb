variable "deploy" {
  type    = object({ logs = optional(bool, true), data = optional(bool, false) })
  default = {}
}

module "logs" {
  source = "./m"
  count  = var.deploy.logs ? 1 : 0
  name   = "logs"
}

module "data" {
  source = "./m"
  count  = var.deploy.data ? 1 : 0
  name   = "data"
}

resource "terraform_data" "names" {
  input = concat(module.logs[*].name, module.data[*].name)
}
