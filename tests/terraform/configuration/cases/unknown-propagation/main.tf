resource "terraform_data" "source" {
  input = "x"
}

locals {
  id   = terraform_data.source.id
  tags = { known = "k", unknown = local.id }
}

resource "terraform_data" "unknown" {
  input = {
    plain    = local.id
    template = "a-${local.id}"
    upper    = upper(local.id)
    map      = local.tags
    merged   = merge(local.tags, { more = 1 })
    list     = [local.id, "b"]
    length   = length([local.id, "b"])
    keys     = keys(local.tags)
    either   = local.id == "z" ? 1 : 2
    known    = local.tags.known
    encoded  = jsonencode(local.tags)
    has      = contains(keys(local.tags), "known")
    starts   = startswith("a-${local.id}", "a-")
  }
}
