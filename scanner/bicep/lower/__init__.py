"""Bicep lowered onto the template model that ARM JSON gives, so that one evaluator serves both."""
