"""What A01 says of a shop's money."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from invoices.models import LedgerDay
from marketplace.shops.account_sections import register_section


def balances_section(shop_id: int, _at: datetime) -> dict[str, Any]:
    """The balances in the shop's own currency, in which A01 speaks; `/api/x/balances` has those of all."""
    days = LedgerDay.objects.filter(shop=shop_id, currency=F("shop__currency"))
    sums = days.aggregate(**{name: Sum(name, default=Decimal(0)) for name in ("paid", "payable", "pending")})
    return {
        "payment_details": {
            "paid_balance": sums["paid"],
            "payable_balance": sums["payable"],
            "pending_balance": sums["pending"],
            "reserve_balance": None,
            "reserve_target": None,
            "sub_balances": [],
        }
    }


def register() -> None:
    """Add the section to A01."""
    register_section("balances", balances_section)
