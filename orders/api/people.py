"""The customer as the seller may see them: without addresses until the order is accepted."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import get_language, to_locale

from marketplace.countries import alpha3
from orders import transitions
from orders.models import Order

_COPIED = ("firstname", "lastname", "company", "street_1", "street_2", "zip_code", "city", "state", "phone")


def customer_of(order: Order) -> dict[str, Any]:
    """The customer with both addresses."""
    is_hidden = transitions.hides_addresses(order)
    billing = None if is_hidden else _address(order.billing_address)
    shipping = None if is_hidden else _address(order.shipping_address)
    if shipping is not None:
        shipping["additional_info"] = None
    return {
        "accounting_contact": None,
        "billing_address": billing,
        "civility": None,
        "customer_id": order.customer_id,
        "delivery_contact": None,
        "firstname": order.customer_firstname or None,
        "lastname": order.customer_lastname or None,
        "locale": order.customer_locale or None,
        "organization": None,
        "shipping_address": shipping,
    }


def _address(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    if not kept:
        return None
    code = str(kept.get("country_iso_code") or kept.get("country") or "")
    return {
        **{name: kept.get(name) or None for name in _COPIED},
        "civility": None,
        "company_2": None,
        "country": _country_name(code),
        "country_iso_code": alpha3(code),
        "phone_secondary": None,
    }


def _country_name(code: str) -> str | None:
    return _territories(get_language() or "en").get(code.upper()) or code or None


@cache
def _territories(language: str) -> Mapping[str, str]:
    return Locale.parse(to_locale(language)).territories
