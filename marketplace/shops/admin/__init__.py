"""The operator's pages for channels, shops and keys."""

from marketplace.shops.admin import channels, keys, people, shops

__all__ = ["channels", "keys", "people", "shops"]
