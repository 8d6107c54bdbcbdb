param name string
param tags object = {}
param https bool = true
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: tags
  properties: { supportsHttpsTrafficOnly: https }
}
output id string = account.id
output name string = account.name
