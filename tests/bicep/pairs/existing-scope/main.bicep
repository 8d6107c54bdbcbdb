param vaultName string
param group string
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
  scope: resourceGroup(group)

  resource key 'keys' existing = {
    name: 'disk'
  }
}
resource encryption 'Microsoft.Compute/diskEncryptionSets@2023-10-02' = {
  name: 'set'
  location: 'westeurope'
  properties: {
    activeKey: {
      sourceVault: { id: vault.id }
      keyUrl: vault::key.properties.keyUriWithVersion
    }
  }
}
