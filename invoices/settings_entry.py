"""Invoices among the shop's settings."""

from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage


def register() -> None:
    """Add the page; called at start."""
    settings_pages.register(
        SettingsPage(
            code="invoices",
            label=_("Invoices"),
            text=_("Numbers, logo and foot of the invoices that you issue, and whether they are issued by themselves."),
            url_name="invoices:settings",
            icon="doc",
            right=Right.INVOICE_WRITE,
            order=22,
        )
    )
