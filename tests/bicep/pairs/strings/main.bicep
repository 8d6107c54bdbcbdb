param name string
var who = 'it\'s \${me} \u{48}\u{1F600}'
var many = '''
  first ${name}
  'second' {0}
'''
var holes = $'''a ${name} '' b'''
var two = $$'''${name} $${name}'''
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: {
    who: who
    many: many
    holes: holes
    two: two
    braces: 'a{b}${name}{{c}}'
    '${name}-key': 'value'
    'with space': '[not an expression]'
    nested: 'x${toUpper('y${name}')}'
  }
}
