param rules { name: string, port: int }[] = [{ name: 'b', port: 2 }, { name: 'a', port: 1 }]
var byName = toObject(rules, rule => rule.name, rule => rule.port)
var sorted = sort(rules, (first, second) => first.port < second.port)
resource group 'Microsoft.Network/networkSecurityGroups@2023-09-01' = {
  name: 'g'
  location: 'westeurope'
  tags: {
    first: sorted[0].name
    sum: string(reduce(map(rules, rule => rule.port), 0, (sum, next) => sum + next))
    kept: join(map(filter(rules, (rule, index) => index > 0), rule => rule.name), ',')
    keys: join(map(items(byName), item => '${item.key}=${item.value}'), ';')
  }
}
