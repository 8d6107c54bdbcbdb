param name string
param workspace string
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: account
  properties: {
    workspaceId: workspace
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}
resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'reader')
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: account.identity.principalId
  }
}
resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'group'
  properties: { level: 'ReadOnly' }
}
