import { limits, prefixed as withMark, level, secret } from 'shared.bicep'
param name string
param priority level
param password secret
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: withMark(name)
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: { priority: priority, password: password }
  properties: { minimumTlsVersion: limits.tls, keyPolicy: { keyExpirationPeriodInDays: limits.days } }
}
