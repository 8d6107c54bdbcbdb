resource "terraform_data" "numbers" {
  input = {
    sum      = 0.1 + 0.2
    division = 7 / 2
    modulo   = -7 % 3
    large    = 12345678901234567890
    text     = "${1 / 3}"
    floor    = floor(2.7)
    exponent = 1e3
    round    = format("%.2f", 2.345)
    max      = max(1, 2.5, -3)
    parsed   = parseint("ff", 16)
    negative = -(2 - 5)
    compare  = 2 >= 2.0
  }
}
