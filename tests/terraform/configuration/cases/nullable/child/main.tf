variable "soft" {
  type    = string
  default = "soft default"
}

variable "hard" {
  type     = string
  default  = "hard default"
  nullable = false
}

resource "terraform_data" "values" {
  input = { soft = var.soft, hard = var.hard, is_null = var.soft == null }
}
