locals {
  shared = "from b, ${var.c}"
}
