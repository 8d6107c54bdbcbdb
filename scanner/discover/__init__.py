"""From the paths a user names to the units of work below them."""

from scanner.discover.paths import discover

__all__ = ["discover"]
