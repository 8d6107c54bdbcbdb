resource "terraform_data" "text" {
  input = "plain"
}

resource "terraform_data" "kinds" {
  input = {
    text    = "a \"quoted\" word\n"
    whole   = 42
    part    = 1.5
    yes     = true
    nothing = null
    list    = [1, "two", false, []]
    nested  = { a = { b = { c = "deep" } } }
  }
  triggers_replace = ["x", 1]
}

resource "terraform_data" "empty" {}
