module "account" {
  source   = "./account"
  for_each = { eu = { sku = "LRS", replicas = 1 }, us = { sku = "GRS", replicas = 2 } }
  name     = each.key
  settings = each.value
}

module "counted" {
  source   = "./account"
  count    = 2
  name     = "c${count.index}"
  settings = { sku = "ZRS", replicas = 0 }
}

module "off" {
  source   = "./account"
  count    = 0
  name     = "off"
  settings = { sku = "none", replicas = 1 }
}

resource "terraform_data" "uses" {
  input = {
    eu     = module.account["eu"].sku
    skus   = { for k, m in module.account : k => m.sku }
    names  = module.counted[*].name
    first  = module.counted[0].name
    off    = length(module.off)
    values = values(module.account)[*].name
    tried  = try(module.off[0].name, "nothing")
  }
}
