"""The demo's zones, methods and carriers are the operator's starting set."""

from typing import Any

from shipping.defaults import install_defaults


def load(demo: Any) -> None:
    """Install the starting set."""
    install_defaults()
