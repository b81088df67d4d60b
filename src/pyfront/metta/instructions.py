"""Goals of the generic machine as the library makes them."""

from vmcore.termmachine import linked

__all__ = ["linked"]
