"""Ours for sellers: what the portal does to offers (R135)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_NUMBER, AmountField, refuse
from offers.choices import ChangeSource
from offers.models import Offer
from offers.services.selling import (
    OfferTerms,
    activate_offer,
    change_offer,
    create_offer,
    pause_offer,
    remove_offer,
)
from offers.services.sheets import ProductWish

STATE = {
    "offer_id": int,
    "shop_sku": str,
    "product_sku": str,
    "state": str,
    "price": float,
    "quantity": int,
    "lead_time_days": int | None,
    "logistic_class": str | None,
    "weight_grams": int | None,
}

NEW_OFFER = {
    "shop_sku": "ALC-200",
    "price": 68.9,
    "quantity": 30,
    "weight_grams": 2400,
    "new_product": {"title": "Lámpara Giralda 30", "brand": "Alcolea", "category_code": "LIGHTING"},
}


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(**{"required": False, "allow_blank": True, **options})


def _lead_time() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=BIGGEST_NUMBER)


class NewProductSerializer(serializers.Serializer[Any]):
    """A new product sheet."""

    title = serializers.CharField(max_length=255)
    brand = _text(max_length=100)
    category_code = serializers.CharField(max_length=64)
    ean = _text(max_length=14)


class OfferChangesSerializer(serializers.Serializer[Any]):
    """Terms to change; what is absent stays. `lead_time_days` null is the shop's default, 0 is 0; `logistic_class`
    is a code of SH31's, null the marketplace's first; `weight_grams` is one piece's with its packing.
    """

    price = AmountField(required=False)
    quantity = serializers.IntegerField(required=False, min_value=0, max_value=BIGGEST_NUMBER)
    lead_time_days = _lead_time()
    logistic_class = _text(max_length=20, allow_null=True)
    weight_grams = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=BIGGEST_NUMBER)
    tax_code = _text(max_length=30)
    condition = _text(max_length=4)
    description = _text(max_length=4000)
    internal_description = _text(max_length=4000)


class NewOfferSerializer(OfferChangesSerializer):
    """A new offer: of the sheet that `product` names by EAN or number, or of a new one."""

    shop_sku = serializers.CharField(max_length=64)
    price = AmountField()
    quantity = serializers.IntegerField(min_value=0, max_value=BIGGEST_NUMBER)
    product = _text(max_length=64)
    new_product = NewProductSerializer(required=False)


class CreateOffer(SellerView):
    """A product is sold."""

    operation = "X-OFFER-CREATE"
    permission = Right.OFFER_WRITE

    @describe("Make an offer", answer=STATE, status=201, body=NewOfferSerializer, example=NEW_OFFER)
    def post(self, request: Request) -> Response:
        given = _read(NewOfferSerializer, request.data)
        code, sheet = given.pop("product", ""), given.pop("new_product", None)
        if bool(code) == bool(sheet):
            raise refuse("product", _("Name an existing product or describe a new one, not both."))
        wish = ProductWish(code=code, **(sheet or {}))
        shop_sku = given.pop("shop_sku")
        terms = OfferTerms(**given)
        offer = create_offer(
            shop_id=self.shop_id,
            shop_sku=shop_sku,
            product=wish,
            terms=terms,
            sheet_confirmed=True,
            actor=self.actor,
            source=ChangeSource.API,
            at=self.at,
        )
        return Response(_told(offer), status=201)


class OneOffer(SellerView):
    """An offer as it is kept, and the change of some of its terms."""

    operation = "X-OFFER"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe(
        "An offer's terms as they are kept",
        answer=STATE,
        explanation="`lead_time_days` null is the shop's default, which OF22 tells in its place; 0 is 0, which OF22 "
        "tells as 1.",
    )
    def get(self, request: Request, offer: int) -> Response:
        found = Offer.objects.current().with_product().filter(pk=offer).first()
        if found is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
        return Response(_told(found))

    @describe(
        "Change price, stock and other terms of an offer",
        operation="X-OFFER-CHANGE",
        answer=STATE,
        body=OfferChangesSerializer,
        example={"price": 64.9, "quantity": 12},
    )
    def patch(self, request: Request, offer: int) -> Response:
        changes = _read(OfferChangesSerializer, request.data)
        return Response(
            _told(change_offer(offer_id=offer, changes=changes, actor=self.actor, source=ChangeSource.API, at=self.at))
        )


class PauseOffer(SellerView):
    """An offer leaves the sale."""

    operation = "X-OFFER-PAUSE"
    permission = Right.OFFER_WRITE

    @describe("Take an offer off sale", answer=STATE)
    def post(self, request: Request, offer: int) -> Response:
        return Response(_told(pause_offer(offer_id=offer, at=self.at)))


class ActivateOffer(SellerView):
    """An offer comes back on sale."""

    operation = "X-OFFER-ACTIVATE"
    permission = Right.OFFER_WRITE

    @describe("Put an offer on sale", answer=STATE)
    def post(self, request: Request, offer: int) -> Response:
        return Response(_told(activate_offer(offer_id=offer, at=self.at)))


class RemoveOffer(SellerView):
    """An offer leaves the shop; orders keep pointing at it (R007)."""

    operation = "X-OFFER-REMOVE"
    permission = Right.OFFER_WRITE

    @describe("Remove an offer", answer=STATE)
    def post(self, request: Request, offer: int) -> Response:
        return Response(_told(remove_offer(offer_id=offer, at=self.at)))


def _read(shape: type[serializers.Serializer[Any]], body: Any) -> dict[str, Any]:
    serializer = shape(data=body)
    serializer.is_valid(raise_exception=True)
    given = dict(serializer.validated_data)
    if "logistic_class" in given:
        given["logistic_class"] = given["logistic_class"] or ""
    return given


def _told(offer: Offer) -> dict[str, Any]:
    return {
        "offer_id": offer.pk,
        "shop_sku": offer.shop_sku,
        "product_sku": offer.product.product_sku,
        "state": offer.sale_state,
        "price": offer.price,
        "quantity": offer.quantity,
        "lead_time_days": offer.lead_time_days,
        "logistic_class": offer.logistic_class.code if offer.logistic_class else None,
        "weight_grams": offer.weight_grams,
    }
