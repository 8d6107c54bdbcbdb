variable "token" {
  type      = string
  default   = "t"
  ephemeral = true
}

variable "password" {
  type      = string
  default   = "p"
  sensitive = true
}

resource "terraform_data" "secret" {
  input = { password = var.password, plain = nonsensitive(var.password), marked = sensitive("s") }
}
