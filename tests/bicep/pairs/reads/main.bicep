param name string
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
resource site 'Microsoft.Web/sites@2023-01-01' = {
  name: 'site'
  location: account.location
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'key', value: account.listKeys().keys[0].value }
        { name: 'blob', value: account.properties.primaryEndpoints.blob }
        { name: 'id', value: account.id }
        { name: 'name', value: account.name }
        { name: 'type', value: '${account.type}@${account.apiVersion}' }
      ]
    }
  }
}
output host string = site.properties.defaultHostName
