"""A table's file as an answer."""

from collections.abc import Iterable

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from shipping.choices import RateTable
from shipping.tables.columns import WrittenRow
from shipping.tables.writing import table_csv, table_xlsx

_NAMES = {RateTable.MAIN: "freight", RateTable.CONTINGENCY: "contingency"}


def table_response(table: RateTable, kind: str, rows: Iterable[WrittenRow]) -> HttpResponseBase:
    """The table as an attachment; `kind` is csv or xlsx."""
    if kind == "xlsx":
        return FileResponse(table_xlsx(rows), as_attachment=True, filename=f"{_NAMES[table]}.xlsx")
    return csv_response(table_csv(rows), _NAMES[table])


def csv_response(content: bytes, name: str) -> HttpResponse:
    """CSV as an attachment of that name."""
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
