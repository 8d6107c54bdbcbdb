locals {
  raw   = jsondecode(file("${path.module}/data/settings.json"))
  found = fileset("${path.module}/data", "*.json")
}

resource "terraform_data" "file" {
  for_each = local.found
  input    = filebase64("${path.module}/data/${each.value}")
}

resource "terraform_data" "settings" {
  input = { name = local.raw.name, there = fileexists("data/settings.json"), missing = fileexists("data/none"), hash = filesha256("data/settings.json") }
}
