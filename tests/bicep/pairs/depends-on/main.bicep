resource first 'Microsoft.Network/networkSecurityGroups@2023-09-01' = {
  name: 'first'
  location: 'westeurope'
}
resource turns 'Microsoft.Network/networkSecurityGroups@2023-09-01' = [for i in range(0, 2): {
  name: 'turn-${i}'
  location: 'westeurope'
}]
var firstId = first.id
resource network 'Microsoft.Network/virtualNetworks@2023-09-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [for i in range(0, 2): {
      name: 'subnet-${i}'
      properties: { networkSecurityGroup: { id: turns[i].id } }
    }]
  }
  dependsOn: [first]
}
resource pairs 'Microsoft.Network/publicIPAddresses@2023-09-01' = [for i in range(0, 2): {
  name: 'ip-${i}'
  location: 'westeurope'
  tags: { group: turns[i].name, first: firstId }
}]
