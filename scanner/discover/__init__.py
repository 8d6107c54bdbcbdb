"""From the paths a user names to the units of work below them."""

from scanner.discover.inputs import root_units
from scanner.discover.paths import discover

__all__ = ["discover", "root_units"]
