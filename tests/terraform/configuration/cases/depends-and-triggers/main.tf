resource "terraform_data" "a" {
  count = 2
  input = count.index
}

resource "terraform_data" "b" {
  depends_on       = [terraform_data.a]
  triggers_replace = { ids = terraform_data.a[*].id, inputs = terraform_data.a[*].input }
  input            = terraform_data.a[0].input + terraform_data.a[1].input
}
