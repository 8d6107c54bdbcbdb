resource "terraform_data" "first" {
  input = { name = "one", size = 3 }
}

resource "terraform_data" "second" {
  input = {
    name   = terraform_data.first.input.name
    size   = terraform_data.first.input["size"] + 1
    id     = terraform_data.first.id
    later  = terraform_data.first.output
    prefix = "id-${terraform_data.first.id}"
  }
}
