# a comment
// another
/* a
   third */
resource "terraform_data" "layout" { /* inline */
  input = { # after brace
    a = 1, b = 2 // trailing
    "quoted key" = 3
    (upper("computed")) = 4
    "t-${1 + 1}" = 5
    c : 6
  }

  triggers_replace = [
    1,
    # between
    2,
  ]
}
resource "terraform_data" "one_line" { input = "x" }
