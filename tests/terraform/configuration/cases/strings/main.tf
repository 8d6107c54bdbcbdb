resource "terraform_data" "strings" {
  input = {
    format  = format("%s-%03d-%t", "a", 7, true)
    list    = formatlist("%s.example.com", ["a", "b"])
    replace = replace("a-b-c", "-", "")
    regex   = regex("(\\w+)@(\\w+)", "me@home")
    split   = split(",", "a,b,,c")
    substr  = substr("abcdef", 1, 3)
    trim    = trimprefix("pre-x", "pre-")
    title   = title("two words")
    cidr    = cidrsubnet("10.0.0.0/16", 8, 3)
    cidrs   = cidrsubnets("10.0.0.0/16", 4, 8)
    md5     = md5("x")
    base64  = base64encode("x")
    unicode = length("añ日")
    url     = urlencode("a b/c")
    chomp   = chomp("x\n")
    join    = join("/", ["a", "b"])
  }
}
