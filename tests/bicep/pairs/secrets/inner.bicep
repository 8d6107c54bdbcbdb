@secure()
param password string
@secure()
param other string
resource server 'Microsoft.Sql/servers@2023-08-01-preview' = {
  name: 'server'
  location: 'westeurope'
  properties: {
    administratorLogin: 'admin'
    administratorLoginPassword: password
    version: other
  }
}
output made string = server.name
