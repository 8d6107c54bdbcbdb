param name string
param more object
var base = { minimumTlsVersion: 'TLS1_2', allowBlobPublicAccess: true }
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: {
    ...base
    allowBlobPublicAccess: false
    networkAcls: {
      ...more
      ipRules: [
        { value: '10.0.0.1' }
        ...map(['10.0.0.2'], ip => { value: ip })
      ]
    }
  }
}
