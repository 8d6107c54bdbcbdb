terraform {
  required_providers {
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.0"
    }
  }
}

locals {
  tags = { env = "prod" }
}

resource "azapi_resource" "storage" {
  type      = "Microsoft.Storage/storageAccounts@2023-01-01"
  name      = "st"
  parent_id = "/subscriptions/s/resourceGroups/rg"
  tags      = merge(local.tags, { team = "a" })
  body = {
    kind = "StorageV2"
    sku  = { name = "Standard_LRS" }
    properties = {
      minimumTlsVersion = "TLS1_2"
      networkAcls       = { defaultAction = "Deny", ipRules = [for ip in ["1.1.1.1"] : { value = ip }] }
    }
  }
}

resource "azapi_update_resource" "json" {
  type        = "Microsoft.Storage/storageAccounts@2023-01-01"
  resource_id = azapi_resource.storage.id
  body        = jsonencode({ properties = { supportsHttpsTrafficOnly = true } })
}
