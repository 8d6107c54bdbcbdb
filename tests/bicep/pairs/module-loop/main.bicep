param https bool?
module stores 'store.bicep' = [for (item, index) in ['a', 'b']: {
  name: 'store-${item}'
  params: {
    name: 'data${item}${index}'
    https: https ?? (index == 0)
    tags: { for: item }
  }
}]
module last 'store.bicep' = {
  params: {
    name: 'last'
    tags: { first: stores[0].outputs.name, second: stores[1].outputs.id }
  }
}
