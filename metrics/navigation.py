"""Performance in the portal's navigation, without a count: there is nothing to settle in it."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem


def register() -> None:
    """Add the area; called at start."""
    navigation.register(
        NavItem(
            code="performance",
            label=_("Performance"),
            icon="chart",
            url_name="metrics:performance",
            right=Right.METRIC_READ,
            order=70,
        )
    )
