locals {
  a = local.b + 1
  b = local.c * 2
  c = 3
}

locals {
  names = ["x", "y"]
  tags = merge(
    { env = "prod" },
    { for n in local.names : n => upper(n) },
  )
}

resource "terraform_data" "locals" {
  input = { a = local.a, tags = local.tags, first = local.names[0], x = local.tags.x }
}
