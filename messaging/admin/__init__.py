"""The operator's pages of conversations, and of mail that came in."""

from messaging.admin import inbound, threads

__all__ = ["inbound", "threads"]
