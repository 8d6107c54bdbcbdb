locals {
  networks = {
    hub   = { subnets = { fw = "10.0.0.0/26", gw = "10.0.1.0/27" } }
    spoke = { subnets = { app = "10.1.0.0/24" } }
  }
  subnets = merge([
    for n, network in local.networks : {
      for s, cidr in network.subnets : "${n}-${s}" => { network = n, name = s, cidr = cidr }
    }
  ]...)
  pairs = { for pair in setproduct(["dev", "prod"], ["eu", "us"]) : join("-", pair) => { env = pair[0], region = pair[1] } }
  flat = flatten([for n, network in local.networks : [for s, cidr in network.subnets : { key = "${n}/${s}", cidr = cidr }]])
}

resource "terraform_data" "subnet" {
  for_each = local.subnets
  input    = each.value
}

resource "terraform_data" "pair" {
  for_each = local.pairs
  input    = "${each.value.env} in ${each.value.region}"
}

resource "terraform_data" "flat" {
  for_each = { for item in local.flat : item.key => item.cidr }
  input    = cidrhost(each.value, 4)
}
