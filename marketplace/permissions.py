"""Roles of a shop's members, named as the seller API names them, and the rights that each holds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Right(TextChoices):
    """What a view or operation may ask of its caller. One right each; none means refused."""

    PLATFORM_READ = "PLATFORM_READ", _("Read the marketplace's settings")
    ACCOUNT_READ = "ACCOUNT_READ", _("Read the shop's account")
    SHOP_WRITE = "SHOP_WRITE", _("Change the shop's settings")
    MEMBER_MANAGE = "MEMBER_MANAGE", _("Manage members")
    KEY_MANAGE = "KEY_MANAGE", _("Manage API keys")
    ORDER_READ = "ORDER_READ", _("Read orders")
    ORDER_ACCEPT = "ORDER_ACCEPT", _("Accept and refuse orders")
    ORDER_SHIP = "ORDER_SHIP", _("Ship orders")
    ORDER_CANCEL = "ORDER_CANCEL", _("Cancel and refund orders")
    OFFER_READ = "OFFER_READ", _("Read offers")
    OFFER_WRITE = "OFFER_WRITE", _("Change offers")
    DEADLINE_READ = "DEADLINE_READ", _("See deadlines")
    MESSAGE_READ = "MESSAGE_READ", _("Read conversations")
    MESSAGE_WRITE = "MESSAGE_WRITE", _("Write to customers")
    DOCUMENT_WRITE = "DOCUMENT_WRITE", _("File documents of orders")
    INVOICE_WRITE = "INVOICE_WRITE", _("Issue invoices")
    FINANCE_READ = "FINANCE_READ", _("Read invoices and balances")
    METRIC_READ = "METRIC_READ", _("See the figures")


class Role(TextChoices):
    """The five roles of the seller API."""

    SHOP_ADMIN = "GROUP_SHOP_ADMIN", _("Owner")
    SALES = "GROUP_SHOP_SALES", _("Sales")
    INVENTORY = "GROUP_SHOP_INVENTORY", _("Inventory")
    ACCOUNTANCY = "GROUP_SHOP_ACCOUNTANCY", _("Accountancy")
    SUPPORT = "GROUP_SHOP_SUPPORT", _("Support")


_EVERYBODY = frozenset({Right.PLATFORM_READ, Right.DEADLINE_READ})

ROLE_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.SHOP_ADMIN: frozenset(Right),
    Role.SALES: _EVERYBODY
    | {
        Right.ACCOUNT_READ,
        Right.ORDER_READ,
        Right.ORDER_ACCEPT,
        Right.ORDER_SHIP,
        Right.ORDER_CANCEL,
        Right.OFFER_READ,
        Right.MESSAGE_READ,
        Right.MESSAGE_WRITE,
        Right.DOCUMENT_WRITE,
        Right.INVOICE_WRITE,
        Right.METRIC_READ,
    },
    Role.INVENTORY: _EVERYBODY
    | {Right.ACCOUNT_READ, Right.ORDER_READ, Right.OFFER_READ, Right.OFFER_WRITE, Right.METRIC_READ},
    Role.ACCOUNTANCY: _EVERYBODY
    | {
        Right.ACCOUNT_READ,
        Right.ORDER_READ,
        Right.DOCUMENT_WRITE,
        Right.INVOICE_WRITE,
        Right.FINANCE_READ,
        Right.METRIC_READ,
    },
    # R120: reaches questions and conversations alone.
    Role.SUPPORT: _EVERYBODY | {Right.MESSAGE_READ, Right.MESSAGE_WRITE},
}


def rights_of(role: str) -> frozenset[Right]:
    """The rights of a role; none for a role that does not exist."""
    return ROLE_RIGHTS.get(Role(role), frozenset()) if role in Role.values else frozenset()
