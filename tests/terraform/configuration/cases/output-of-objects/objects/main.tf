locals {
  list = [{ name = "a", size = 1 }, { name = "b", size = 2 }]
}

output "list" {
  value = local.list
}

output "by_name" {
  value = { for item in local.list : item.name => item }
}
