param name string
var settings = loadJsonContent('settings.json')
var more = loadYamlContent('settings.yaml')
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: {
    script: loadTextContent('script.sh')
    encoded: loadFileAsBase64('script.sh')
    days: string(more.days)
    part: loadJsonContent('settings.json', '$.network.defaultAction')
  }
  properties: settings
}
