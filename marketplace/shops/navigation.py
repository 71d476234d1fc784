"""Settings in the portal's navigation, and the pages of this app under it."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage


def register() -> None:
    """Called once, at start."""
    navigation.register(
        NavItem("settings", _("Settings"), "gear", "shops:settings", Right.SHOP_WRITE, order=90, foot=True)
    )
    for page in (
        SettingsPage(
            "profile",
            _("Shop profile"),
            _("Name, customer service, legal details and return policy."),
            "shops:profile",
            "tag",
            Right.SHOP_WRITE,
            10,
        ),
        SettingsPage(
            "members",
            _("Members"),
            _("Who works in this shop, and in which role."),
            "shops:members",
            "people",
            Right.MEMBER_MANAGE,
            30,
        ),
        SettingsPage(
            "keys",
            _("API keys"),
            _("Keys for your other systems: ERP, connector, own programs."),
            "shops:keys",
            "key",
            Right.KEY_MANAGE,
            40,
        ),
    ):
        settings_pages.register(page)
