"""Data only: ``azurerm`` puts Terraform's types in ARM terms, ``arm`` holds the defaults of the API. ``docs/mappings.md`` tells the form."""
