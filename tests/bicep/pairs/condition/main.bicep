param environment string
param enabled bool = false
var production = environment == 'prod'
resource kept 'Microsoft.Storage/storageAccounts@2023-01-01' = if (production || enabled) {
  name: 'kept'
  location: 'westeurope'
  sku: { name: production ? 'Standard_GRS' : 'Standard_LRS' }
  kind: 'StorageV2'
  properties: {
    minimumTlsVersion: production ? 'TLS1_2' : enabled ? 'TLS1_1' : 'TLS1_0'
    networkAcls: production ? { defaultAction: 'Deny' } : null
  }
}
resource gone 'Microsoft.Storage/storageAccounts@2023-01-01' = if (enabled && production) {
  name: 'gone'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
