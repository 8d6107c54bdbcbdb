variable "c" {
  default = "from c"
}
