resource "terraform_data" "source" {
  input = "x"
}

locals {
  split = split(",", terraform_data.source.id)
}

resource "terraform_data" "uses" {
  input = { length = length(local.split), first = local.split[0], joined = join("-", local.split), set = toset([terraform_data.source.id, "a"]) }
}
