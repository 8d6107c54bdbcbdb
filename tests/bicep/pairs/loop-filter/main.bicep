param rules array = [
  { name: 'ssh', port: 22, open: false }
  { name: 'web', port: 443, open: true }
]
resource rule 'Microsoft.Network/networkSecurityGroups/securityRules@2023-09-01' = [for item in rules: if (item.open) {
  name: 'group/${item.name}'
  properties: { destinationPortRange: string(item.port), access: 'Allow' }
}]
