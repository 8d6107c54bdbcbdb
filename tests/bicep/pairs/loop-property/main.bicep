param addresses string[]
param name string = 'net'
resource group 'Microsoft.Network/networkSecurityGroups@2023-09-01' = {
  name: name
  location: 'westeurope'
  properties: {
    securityRules: [for (ports, turn) in [[22, 3389], [443]]: {
      name: 'rule-${turn}'
      properties: {
        priority: 100 + turn
        destinationPortRanges: [for port in ports: '${port}']
        sourceAddressPrefixes: addresses
      }
    }]
  }
}
var doubled = [for number in range(1, 3): number * 2]
output doubled array = [for number in doubled: number + 1]
resource other 'Microsoft.Network/networkSecurityGroups@2023-09-01' = {
  name: 'other'
  location: 'westeurope'
  tags: { sum: string(doubled[2]) }
}
