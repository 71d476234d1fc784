"""Offers in the portal's navigation."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem


def register() -> None:
    """Add the area; called at start."""
    navigation.register(
        NavItem(code="offers", label=_("Offers"), icon="tag", url_name="offers:list", right=Right.OFFER_READ, order=40)
    )
