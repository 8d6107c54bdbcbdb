param name string
param count int = 3
var facts = {
  precedence: 1 + 2 * count % 4
  comparison: count >= 3 && !(count > 5) || name == 'x'
  insensitive: 'ABC' =~ 'abc' && 'a' !~ 'b'
  unary: -count + -1
  chained: null ?? null ?? 'z'
  division: 7 / 2
}
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: mapValues(facts, value => string(value))
}
