param name string
param https bool = false

resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  properties: {
    supportsHttpsTrafficOnly: https
  }
}
