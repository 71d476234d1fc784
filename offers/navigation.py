"""Offers, products and promotions in the portal's navigation and settings."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage

AREAS = (
    NavItem("offers", _("Offers"), "tag", "offers:list", Right.OFFER_READ, 40),
    NavItem("products", _("Products"), "columns", "offers:products", Right.OFFER_READ, 41),
    NavItem("promotions", _("Promotions"), "flag", "offers:campaigns", Right.OFFER_READ, 42),
)
SETTINGS = (
    SettingsPage(
        "stock",
        _("Stock"),
        _("What is kept back from sale, and when you are told that an offer runs low."),
        "offers:stock-settings",
        "tag",
        Right.OFFER_WRITE,
        20,
    ),
    SettingsPage(
        "listings",
        _("Listings"),
        _("Template, images, warranty, delivery, and questions with their answers, on every listing."),
        "offers:presentation",
        "eye",
        Right.OFFER_WRITE,
        22,
    ),
)


def register() -> None:
    """Add the areas and the settings pages; called at start."""
    for area in AREAS:
        navigation.register(area)
    for page in SETTINGS:
        settings_pages.register(page)
