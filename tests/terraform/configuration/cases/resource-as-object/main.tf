resource "terraform_data" "group" {
  input = { name = "rg", location = "westeurope" }
}

module "typed" {
  source = "./typed"
  group  = terraform_data.group
}

module "whole" {
  source = "./whole"
  group  = terraform_data.group
  groups = { a = terraform_data.group }
}
