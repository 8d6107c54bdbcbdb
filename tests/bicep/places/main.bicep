param https bool = false
param fromFile bool
param settings object = {
  https: false
  tls: 'TLS1_2'
}
param list array = [
  { name: 'looped', https: false }
]
var shared = {
  supportsHttpsTrafficOnly: false
}
var production = true

resource direct 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'direct'
  location: 'westeurope'
  properties: {
    supportsHttpsTrafficOnly: false
  }
}

resource byDefault 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'bydefault'
  location: 'westeurope'
  properties: {
    supportsHttpsTrafficOnly: https
  }
}

resource byVariable 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'byvariable'
  location: 'westeurope'
  properties: shared
}

resource byMember 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'bymember'
  location: 'westeurope'
  properties: { supportsHttpsTrafficOnly: settings.?https ?? true }
}

resource byTernary 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'byternary'
  location: 'westeurope'
  properties: production
    ? {
        supportsHttpsTrafficOnly: false
      }
    : {}
}

resource bySpread 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'byspread'
  location: 'westeurope'
  properties: {
    ...shared
    minimumTlsVersion: 'TLS1_2'
  }
}

resource byLoop 'Microsoft.Storage/storageAccounts@2023-01-01' = [for item in list: {
  name: item.name
  location: 'westeurope'
  properties: { supportsHttpsTrafficOnly: item.https }
}]

resource missing 'Microsoft.Storage/storageAccounts@2018-11-01' = {
  name: 'missing'
  location: 'westeurope'
  properties: {
    minimumTlsVersion: 'TLS1_2'
  }
}

@description('Nothing is said of it.')
resource bare 'Microsoft.Storage/storageAccounts@2018-11-01' = if (production) {
  name: 'bare'
  location: 'westeurope'
}

resource byFile 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'byfile'
  location: 'westeurope'
  properties: { supportsHttpsTrafficOnly: fromFile }
}

module byModule 'modules/store.bicep' = {
  name: 'by-module'
  params: {
    name: 'bymodule'
    https: https
  }
}

module byModuleDefault 'modules/store.bicep' = {
  name: 'by-module-default'
  params: { name: 'bymoduledefault' }
}

var open = [
  { name: 'any', properties: { access: 'Allow', direction: 'Inbound', protocol: '*', priority: 100, sourceAddressPrefix: '*', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '22' } }
]
resource group 'Microsoft.Network/networkSecurityGroups@2023-09-01' = {
  name: 'group'
  location: 'westeurope'
  properties: {
    securityRules: [
      { name: 'x', properties: { access: 'Deny', direction: 'Inbound', protocol: '*', priority: 4000, sourceAddressPrefix: '*', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*' } }
      ...open
    ]
  }
}
