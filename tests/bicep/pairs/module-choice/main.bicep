param big bool
param deploy bool = true
module store 'store.bicep' = if (deploy) {
  name: 'store'
  params: {
    name: big ? 'big' : 'small'
    tags: big ? { size: 'big' } : {}
    https: big
  }
}
resource note 'Microsoft.Resources/tags@2023-07-01' = {
  name: 'default'
  properties: { tags: { account: store.?outputs.name ?? 'none', id: store.outputs.?id } }
}
