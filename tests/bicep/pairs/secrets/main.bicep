param vaultName string
@secure()
param password string
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: vaultName }
module store 'inner.bicep' = {
  name: 'inner'
  params: { password: vault.getSecret('admin'), other: password }
}
resource tagged 'Microsoft.Resources/tags@2023-07-01' = {
  name: 'default'
  properties: { tags: { made: store.outputs.made } }
}
