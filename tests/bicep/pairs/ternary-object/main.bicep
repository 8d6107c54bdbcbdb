param name string
param private bool = true
param identity object?
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  identity: private ? { type: 'SystemAssigned' } : identity
  properties: private
    ? {
        publicNetworkAccess: 'Disabled'
        allowBlobPublicAccess: false
      }
    : {
        publicNetworkAccess: 'Enabled'
      }
}
