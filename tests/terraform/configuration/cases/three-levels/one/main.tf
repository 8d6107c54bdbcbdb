variable "names" { type = list(string) }

module "two" {
  source   = "./two"
  for_each = toset(var.names)
  name     = each.key
  index    = index(var.names, each.key)
}

output "deep" {
  value = { for k, m in module.two : k => m.ids }
}
