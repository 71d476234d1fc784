"""What upper apps know about a shop's account (A01): counts, grades, balances, shipping; registered at start."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

Section = Callable[[int, datetime], Mapping[str, Any]]

# What A01 answers where no app says better. A section may answer these keys and no others.
_NOTHING: dict[str, Any] = {
    "approval_delay": None,
    "approval_rate": None,
    "closed_from": None,
    "closed_to": None,
    "evaluations_count": 0,
    "free_shipping": False,
    "grade": None,
    "offers_count": 0,
    "order_messages_response_delay": None,
    "orders_count": 0,
    "payment_details": {
        "paid_balance": Decimal(0),
        "payable_balance": Decimal(0),
        "pending_balance": Decimal(0),
        "reserve_balance": None,
        "reserve_target": None,
        "sub_balances": [],
    },
    "shipping": {"lead_time_to_ship": None},
    "shipping_types": [],
    "shipping_zones": [],
    "shippings": [],
}
_sections: dict[str, Section] = {}


def register_section(name: str, section: Section) -> None:
    """Let `section(shop_id, at)` answer some keys of A01, inside the shop's scope. The same name again replaces it."""
    _sections[name] = section


def account_figures(shop_id: int, at: datetime) -> dict[str, Any]:
    """Every registered key, from its section or empty. Raises LookupError for a key that A01 does not know."""
    figures = dict(_NOTHING)
    for name, section in _sections.items():
        answered = section(shop_id, at)
        unknown = answered.keys() - _NOTHING.keys()
        if unknown:
            raise LookupError(f"Section {name} answers keys that A01 does not have: {sorted(unknown)}")
        figures |= answered
    return figures
