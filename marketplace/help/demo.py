"""The demo's help: what every marketplace starts with."""

from typing import Any

from marketplace.help.defaults import install_defaults


def load(demo: Any) -> None:
    """Add the articles that are missing."""
    install_defaults()
