param name string
param settings { tls: string?, network: { action: string? }? }?
param list array = ['a', 'b']
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: {
    minimumTlsVersion: settings.?tls ?? 'TLS1_2'
    networkAcls: { defaultAction: settings.?network.?action ?? 'Deny' }
    allowedCopyScope: settings.?network.action
    accessTier: list[?5] ?? list[^1]
    dnsEndpointType: list[?^9] ?? 'Standard'
    publicNetworkAccess: list![0]!
  }
}
