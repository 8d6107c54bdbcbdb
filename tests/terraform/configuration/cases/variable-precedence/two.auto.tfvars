d = "two.auto.tfvars"
e = "two.auto.tfvars"
