locals {
  accounts = {
    logs = { tier = "Standard", public = false }
    data = { tier = "Premium", public = true }
  }
}

resource "terraform_data" "account" {
  for_each = local.accounts
  input    = merge(each.value, { name = "st${each.key}" })
}

resource "terraform_data" "uses" {
  input = {
    one    = terraform_data.account["logs"].input.tier
    keys   = keys(terraform_data.account)
    names  = { for k, a in terraform_data.account : k => a.input.name }
    values = values(terraform_data.account)[*].input.public
    ids    = [for a in terraform_data.account : a.id]
  }
}

resource "terraform_data" "filtered" {
  for_each = { for k, v in local.accounts : k => v if v.public }
  input    = each.value.tier
}

resource "terraform_data" "chained" {
  for_each = terraform_data.account
  input    = "${each.key} has ${each.value.input.tier}"
}
