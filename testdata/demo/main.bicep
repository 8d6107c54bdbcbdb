@description('Whether the site may be reached over plain HTTP.')
param allowHttp bool = true

param location string = resourceGroup().location

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-ledger'
  location: location
  sku: {
    name: 'P1v3'
  }
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'ledger-${uniqueString(resourceGroup().id)}'
  location: location
  properties: {
    serverFarmId: plan.id
    httpsOnly: !allowHttp
    siteConfig: {
      minTlsVersion: '1.0'
      ftpsState: 'Disabled'
    }
  }
}
