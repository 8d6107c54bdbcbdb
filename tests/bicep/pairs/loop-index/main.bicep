param names array = ['one', 'two']
resource accounts 'Microsoft.Storage/storageAccounts@2023-01-01' = [for (item, index) in names: {
  name: '${item}${index}'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: { number: string(index + 1) }
}]
resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: accounts[1]
  properties: { level: 'CanNotDelete' }
}
