locals {
  name  = "world"
  hosts = ["a", "b"]
}

resource "terraform_data" "templates" {
  input = {
    heredoc = <<-EOT
      hello ${local.name}
        %{for h in local.hosts~}
        host ${h}
        %{endfor~}
      %{if local.name == "world"}big%{else}small%{endif}
    EOT
    file    = templatefile("${path.module}/greeting.tftpl", { name = local.name, hosts = local.hosts })
    only    = "${local.hosts}"
    escaped = "$${name} %%{if}"
    json    = jsonencode({ a = local.name, b = local.hosts, c = null })
    back    = jsondecode("{\"x\": [1, 2.5, null]}").x
    yaml    = yamldecode("a: [1, two]\nb: true")
  }
}
