resource "terraform_data" "a" {
  input = local.shared
}
