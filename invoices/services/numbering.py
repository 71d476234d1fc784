"""Numbers in series: taken under the lock of the series' row, so that none is missing and none is given twice."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from invoices.choices import InvoiceKind
from invoices.models import Invoice, InvoiceSeries, InvoiceSettings
from marketplace.errors import Conflict

DIGITS = 6


@dataclass(frozen=True)
class TakenNumber:
    """A number with the date that goes with it."""

    series: InvoiceSeries
    number: int
    text: str
    issued_on: date


def prefix_of(settings: InvoiceSettings, kind: InvoiceKind) -> str:
    """The prefix of a kind's series."""
    prefixes = {
        InvoiceKind.FULL: settings.full_prefix,
        InvoiceKind.SIMPLIFIED: settings.simplified_prefix,
        InvoiceKind.CORRECTIVE: settings.corrective_prefix,
    }
    return prefixes[kind]


def take_number(*, shop_id: int, kind: InvoiceKind, prefix: str, day: date) -> TakenNumber:
    """The next number of the series of that year, which stays locked until the transaction ends: should that fail, the
    number is free again.

    Dates never go back within a series: where the clock has, the last invoice's date is taken. Raises Conflict where
    the prefix is another kind's.
    """
    series = _lock_series(shop_id=shop_id, kind=kind, prefix=prefix, year=day.year)
    if series.kind != kind:
        message = _("The prefix %(prefix)s already numbers another kind of document in %(year)s.")
        raise Conflict(code="SERIES_TAKEN", message=message % {"prefix": prefix, "year": day.year})
    last = Invoice.objects.filter(series=series, number=series.last_number).values_list("issued_on", flat=True).first()
    series.last_number += 1
    series.save(update_fields=["last_number"])
    text = f"{prefix}{day.year}-{series.last_number:0{DIGITS}}"
    return TakenNumber(series=series, number=series.last_number, text=text, issued_on=max(day, last or day))


def _lock_series(*, shop_id: int, kind: InvoiceKind, prefix: str, year: int) -> InvoiceSeries:
    locked = InvoiceSeries.objects.select_for_update().filter(shop_id=shop_id, prefix=prefix, year=year)
    found: InvoiceSeries | None = locked.first()
    if found is None:
        fresh = InvoiceSeries(shop_id=shop_id, kind=kind, prefix=prefix, year=year)
        InvoiceSeries.objects.bulk_create([fresh], ignore_conflicts=True)  # another may be first
        found = locked.get()
    return found
