"""Shipping in the portal's navigation, on the list of settings, and among what a shop has to set up."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem
from marketplace.shops import settings_pages, setup
from marketplace.shops.settings_pages import SettingsPage
from marketplace.shops.setup import SetupTask
from shipping.services.setup import CONTINGENCY, RATES, done_tasks

TASKS = (
    SetupTask(
        RATES,
        _("Enter your freight"),
        _("Until then the storefront decides what your customers pay for sending, and where you send."),
        "shipping:freight",
        Right.SHOP_WRITE,
    ),
    SetupTask(
        CONTINGENCY,
        _("Enter your contingency freight"),
        _("It answers when your freight cannot be reckoned; without it such an order is lost."),
        "shipping:contingency",
        Right.SHOP_WRITE,
    ),
)


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
    setup.register("shipping", TASKS, done_tasks)
