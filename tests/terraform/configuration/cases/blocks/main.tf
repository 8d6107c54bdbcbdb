resource "azurerm_storage_account" "logs" {
  name                     = "stlogs"
  resource_group_name      = "rg"
  account_tier             = "Standard"
  account_replication_type = "GRS"
  min_tls_version          = null

  network_rules {
    default_action = "Deny"
    ip_rules       = ["10.0.0.1"]
  }

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 7
    }

    cors_rule {
      allowed_origins = ["https://a.example"]
    }

    cors_rule {
      allowed_origins = ["https://b.example"]
    }
  }

  lifecycle {
    prevent_destroy = true
  }

  timeouts {
    create = "30m"
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name               = "diag"
  target_resource_id = "${azurerm_storage_account.logs.id}/blobServices/default"
  days               = azurerm_storage_account.logs.blob_properties[0].delete_retention_policy[0].days
  origins            = azurerm_storage_account.logs.blob_properties[0].cors_rule[*].allowed_origins
  action             = one(azurerm_storage_account.logs.network_rules).default_action
  tier               = azurerm_storage_account.logs.account_tier
}
