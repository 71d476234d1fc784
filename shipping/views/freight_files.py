"""The tables of freight as files: down, and up again by way of a look at what would change."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import ValidationFailed
from shipping.choices import RateTable
from shipping.forms.freight import RateFileForm
from shipping.pages.changes import change_words
from shipping.services.charges import check_rates, list_rates, replace_rates
from shipping.tables.columns import HEADERS, GivenRow
from shipping.tables.faults import MOST_SHOWN, TableRefused
from shipping.tables.files import MOST_BYTES, read_table, too_large
from shipping.tables.sending import csv_response, table_response
from shipping.tables.writing import faults_csv, given_csv
from shipping.views.base import UNPROCESSABLE
from shipping.views.freight import RatesView


class FreightFileView(RatesView):
    """Download, and upload in two steps: the first changes nothing, the second the whole table."""

    tab = "freight"
    template_name = "shipping/freight_file.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = request.GET.get("format", "")
        if kind in ("csv", "xlsx"):
            return table_response(self.table, kind, list_rates(self.table))
        return self.page(form=RateFileForm())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(headers=list(HEADERS.values()), names=self.names, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = RateFileForm(request.POST, request.FILES)
        is_kept = "kept" in request.POST
        if not is_kept and not form.is_valid():
            return self.page(form=form, status=UNPROCESSABLE)
        try:
            rows = read_table(_unpacked(request.POST["kept"])) if is_kept else _read(form.cleaned_data["file"])
        except ValidationFailed as error:
            return self._unread(error)
        try:
            return self._replaced(rows) if "replace" in request.POST else self._checked(rows)
        except TableRefused as error:
            return self._faults(rows, error)
        except ValidationFailed as error:
            return self._unread(error)

    def _checked(self, rows: Sequence[GivenRow]) -> HttpResponseBase:
        found = check_rates(shop_id=self.shop.pk, table=self.table, rows=rows)
        changes = change_words(found.change, self.names)
        return self.page(form=RateFileForm(), found=found, changes=changes, kept=pack_rows(rows))

    def _replaced(self, rows: Sequence[GivenRow]) -> HttpResponseBase:
        replace_rates(shop_id=self.shop.pk, table=self.table, rows=rows, at=clock.now())
        return self.done(_("The table is replaced."), to=self.here)

    def _faults(self, rows: Sequence[GivenRow], error: TableRefused) -> HttpResponseBase:
        if "faults" in self.request.POST:
            return csv_response(faults_csv(rows, error.faults), f"{self.tab}-faults")
        shown = [
            {"number": fault.number, "column": HEADERS.get(fault.column, ""), "reason": fault.reason}
            for fault in error.faults[:MOST_SHOWN]
        ]
        return self.page(form=RateFileForm(), status=UNPROCESSABLE, error=error, faults=shown, kept=pack_rows(rows))

    def _unread(self, error: ValidationFailed) -> HttpResponseBase:
        """A file as a whole is told beside its field."""
        form = RateFileForm(data={}, files=MultiValueDict())
        form.full_clean()
        form.errors["file"] = form.error_class([error.message])
        return self.page(form=form, status=UNPROCESSABLE)


class ContingencyFileView(FreightFileView):
    """The same of the contingency table."""

    tab = "contingency"
    table = RateTable.CONTINGENCY


def _read(file: Any) -> list[GivenRow]:
    if file.size > MOST_BYTES:
        raise too_large()
    return read_table(file.read())


def pack_rows(rows: Sequence[GivenRow]) -> str:
    """Rows for a hidden field, so that the second step needs neither the file again nor a place to keep it."""
    return base64.b64encode(zlib.compress(given_csv(rows))).decode()


def _unpacked(text: str) -> bytes:
    """What the first step packed, or what somebody else made up: read again as any file."""
    try:
        unpacker = zlib.decompressobj()
        return unpacker.decompress(base64.b64decode(text, validate=True), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""
