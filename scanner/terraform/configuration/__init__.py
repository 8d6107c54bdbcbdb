"""Terraform configurations: from a root module's directory to its evaluated resources."""
