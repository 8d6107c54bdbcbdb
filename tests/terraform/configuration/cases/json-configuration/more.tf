resource "terraform_data" "native" {
  input = [local.greeting, module.child.value]
}
