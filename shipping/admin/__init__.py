"""The operator's pages of shipping: the network that shops send through, and what they make of it."""

from shipping.admin import network, shops

__all__ = ["network", "shops"]
