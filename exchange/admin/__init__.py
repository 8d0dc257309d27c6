"""Pages of lists in and out."""

from exchange.admin import imports

__all__ = ["imports"]
