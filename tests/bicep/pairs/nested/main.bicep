param name string
param keep bool
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = if (keep) {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'

  resource blobs 'blobServices' = {
    name: 'default'

    resource container 'containers@2022-09-01' = {
      name: 'data'
      properties: { publicAccess: 'None' }
    }
  }
}
output id string = account::blobs::container.id
