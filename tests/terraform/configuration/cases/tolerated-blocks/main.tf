terraform {
  required_version = ">= 1.5"
}

check "health" {
  assert {
    condition     = terraform_data.new.input == "x"
    error_message = "never"
  }
}

moved {
  from = terraform_data.old
  to   = terraform_data.new
}

removed {
  from = terraform_data.gone

  lifecycle {
    destroy = false
  }
}

resource "terraform_data" "new" {
  input      = "x"
  depends_on = [terraform_data.other]

  provisioner "local-exec" {
    command = "true"
    when    = destroy
  }
}

resource "terraform_data" "other" {
  input = "y"

  lifecycle {
    create_before_destroy = true
  }
}

output "new" {
  value      = terraform_data.new.input
  depends_on = [terraform_data.other]
}
