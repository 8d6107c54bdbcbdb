"""Frozen types that the stages exchange; no behaviour lives here."""
