resource "terraform_data" "collections" {
  input = {
    merge    = merge({ a = 1 }, { b = 2 }, null)
    concat   = concat(["a"], [1])
    slice    = slice(["a", "b", "c"], 1, 3)
    index    = index(["a", "b"], "b")
    contains = contains(["a"], "a")
    chunk    = chunklist([1, 2, 3], 2)
    compact  = compact(["a", "", null])
    transpose = transpose({ a = ["x", "y"], b = ["y"] })
    group    = { for s in ["a1", "a2", "b1"] : substr(s, 0, 1) => s... }
    filter   = [for i, s in ["a", "b", "c"] : "${i}${s}" if i != 1]
    element  = element(["a", "b"], 4)
    all      = [alltrue([true, true]), anytrue([false])]
    sum      = sum([1, 2.5])
    range    = range(1, 10, 4)
    reverse  = reverse([1, 2])
    tomap    = tomap({ a = 1, b = "x" })
    one      = one([])
    matchkeys = matchkeys(["i1", "i2"], ["k1", "k2"], ["k2"])
  }
}
