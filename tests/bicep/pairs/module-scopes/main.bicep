targetScope = 'subscription'
param other string
resource group 'Microsoft.Resources/resourceGroups@2023-07-01' = {
  name: 'rg'
  location: 'westeurope'
}
module inGroup 'store.bicep' = {
  name: 'in-group'
  scope: group
  params: { name: 'one' }
}
module elsewhere 'store.bicep' = {
  name: 'elsewhere'
  scope: resourceGroup(other, 'far')
  params: { name: 'two' }
}
module named 'store.bicep' = {
  name: 'named'
  scope: resourceGroup('near')
  params: { name: 'three' }
}
