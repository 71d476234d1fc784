"""The operator's pages of conversations."""

from messaging.admin import threads

__all__ = ["threads"]
