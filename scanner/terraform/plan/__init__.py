"""Plans: what `terraform show -json` and `tofu show -json` print for a saved plan."""

from scanner.terraform.plan.load import load_plan

__all__ = ["load_plan"]
