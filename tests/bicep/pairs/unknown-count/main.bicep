param names string[]
param mode ('Deny' | 'Allow')
resource accounts 'Microsoft.Storage/storageAccounts@2023-01-01' = [for (item, i) in names: {
  name: 'x${item}'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: {
    networkAcls: { defaultAction: i == 0 ? mode : 'Deny' }
  }
}]
