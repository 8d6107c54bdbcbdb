"""Evaluation of Terraform expressions, exactly as Terraform does it; what only the deployment knows stays unknown."""

from __future__ import annotations

from scanner.terraform.evaluate.expressions import evaluate
from scanner.terraform.evaluate.scope import ChildScope, Exhausted, PlacedError, Scope
from scanner.terraform.evaluate.source_of import source_of

__all__ = ["ChildScope", "Exhausted", "PlacedError", "Scope", "evaluate", "source_of"]
