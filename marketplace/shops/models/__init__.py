"""Channels with their calendars and rules; shops with their members and keys."""

from marketplace.shops.models.channels import Calendar, CalendarDay, Channel, ChannelRules, ServiceWindow, TaxRate
from marketplace.shops.models.shops import ApiKey, Invitation, Membership, Shop, ShopChannel, StorefrontKey

__all__ = [
    "ApiKey",
    "Calendar",
    "CalendarDay",
    "Channel",
    "ChannelRules",
    "Invitation",
    "Membership",
    "ServiceWindow",
    "Shop",
    "ShopChannel",
    "StorefrontKey",
    "TaxRate",
]
