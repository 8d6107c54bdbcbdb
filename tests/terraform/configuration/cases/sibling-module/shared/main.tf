variable "path" {}

output "path" {
  value = path.module
}

output "text" {
  value = trimspace(file("${path.module}/note.txt"))
}

resource "terraform_data" "given" {
  input = "${var.path} ${path.root}"
}
