"""The bodies that sellers send, read into what the services take."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from marketplace.errors import FieldError, ValidationFailed
from marketplace.rest.wire import refuse
from orders.services.acceptance import LineDecision
from orders.services.shipment import Tracking


class StrictBooleanField(serializers.BooleanField):
    """True or false as JSON has them, or the words; nothing else decides an order for good."""

    TRUE_VALUES = {True, "true", "True"}
    FALSE_VALUES = {False, "false", "False"}
    NULL_VALUES: set[Any] = set()

    def to_internal_value(self, data: Any) -> bool:
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            self.fail("invalid", input=data)  # 1 equals True, and is no answer
        return bool(super().to_internal_value(data))


class LineDecisionSerializer(serializers.Serializer[Any]):
    """One line of OR21. `reason_code` is ours."""

    id = serializers.CharField(max_length=100)
    accepted = StrictBooleanField()
    reason_code = serializers.CharField(max_length=40, required=False, allow_blank=True, allow_null=True)


class DecisionSerializer(serializers.Serializer[Any]):
    """OR21's body, as the document shows it; `read_decisions` reads it, since its faults have codes of their own."""

    order_lines = LineDecisionSerializer(many=True)


class TrackingSerializer(serializers.Serializer[Any]):
    """OR23's body. Empty texts are not given."""

    carrier_code = serializers.CharField(max_length=40, required=False, allow_blank=True, allow_null=True)
    carrier_name = serializers.CharField(max_length=100, required=False, allow_blank=True, allow_null=True)
    carrier_standard_code = serializers.CharField(max_length=40, required=False, allow_blank=True, allow_null=True)
    carrier_url = serializers.CharField(max_length=500, required=False, allow_blank=True, allow_null=True)
    tracking_number = serializers.CharField(max_length=100, required=False, allow_blank=True, allow_null=True)


def read_decisions(body: Any) -> list[LineDecision]:
    """The decisions of OR21; none for an absent or empty list, which the service then misses (trap 12)."""
    rows = body.get("order_lines") if isinstance(body, dict) else None
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise refuse("order_lines", _("Must be a list."))
    nothing = [
        FieldError("ORDER_LINE_NULL_ELEMENT", f"order_lines[{index}]", _("Must not be null."))
        for index, row in enumerate(rows)
        if row is None
    ]
    if nothing:
        raise ValidationFailed(code="ORDER_LINE_NULL_ELEMENT", message=nothing[0].message, errors=nothing)
    shape = DecisionSerializer(data={"order_lines": rows})
    shape.is_valid(raise_exception=True)
    return [
        LineDecision(line_id=row["id"], accepted=row["accepted"], reason_code=row.get("reason_code") or "")
        for row in shape.validated_data["order_lines"]
    ]


def read_tracking(body: Any) -> Tracking:
    """The tracking of OR23."""
    shape = TrackingSerializer(data=body)
    shape.is_valid(raise_exception=True)
    return Tracking(**{name: value or "" for name, value in shape.validated_data.items()})
