param name string
func short(text string, length int) string => toLower(take(text, length))
func store(name string, tls string?) object => {
  name: short(name, 5)
  tls: tls ?? 'TLS1_2'
}
var made = store('ABCDEFGH', null)
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: made.name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: { name: short(name, 3) }
  properties: { minimumTlsVersion: made.tls }
}
