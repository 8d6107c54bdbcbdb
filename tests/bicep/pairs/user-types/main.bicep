type sku = 'Standard_LRS' | 'Standard_GRS'
type options = {
  @description('The kind of account.')
  kind: 'StorageV2' | 'BlobStorage'
  *: string
}
@secure()
type hidden = object
type maybe = string?
param sku sku
param options options
param hidden hidden
param maybe maybe
param mixed ('a' | 'b' | null)
param numbers 1 | 2 | 3
param flag bool
@allowed([-1, 0, 1])
param shift int
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'typed'
  location: 'westeurope'
  sku: { name: sku }
  kind: options.kind
  tags: {
    hidden: hidden.value
    maybe: maybe
    mixed: mixed
    numbers: string(numbers)
    shift: string(shift)
    flag: string(flag)
  }
}
