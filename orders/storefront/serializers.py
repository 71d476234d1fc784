"""The bodies that the shop front sends, read into what the services take."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from marketplace.countries import alpha2
from marketplace.rest.wire import AmountField, IdField
from orders.choices import PaymentWorkflow
from orders.services.baskets import BasketLine, BasketRequest, Customer
from orders.services.payment import PaymentResult

MOST_LINES = 100
MOST_PIECES = 100_000
MOST_CODES = 20


class CountryField(serializers.CharField):
    """ISO 3166-1, two letters or three; kept as two."""

    def to_internal_value(self, data: Any) -> str:
        code = alpha2(super().to_internal_value(data))
        if code is None:
            raise serializers.ValidationError(_("Must be a country's ISO 3166-1 code, such as ES."), code="invalid")
        return code


class OptionalText(serializers.CharField):
    """A text that may be absent, null or empty: all three are an empty text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "allow_null": True, "default": "", **options})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, "") if data is None else super().validate_empty_values(data)


class PromoCodes(serializers.ListField):
    """Codes that the customer typed; absent and null are none."""

    def __init__(self, **options: Any) -> None:
        child = serializers.CharField(max_length=64)
        fixed = {"required": False, "allow_null": True, "default": list, "max_length": MOST_CODES, "child": child}
        super().__init__(**{**fixed, **options})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, []) if data is None else super().validate_empty_values(data)


class CustomerSerializer(serializers.Serializer[Any]):
    """Who buys."""

    customer_id = serializers.CharField(max_length=64)
    email = serializers.EmailField(max_length=254)
    firstname = OptionalText(max_length=100)
    lastname = OptionalText(max_length=100)
    locale = OptionalText(max_length=10)
    tax_id = OptionalText(max_length=30)


class AddressSerializer(serializers.Serializer[Any]):
    """Where to."""

    firstname = OptionalText(max_length=100)
    lastname = OptionalText(max_length=100)
    company = OptionalText(max_length=100)
    street_1 = serializers.CharField(max_length=200)
    street_2 = OptionalText(max_length=200)
    zip_code = OptionalText(max_length=20)
    city = serializers.CharField(max_length=100)
    state = OptionalText(max_length=100)
    country_iso_code = CountryField(max_length=3)
    phone = OptionalText(max_length=40)


class BasketLineSerializer(serializers.Serializer[Any]):
    """So many of an offer; `shipping_price` is the freight of the whole line."""

    offer_id = IdField()
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
    shipping_price = AmountField(required=False, default=Decimal(0))


class BasketSerializer(serializers.Serializer[Any]):
    """A basket."""

    basket_id = serializers.RegexField(r"^[A-Za-z0-9._-]{1,50}\Z", trim_whitespace=False)
    channel = serializers.CharField(max_length=20)
    customer = CustomerSerializer()
    billing_address = AddressSerializer(required=False, allow_null=True, default=None)
    shipping_address = AddressSerializer()
    shipping_type_code = serializers.CharField(max_length=20)
    payment_workflow = serializers.ChoiceField(
        PaymentWorkflow.choices, required=False, default=PaymentWorkflow.PAY_ON_ACCEPTANCE
    )
    payment_type = OptionalText(max_length=40)
    storefront = OptionalText(max_length=40)
    promo_codes = PromoCodes()
    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=BasketLineSerializer(), allow_empty=False, min_length=1, max_length=MOST_LINES
    )


class FraudSerializer(serializers.Serializer[Any]):
    """The result of the fraud check."""

    decision = serializers.ChoiceField(["accept", "reject"])


class PaymentSerializer(serializers.Serializer[Any]):
    """The result of a debit."""

    result = serializers.ChoiceField(PaymentResult.choices)
    transaction_number = OptionalText(max_length=100)


def read_basket(body: Any) -> BasketRequest:
    """The basket of `POST /orders`."""
    shape = BasketSerializer(data=body)
    shape.is_valid(raise_exception=True)
    found = dict(shape.validated_data)
    lines = tuple(BasketLine(**line) for line in found.pop("lines"))
    customer = Customer(**found.pop("customer"))
    codes = tuple(found.pop("promo_codes"))
    addresses = {name: _plain(found.pop(name)) for name in ("billing_address", "shipping_address")}
    return BasketRequest(customer=customer, lines=lines, promo_codes=codes, **addresses, **found)


def read_fraud(body: Any) -> bool:
    """Whether the order passed."""
    shape = FraudSerializer(data=body)
    shape.is_valid(raise_exception=True)
    return bool(shape.validated_data["decision"] == "accept")


def read_payment(body: Any) -> tuple[PaymentResult, str]:
    """The result and the transaction's number."""
    shape = PaymentSerializer(data=body)
    shape.is_valid(raise_exception=True)
    return PaymentResult(shape.validated_data["result"]), shape.validated_data["transaction_number"]


def _plain(address: Any) -> Any:
    return dict(address) if address else None
