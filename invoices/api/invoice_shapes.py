"""Shapes and bodies of what is ours on invoices."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from invoices.choices import InvoiceKind
from marketplace.rest.shapes import Maybe, Shape

PARTY: Shape = {"name": str, "lines": [str], "tax_id": str | None}
LINE: Shape = {
    "position": int,
    "order_line_id": str,
    "kind": str,
    "title": str,
    "sku": str | None,
    "quantity": int | None,
    "unit_price": Decimal | None,
    "net": Decimal,
    "tax_rate": Decimal,
    "tax_amount": Decimal,
    "gross": Decimal,
}
_AMOUNTS: Shape = {"currency_iso_code": str, "total_net": Decimal, "total_tax": Decimal, "total": Decimal}
LISTED: Shape = {
    "invoice_id": str,
    "invoice_number": str,
    "kind": str,
    "order_id": str,
    "channel_code": str,
    "issued_on": date,
    "issued_date": datetime,
    "recipient_name": str | None,
    **_AMOUNTS,
    "corrects": Maybe({"invoice_id": str, "invoice_number": str}),
    "correction_reason": str | None,
    "pdf": {"state": str, "failure": str | None, "document_id": int | None},
}
INVOICE: Shape = {
    **LISTED,
    "issuer": PARTY,
    "recipient": Maybe(PARTY),
    "lines": [LINE],
    "note": str | None,
    "rounding": str,
    "corrections": [{"invoice_id": str, "invoice_number": str, "total": Decimal}],
    "left": Decimal,
}
INVOICES: Shape = {"data": [LISTED]}
DRAFT: Shape = {
    "order_id": str,
    "kinds": [str],
    "issued_on": date,
    "issuer": PARTY,
    "issuer_missing": [str],
    "recipient": Maybe(PARTY),
    **_AMOUNTS,
    "lines": [LINE],
    "rounding": str,
    "refusal": Maybe({"code": str, "message": str}),
}
CORRECTED: Shape = {"corrective": INVOICE, "renewed": Maybe(INVOICE)}
RUN: Shape = {
    "run_id": int,
    "state": str,
    "total": int,
    "issued": int,
    "failures": [{"order_id": str, "code": str, "message": str}],
    "date_created": datetime,
    "date_ended": datetime | None,
}
SETTINGS: Shape = {
    "issues_at_shipment": bool,
    "full_prefix": str,
    "simplified_prefix": str,
    "corrective_prefix": str,
    "note": str,
    "has_logo": bool,
    "issuer": PARTY,
    "issuer_missing": [str],
}


class IssueSerializer(serializers.Serializer[Any]):
    """The kind; left out, the one that the billing data allow."""

    kind = serializers.ChoiceField(
        choices=[InvoiceKind.FULL.value, InvoiceKind.SIMPLIFIED.value], required=False, allow_null=True
    )


class TakenBackSerializer(serializers.Serializer[Any]):
    """How much of a line is taken back, with tax; left out, all that is left of it."""

    position = serializers.IntegerField(min_value=1)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)


class RecipientSerializer(serializers.Serializer[Any]):
    """Whom the new invoice names."""

    name = serializers.CharField(max_length=150, allow_blank=True)
    company = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    street_1 = serializers.CharField(max_length=150, allow_blank=True)
    street_2 = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    zip_code = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    city = serializers.CharField(max_length=100, allow_blank=True)
    region = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    country = serializers.CharField(max_length=3, allow_blank=True)
    tax_id = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class CorrectSerializer(serializers.Serializer[Any]):
    """Why, and what: some lines, or all that is left; with a recipient it is issued again to that one."""

    reason = serializers.CharField(max_length=1000, allow_blank=True)
    lines = TakenBackSerializer(many=True, required=False, allow_null=True)
    recipient = RecipientSerializer(required=False, allow_null=True)


class RunSerializer(serializers.Serializer[Any]):
    """The orders whose invoices are issued."""

    order_ids = serializers.ListField(child=serializers.CharField(max_length=64), max_length=5000)


class InvoiceSettingsSerializer(serializers.Serializer[Any]):
    """What is absent stays as it is."""

    issues_at_shipment = serializers.BooleanField(required=False)
    full_prefix = serializers.CharField(max_length=10, required=False)
    simplified_prefix = serializers.CharField(max_length=10, required=False)
    corrective_prefix = serializers.CharField(max_length=10, required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
