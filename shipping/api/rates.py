"""Ours: a shop's two tables of freight, read and replaced as a whole (R085, R098, R099, R135)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.multipart import PartsParser, is_multipart
from marketplace.rest.schema import describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from marketplace.rest.wire import Query, refuse
from marketplace.shops.models import Shop
from shipping.api.examples import RATES
from shipping.choices import ChargeBasis, RateTable
from shipping.services.charges import Replaced, check_rates, list_rates, replace_rates
from shipping.tables.columns import COLUMNS, MOST_ROWS, GivenRow, WrittenRow
from shipping.tables.faults import TableRefused, too_many_rows
from shipping.tables.files import LONGEST_CELL, MOST_BYTES, read_table, too_large
from shipping.tables.sending import table_response

# Column -> its name in our JSON; zones, methods and classes as the seller API names their codes.
_NAMES: Mapping[str, str] = {
    **{column: column for column in COLUMNS},
    "zone": "shipping_zone_code",
    "method": "shipping_method_code",
    "logistic_class": "logistic_class_code",
}
_TEXTS = ("zone", "method", "basis")
ROW: dict[str, Any] = {name: str if column in _TEXTS else Decimal | None for column, name in _NAMES.items()} | {
    "logistic_class_code": str | None,
    "postcode_from": str | None,
    "postcode_to": str | None,
}
TABLE = {"currency_iso_code": str, "rows": [ROW]}
REPLACED = {"dry_run": bool, "rows_before": int, "rows_after": int}
_WHOLE = (
    "Either all rows hold afterwards or none: a table with a fault is refused, and the first hundred faults are told "
    "by row and column. Amounts take a decimal comma or point."
)
_FORMAT = OpenApiParameter("format", str, enum=["csv", "xlsx"], default="csv")
_UPLOAD: dict[str, Any] = {"file": FILE, "dry_run": bool}
_UPLOAD_EXAMPLE = {"file": "zone;method;basis;price\nES;STD;ORDER;4,90\n", "dry_run": True}
_DRY_RUN = OpenApiParameter("dry_run", bool, description="Only check, and change nothing.", default=False)


class RowSerializer(serializers.Serializer[Any]):
    """A row, as `GET` answers it. Amounts are numbers or texts."""

    shipping_zone_code = serializers.CharField()
    shipping_method_code = serializers.CharField()
    logistic_class_code = serializers.CharField(required=False, allow_null=True)
    postcode_from = serializers.CharField(required=False, allow_null=True)
    postcode_to = serializers.CharField(required=False, allow_null=True)
    basis = serializers.ChoiceField(ChargeBasis.choices)
    at_least = serializers.FloatField(required=False, allow_null=True)
    below = serializers.FloatField(required=False, allow_null=True)
    price = serializers.FloatField(required=False, allow_null=True)
    extra_price = serializers.FloatField(required=False, allow_null=True)
    free_from = serializers.FloatField(required=False, allow_null=True)


class RatesSerializer(serializers.Serializer[Any]):
    """A whole table. Its rows are read by the checker of tables, which knows all their faults at once."""

    rows = RowSerializer(many=True)


class _Rates(SellerView):
    permission = Right.SHOP_WRITE
    table: ClassVar[RateTable] = RateTable.MAIN

    def _put(self, rows: Sequence[GivenRow], *, is_trial: bool) -> Response:
        if is_trial:
            found: Replaced = check_rates(shop_id=self.shop_id, table=self.table, rows=rows)
        else:
            found = replace_rates(shop_id=self.shop_id, table=self.table, rows=rows, at=self.at)
        return Response(_told(found, is_trial))

    def _read(self) -> Response:
        shop = Shop.objects.get(pk=self.shop_id)
        return Response({"currency_iso_code": shop.currency, "rows": [_row(row) for row in list_rates(self.table)]})

    def _replace(self, request: Request) -> Response:
        is_trial = bool(self.query.boolean("dry_run"))
        try:
            return self._put(_given(request.data), is_trial=is_trial)
        except TableRefused as error:
            error.errors = error.named(_NAMES)
            raise

    def _download(self) -> HttpResponseBase:
        kind = self.query.choice("format", ("csv", "xlsx")) or "csv"
        return table_response(self.table, kind, list_rates(self.table))

    def _upload(self, request: Request) -> Response:
        file = request.FILES.get("file") if is_multipart(request.content_type) else None
        if file is None:
            raise refuse("file", _("Send the file as the part “file” of multipart/form-data."))
        if file.size is None or file.size > MOST_BYTES:
            raise too_large()
        told = Query(request.POST).boolean("dry_run")
        is_trial = bool(self.query.boolean("dry_run") if told is None else told)
        return self._put(read_table(file.read()), is_trial=is_trial)


class Charges(_Rates):
    """The rate table."""

    operation = "X-CHARGES"

    @describe("The rate table: all its rows", answer=TABLE)
    def get(self, request: Request) -> Response:
        return self._read()

    @describe(
        "The rate table: put these rows in the place of all others",
        operation="X-CHARGES-REPLACE",
        answer=REPLACED,
        body=RatesSerializer,
        parameters=(_DRY_RUN,),
        example=RATES,
        explanation=_WHOLE,
    )
    def put(self, request: Request) -> Response:
        return self._replace(request)


class ChargesFile(_Rates):
    """The same as a file."""

    operation = "X-CHARGES-FILE"
    parser_classes = [PartsParser]

    @describe("The rate table as a file", answer=FILE, parameters=(_FORMAT,))
    def get(self, request: Request) -> HttpResponseBase:
        return self._download()

    @describe(
        "The rate table: put the rows of a file in the place of all others",
        operation="X-CHARGES-UPLOAD",
        answer=REPLACED,
        form=_UPLOAD,
        example=_UPLOAD_EXAMPLE,
        explanation=_WHOLE,
    )
    def post(self, request: Request) -> Response:
        return self._upload(request)


class ContingencyCharges(_Rates):
    """The contingency table."""

    operation = "X-CONTINGENCY"
    table = RateTable.CONTINGENCY

    @describe("The contingency table: all its rows", answer=TABLE)
    def get(self, request: Request) -> Response:
        return self._read()

    @describe(
        "The contingency table: put these rows in the place of all others",
        operation="X-CONTINGENCY-REPLACE",
        answer=REPLACED,
        body=RatesSerializer,
        parameters=(_DRY_RUN,),
        example=RATES,
        explanation=_WHOLE,
    )
    def put(self, request: Request) -> Response:
        return self._replace(request)


class ContingencyChargesFile(_Rates):
    """The same as a file."""

    operation = "X-CONTINGENCY-FILE"
    table = RateTable.CONTINGENCY
    parser_classes = [PartsParser]

    @describe("The contingency table as a file", answer=FILE, parameters=(_FORMAT,))
    def get(self, request: Request) -> HttpResponseBase:
        return self._download()

    @describe(
        "The contingency table: put the rows of a file in the place of all others",
        operation="X-CONTINGENCY-UPLOAD",
        answer=REPLACED,
        form=_UPLOAD,
        example=_UPLOAD_EXAMPLE,
        explanation=_WHOLE,
    )
    def post(self, request: Request) -> Response:
        return self._upload(request)


def _told(replaced: Replaced, is_trial: bool) -> dict[str, Any]:
    return {"dry_run": is_trial, "rows_before": replaced.before, "rows_after": replaced.after}


def _row(row: WrittenRow) -> dict[str, Any]:
    return {_NAMES[column]: value for column, value in row.values().items()}


def _given(body: Any) -> list[GivenRow]:
    """The rows of a JSON body as their writer wrote them. Raises ValidationFailed."""
    rows = body.get("rows") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise refuse("rows", _("Send the whole table as a list of rows."))
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    return [
        GivenRow(number, 0, *(_text(row.get(_NAMES[column])) for column in COLUMNS))
        for number, row in enumerate(rows, start=1)
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:LONGEST_CELL]
