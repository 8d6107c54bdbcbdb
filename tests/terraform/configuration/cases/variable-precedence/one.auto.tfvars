c = "one.auto.tfvars"
d = "one.auto.tfvars"
e = "one.auto.tfvars"
