param name string
param tags resourceInput<'Microsoft.Storage/storageAccounts@2023-01-01'>.tags?
param properties resourceInput<'Microsoft.Storage/storageAccounts@2023-01-01'>.properties = {
  minimumTlsVersion: 'TLS1_2'
}
param rules resourceInput<'Microsoft.Network/networkSecurityGroups@2023-09-01'>.properties.securityRules[*][]?
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: tags
  properties: properties
}
