"""The finance page: balances, and the lines of the period that the seller selects (R126, R127)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from invoices import finance
from invoices.choices import PaymentState
from invoices.finance_filters import FinanceFilterSet
from invoices.models import LedgerTransaction
from invoices.pages.finance import Preset, presets, show_balances
from invoices.services.balances import running_balances
from invoices.services.finance import PeriodTotal, total_lines, total_period, total_state
from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.exports import CHUNK
from marketplace.portal.lists import Column, ListView
from marketplace.portal.paging import AFTER, BEFORE

_INSTANT = timedelta(microseconds=1)
# What leaves lines of the period out.
_NARROWING = ("q", "type")
STATES = {"pending": PaymentState.PENDING, "payable": PaymentState.PAYABLE}


class FinanceView(ListView):
    """`/shop/<id>/finance/`: the last line first, with what was owed after it."""

    permission = Right.FINANCE_READ
    area = "finance"
    template_name: ClassVar[str] = "invoices/finance.html"
    fragment_name = "invoices/_finance_list.html"
    url_name = "invoices:finance"
    title = gettext_lazy("Finance")
    find_label = gettext_lazy("Order number")
    filterset_class = FinanceFilterSet
    tabs = finance.TABS
    sorts = finance.SORTS
    columns = finance.COLUMNS
    export_name = gettext_lazy("finance")
    empty_title = gettext_lazy("No money has moved yet")
    empty_text = gettext_lazy("Lines appear here as soon as a customer has paid an order.")
    no_match_title = gettext_lazy("No line matches these filters")

    def get_queryset(self) -> QuerySet[LedgerTransaction]:
        lines: QuerySet[LedgerTransaction] = LedgerTransaction.objects.charged()
        return lines

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        own = [field.attname for field in LedgerTransaction._meta.concrete_fields]
        shown = ("order__order_id", "order__channel__timezone", "order_line__line_id", "order_line__product_title")
        return queryset.select_related("order__channel", "order_line").only(*own, *shown)

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        balances = running_balances(rows, shop_id=self.shop.pk)
        for row in rows:
            row.balance = balances[row.pk]
        return rows

    @property
    def runs_by_date(self) -> bool:
        """Whether neighbours in the list are neighbours in the ledger."""
        return self.sort[0].code == "date"

    def file_columns(self) -> Sequence[Column]:
        """A file in another order has no balances: each part of it would read the whole ledger anew."""
        return [column for column in self.columns if self.runs_by_date or column.code != "balance"]

    def complete_rows(self, rows: Iterator[Any]) -> Iterator[Any]:
        if not self.runs_by_date:
            yield from rows
            return
        while chunk := list(islice(rows, CHUNK)):
            yield from self.prepare_rows(chunk)

    def row_url(self, row: Any) -> str:
        if row.order is None:
            return ""
        return reverse("orders:detail", kwargs={"shop_id": self.shop.pk, "order_id": row.order.order_id})

    @cached_property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """From the first day's beginning to the last day's end, which is left out, in the reader's zone."""
        chosen = self.filterset.form.cleaned_data.get("period") if self.filterset.is_valid() else None
        if chosen is None:
            return None, None
        return chosen.start, chosen.stop + _INSTANT if chosen.stop else None

    @property
    def asks_for_some(self) -> bool:
        """Whether some kinds of lines alone are asked for."""
        return any(self.request.GET.get(name) for name in _NARROWING)

    def totals(self) -> list[PeriodTotal]:
        """Of what the list shows; nothing where a filter cannot be read."""
        if not self.filterset.is_valid():
            return []
        since, until = self.period
        state = STATES.get(self.tab.code)
        if state and not (since or until or self.asks_for_some):
            found = total_state(shop_id=self.shop.pk, state=state)
        elif state or self.asks_for_some:
            return total_lines(self.matching)
        else:
            found = total_period(shop_id=self.shop.pk, since=since, until=until)
        wanted = self.filterset.form.cleaned_data.get("currency")
        return [each for each in found if not wanted or each.currency == wanted]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        zone = formats.reader_zone()
        context |= {
            "totals": self.totals(),
            "presets": self._presets(clock.now().astimezone(zone).date()),
            "zone": str(zone),
            "period_from": self.request.GET.get("period_after", ""),
            "period_to": self.request.GET.get("period_before", ""),
            "period_errors": [] if self.filterset.is_valid() else self.filterset.form.errors.get("period", []),
            "period_kept": self._but_period(),
        }
        if not self.wants_fragment():
            context["balances"] = show_balances(shop_id=self.shop.pk, currency=self.shop.currency, url=self.url)
        return context

    @property
    def filter_fields(self) -> list[Any]:
        """The period has a form of its own above the list."""
        return [field for field in super().filter_fields if field.name != "period"]

    def _presets(self, today: date) -> list[Preset]:
        zone = formats.reader_zone()
        since, until = self.period
        first = since.astimezone(zone).date() if since else None
        last = (until - _INSTANT).astimezone(zone).date() if until else None
        return presets(today=today, since=first, until=last, kept=self._but_period())

    def _but_period(self) -> list[tuple[str, str]]:
        """The query without the period and the place in the paging."""
        own = {"period_after", "period_before", AFTER, BEFORE, "format"}
        return [(key, value) for key, values in self.request.GET.lists() if key not in own for value in values if value]
