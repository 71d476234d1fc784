"""Shipping's pages under Settings."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage


def register() -> None:
    """Called once, at start."""
    settings_pages.register(
        SettingsPage(
            "preparation",
            _("Preparation"),
            _("How many working days your parcels need before they leave."),
            "shipping:preparation",
            "truck",
            Right.SHOP_WRITE,
            20,
        )
    )
