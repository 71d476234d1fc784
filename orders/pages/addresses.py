"""The addresses of an order, and where billing and shipping differ (an invoice goes wrong there)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.countries import alpha2
from marketplace.portal.formats import reader_locale
from orders import transitions
from orders.choices import OrderState
from orders.models import Order

_NAMES = ("firstname", "lastname")
_PLACE = ("zip_code", "city")


@dataclass(frozen=True)
class AddressLine:
    """One line as it is printed."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Addresses:
    """Both addresses. While they are hidden only the destination is told, so that the seller can decide."""

    are_hidden: bool
    hidden_text: str
    destination: str
    shipping: list[AddressLine]
    billing: list[AddressLine]
    difference: str
    are_equal: bool


def show_addresses(order: Order) -> Addresses:
    """What a member may see: nothing but the destination until the order is accepted, as in the seller API."""
    shipping, billing = order.shipping_address or {}, order.billing_address or {}
    if transitions.hides_addresses(order):
        return Addresses(True, _hidden_text(order), destination_of(shipping), [], [], "", are_equal=False)
    there, here = _lines(shipping), _lines(billing)
    if order.customer_tax_id and billing:
        here.append(_("Tax id %(id)s") % {"id": order.customer_tax_id})
    differing = _differing(shipping, billing) if shipping and billing else set()
    return Addresses(
        are_hidden=False,
        hidden_text="",
        destination=destination_of(shipping),
        shipping=_marked(there, shipping, differing),
        billing=_marked(here, billing, differing),
        difference=_difference_text(len(differing)),
        are_equal=bool(shipping and billing and not differing and not order.customer_tax_id),
    )


def _hidden_text(order: Order) -> str:
    if order.state in {OrderState.STAGING, OrderState.WAITING_ACCEPTANCE}:
        return _("The addresses are shown once the order is accepted.")
    return _("The addresses stay hidden: the order was not accepted.")


def destination_of(address: Mapping[str, Any] | None) -> str:
    """City and country: "Curitiba, Brazil"."""
    address = address or {}
    return ", ".join(part for part in (str(address.get("city") or ""), country_name(address)) if part)


def country_name(address: Mapping[str, Any]) -> str:
    """The country in the reader's language."""
    code = str(address.get("country_iso_code") or address.get("country") or "")
    return str(reader_locale().territories.get(alpha2(code) or code, code))


def _lines(address: Mapping[str, Any]) -> list[str]:
    return [text for _part, text in _parts(address) if text]


def _parts(address: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name of the part and its printed line; a line is compared as a whole."""
    if not address:
        return []
    return [
        ("name", _joined(address, _NAMES)),
        ("company", str(address.get("company") or "")),
        ("street_1", str(address.get("street_1") or "")),
        ("street_2", str(address.get("street_2") or "")),
        ("place", _place(address)),
        ("country", country_name(address)),
        ("phone", str(address.get("phone") or "")),
    ]


def _place(address: Mapping[str, Any]) -> str:
    """Postcode, city and, where it says more, the state."""
    state = str(address.get("state") or "")
    place = _joined(address, _PLACE)
    return f"{place}, {state}" if state and state != address.get("city") else place


def _differing(shipping: Mapping[str, Any], billing: Mapping[str, Any]) -> set[str]:
    """Parts that differ; the telephone is not a part of where something goes."""
    here = dict(_parts(billing))
    return {part for part, text in _parts(shipping) if part != "phone" and text.casefold() != here[part].casefold()}


def _marked(lines: list[str], address: Mapping[str, Any], differing: set[str]) -> list[AddressLine]:
    marked = {text for part, text in _parts(address) if part in differing}
    return [AddressLine(text, text in marked) for text in lines]


def _difference_text(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "Billing and shipping differ in %(count)d place", "Billing and shipping differ in %(count)d places", count
    )
    return text % {"count": count}


def _joined(address: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return " ".join(str(address[name]) for name in names if address.get(name))
