param name string
var shared = { tags: { owner: 'team' }, location: 'northeurope' }
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  ...shared
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
