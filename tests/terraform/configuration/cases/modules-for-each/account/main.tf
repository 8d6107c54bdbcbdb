variable "name" {
  type = string
}

variable "settings" {
  type = object({ sku = string, replicas = number })
}

resource "terraform_data" "replica" {
  count = var.settings.replicas
  input = "${var.name}-${var.settings.sku}-${count.index}"
}

output "sku" {
  value = var.settings.sku
}

output "name" {
  value = "st${var.name}"
}
