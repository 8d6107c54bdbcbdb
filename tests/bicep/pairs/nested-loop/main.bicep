param count int = 2
resource vaults 'Microsoft.KeyVault/vaults@2023-07-01' = [for i in range(0, count): {
  name: 'vault${i}'
  location: 'westeurope'
  properties: { tenantId: tenant().tenantId, sku: { family: 'A', name: 'standard' } }

  resource secret 'secrets' = {
    name: 'secret${i}'
    properties: { value: 'x' }
  }
}]
