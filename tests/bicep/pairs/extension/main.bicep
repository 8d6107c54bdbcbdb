extension kubernetes with {
  namespace: 'default'
  kubeConfig: ''
}
extension 'br:example.azurecr.io/graph:1.0' as graph
resource deployment 'apps/Deployment@v1' = {
  metadata: { name: 'app' }
  spec: { replicas: 1 }
}
resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'app'
  displayName: 'App'
}
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'data'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: { app: app.appId }
}
