"""Help in the portal's navigation."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem


def register() -> None:
    """Add the area, open to everybody; called at start."""
    navigation.register(NavItem("help", _("Help"), "help", "help:list", Right.PLATFORM_READ, order=95, foot=True))
