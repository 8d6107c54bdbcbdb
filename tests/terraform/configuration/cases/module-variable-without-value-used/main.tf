variable "given" { type = map(string) }

module "child" {
  source = "./child"
  given  = var.given
}
