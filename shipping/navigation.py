"""Shipping in the portal's navigation, and on the list of settings."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage


def register() -> None:
    """Called once, at start."""
    navigation.register(
        NavItem(
            code="shipping",
            label=_("Shipping"),
            icon="truck",
            url_name="shipping:preparation",
            right=Right.SHOP_WRITE,
            order=60,
        )
    )
    settings_pages.register(
        SettingsPage(
            "preparation",
            _("Shipping"),
            _("How long you prepare your parcels, your calendar, your carriers, and what sending costs."),
            "shipping:preparation",
            "truck",
            Right.SHOP_WRITE,
            20,
        )
    )
