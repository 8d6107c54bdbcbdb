module "one" {
  source = "./one"
  names  = ["x", "y"]
}

output "deep" {
  value = module.one.deep
}
