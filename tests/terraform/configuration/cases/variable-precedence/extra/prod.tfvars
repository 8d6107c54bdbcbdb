e      = "prod.tfvars"
object = { n = "5" }
