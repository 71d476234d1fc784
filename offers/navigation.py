"""Offers in the portal's navigation."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage


def register() -> None:
    """Add the area; called at start."""
    navigation.register(
        NavItem(code="offers", label=_("Offers"), icon="tag", url_name="offers:list", right=Right.OFFER_READ, order=40)
    )
    settings_pages.register(
        SettingsPage(
            code="listings",
            label=_("Listings"),
            text=_("Template, images, warranty, delivery, and questions with their answers, on every listing."),
            url_name="offers:presentation",
            icon="eye",
            right=Right.OFFER_WRITE,
            order=22,
        )
    )
    settings_pages.register(
        SettingsPage(
            "stock",
            _("Stock"),
            _("What is kept back from sale, and when you are told that an offer runs low."),
            "offers:stock-settings",
            "tag",
            Right.OFFER_WRITE,
            20,
        )
    )
    navigation.register(
        NavItem(
            code="products",
            label=_("Products"),
            icon="columns",
            url_name="offers:products",
            right=Right.OFFER_READ,
            order=41,
        )
    )
    navigation.register(
        NavItem(
            code="promotions",
            label=_("Promotions"),
            icon="flag",
            url_name="offers:campaigns",
            right=Right.OFFER_READ,
            order=42,
        )
    )
