"""The rooms of the area: invoices missing, issued, finance. Each page of the area shows the same tabs."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal.context import route

_ROOMS = (
    ("missing", _("Invoices missing"), "invoices:missing", Right.ORDER_READ),
    ("issued", _("Issued invoices"), "invoices:issued", Right.ORDER_READ),
    ("finance", _("Finance"), "invoices:finance", Right.FINANCE_READ),
)


@dataclass(frozen=True)
class Room:
    """A tab as printed."""

    label: str | Promise
    url: str
    current: bool


def rooms_for(*, shop_id: int, rights: Collection[Right], current: str) -> list[Room]:
    """The rooms that these rights open."""
    found = ((code, label, route(name, shop_id), right) for code, label, name, right in _ROOMS)
    return [Room(label, url, code == current) for code, label, url, right in found if url and right in rights]
