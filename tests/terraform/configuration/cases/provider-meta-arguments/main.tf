terraform {
  required_providers {
    builtin = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

provider "builtin" {
  alias = "other"
}

resource "terraform_data" "aliased" {
  provider = builtin.other
  input    = "x"
}
