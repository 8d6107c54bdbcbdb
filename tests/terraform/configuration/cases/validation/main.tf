variable "sku" {
  type    = string
  default = "Standard"

  validation {
    condition     = contains(["Basic", "Standard"], var.sku)
    error_message = "Basic or Standard."
  }
}

variable "secret" {
  type      = string
  default   = "s"
  sensitive = true
}

resource "terraform_data" "sku" {
  input = var.sku

  lifecycle {
    precondition {
      condition     = var.sku != ""
      error_message = "A sku is needed."
    }
    ignore_changes = [triggers_replace]
  }
}

output "secret" {
  value     = var.secret
  sensitive = true
}
