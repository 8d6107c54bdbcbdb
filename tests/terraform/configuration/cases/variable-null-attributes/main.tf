variable "v" {
  type = object({
    hubs = optional(list(object({
      config = object({
        adv = optional(object({
          active = optional(bool, null)
          bgp    = optional(bool, null)
          list   = optional(list(object({ a = string })), [])
        }), {})
        other = optional(string)
      })
    })), [])
  })
}
resource "terraform_data" "x" { input = var.v }
