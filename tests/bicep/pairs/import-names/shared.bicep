@export()
var limits = { tls: 'TLS1_2', days: base * 7 }
var base = 2
@export()
func prefixed(name string) string => '${mark}-${name}'
var mark = 'x'
@export()
@allowed(['Hot', 'Cool'])
type tier = string
@export()
type level = 'low' | 'high'
@secure()
@export()
type secret = string
