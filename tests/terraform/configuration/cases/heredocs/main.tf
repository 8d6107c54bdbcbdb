resource "terraform_data" "heredocs" {
  input = {
    plain = <<EOT
  kept indentation
	tab
EOT
    trimmed = <<-EOT
        four
          six
      two
    EOT
    json = jsonencode({
      policy = <<-POLICY
        { "a": "${"b"}" }
      POLICY
    })
    list = [<<-A
      first
    A
      , "second"]
  }
}
