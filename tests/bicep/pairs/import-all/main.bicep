import * as shared from 'shared.bicep'
param name string
param priority shared.level = 'low'
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: shared.prefixed(name)
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: { priority: priority, day: string(shared.limits.days) }
}
