"""Balances and the total of a period as the finance page prints them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from invoices.services.balances import Balances, balances_of


@dataclass(frozen=True)
class BalanceFigure:
    """One balance, with the way to its rows where there are any."""

    label: str
    amount: Decimal
    currency: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class Preset:
    """A period that many ask for."""

    label: str | Promise
    query: str
    current: bool


def show_balances(*, shop_id: int, currency: str, url: str) -> list[list[BalanceFigure]]:
    """The three balances of each currency; zeros in the shop's own where nothing was ever owed."""
    found = balances_of(shop_id=shop_id) or {currency: Balances()}
    return [_figures(each, balances, url) for each, balances in found.items()]


def _figures(currency: str, balances: Balances, url: str) -> list[BalanceFigure]:
    def rows(tab: str) -> str:
        return f"{url}?{urlencode({'tab': tab, 'currency': currency})}"

    return [
        BalanceFigure(
            pgettext("amount", "Pending"),
            balances.pending,
            currency,
            _("paid orders, until they are received"),
            rows("pending"),
        ),
        BalanceFigure(
            pgettext("amount", "Payable"),
            balances.payable,
            currency,
            _("received orders, not paid out yet"),
            rows("payable"),
        ),
        BalanceFigure(pgettext("amount", "Paid out"), balances.paid, currency, _("to your bank account")),
    ]


def presets(*, today: date, since: date | None, until: date | None, kept: Iterable[tuple[str, str]]) -> list[Preset]:
    """Periods to choose with one click; `kept` is what else of the query stays."""
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    periods: list[tuple[str, date | None, date | None]] = [
        (_("This month"), this_month, None),
        (pgettext("calendar", "Last month"), last_month, this_month - timedelta(days=1)),
        (_("Last 30 days"), today - timedelta(days=29), None),
        (_("This year"), today.replace(month=1, day=1), None),
        (_("All time"), None, None),
    ]
    rest = list(kept)
    return [
        Preset(label, urlencode([*rest, *_days(first, last)]), (first, last) == (since, until))
        for label, first, last in periods
    ]


def _days(first: date | None, last: date | None) -> list[tuple[str, str]]:
    days = (("period_after", first), ("period_before", last))
    return [(name, day.isoformat()) for name, day in days if day]
