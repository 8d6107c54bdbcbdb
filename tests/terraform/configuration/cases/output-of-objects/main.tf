module "objects" {
  source = "./objects"
}

resource "terraform_data" "read" {
  for_each = module.objects.by_name
  input    = { name = each.key, size = each.value.size, first = module.objects.list[0].name }
}

resource "terraform_data" "all" {
  input = { for k, v in module.objects : k => length(v) }
}
