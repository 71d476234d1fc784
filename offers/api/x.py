"""Ours for sellers: what the portal does to an offer (R135)."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import Conflict, DomainError, NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_NUMBER, AmountField, IdField, refuse
from marketplace.shops.models import Shop
from offers.api.terms import TOLD, OfferChangesSerializer, read_terms, tell_offer
from offers.choices import ChangeSource
from offers.models import Offer
from offers.services.history import undo_change
from offers.services.reasons import SaleContext
from offers.services.selling import (
    OfferTerms,
    activate_offer,
    change_offer,
    create_offer,
    offer_version,
    pause_offer,
    remove_offer,
)
from offers.services.sheets import ProductWish

NEW_OFFER = {
    "shop_sku": "ALC-200",
    "price": 68.9,
    "quantity": 30,
    "safety_stock": 2,
    "weight_grams": 2400,
    "volumes": [{"quantity": 10, "price": 64.9}],
    "new_product": {"title": "Lámpara Giralda 30", "brand": "Alcolea", "category_code": "LIGHTING"},
    "sheet_confirmed": True,
}
_VERSION = (
    "The `ETag` of an answer names the offer's state. Sent back as `If-Match`, an offer that was changed or sold since "
    "then is not touched: 412 `OFFER_CHANGED`."
)
_IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="An ETag: only if it still holds.")


class NewProductSerializer(serializers.Serializer[Any]):
    """A new product sheet."""

    title = serializers.CharField(max_length=255)
    brand = serializers.CharField(required=False, allow_blank=True, max_length=100)
    category_code = serializers.CharField(max_length=64)
    ean = serializers.CharField(required=False, allow_blank=True, max_length=14)


class NewOfferSerializer(OfferChangesSerializer):
    """A new offer: of the sheet that `product` names by EAN or number, or of a new one. Whoever sends it answers for
    the sheet (R002); `sheet_confirmed` false is refused.
    """

    shop_sku = serializers.CharField(max_length=64)
    price = AmountField()
    quantity = serializers.IntegerField(min_value=0, max_value=BIGGEST_NUMBER)
    product = serializers.CharField(required=False, allow_blank=True, max_length=64)
    new_product = NewProductSerializer(required=False)
    sheet_confirmed = serializers.BooleanField(required=False, default=True)


class UndoSerializer(serializers.Serializer[Any]):
    """A change of the offer's history."""

    change_id = IdField()


class OfferOperation(SellerView):
    """What operations of one offer share."""

    def told(self, offer: Offer, status: int = 200) -> Response:
        """The offer as it stands, with its version."""
        sale = SaleContext(Shop.objects.get(pk=self.shop_id), self.at)
        body = tell_offer(offer, at=self.at, reasons=sale.reasons(offer))
        return Response(body, status=status, headers={"ETag": f'"{offer_version(offer)}"'})


class OneOffer(OfferOperation):
    """An offer as it is kept, and the change of some of its terms."""

    operation = "X-OFFER"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe(
        "An offer's terms as they are kept, and why it is not on sale",
        answer=TOLD,
        explanation="`lead_time_days` null is the shop's default, which OF22 tells in its place; 0 is 0, which OF22 "
        f"tells as 1. {_VERSION}",
    )
    def get(self, request: Request, offer: int) -> Response:
        found = Offer.objects.current().with_product().filter(pk=offer).first()
        if found is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
        return self.told(found)

    @describe(
        "Change price, stock and other terms of an offer",
        operation="X-OFFER-CHANGE",
        answer=TOLD,
        body=OfferChangesSerializer,
        example={"price": 64.9, "quantity": 12},
        parameters=(_IF_MATCH,),
        explanation=f"What is absent stays. {_VERSION}",
    )
    def patch(self, request: Request, offer: int) -> Response:
        changes = read_terms(read_body(OfferChangesSerializer, request.data))
        try:
            changed = change_offer(
                offer_id=offer,
                changes=changes,
                version=_expected_version(request),
                actor=self.actor,
                source=ChangeSource.API,
                at=self.at,
            )
        except Conflict as error:
            if error.code == "OFFER_CHANGED":
                message = _("The offer is no longer as If-Match names it: read it again.")
                raise DomainError(code=error.code, message=message, status=412) from error
            raise
        return self.told(changed)


class PauseOffer(OfferOperation):
    """An offer leaves the sale."""

    operation = "X-OFFER-PAUSE"
    permission = Right.OFFER_WRITE

    @describe("Take an offer off sale", answer=TOLD)
    def post(self, request: Request, offer: int) -> Response:
        return self.told(pause_offer(offer_id=offer, at=self.at))


class ActivateOffer(OfferOperation):
    """An offer comes back on sale."""

    operation = "X-OFFER-ACTIVATE"
    permission = Right.OFFER_WRITE

    @describe("Put an offer on sale", answer=TOLD)
    def post(self, request: Request, offer: int) -> Response:
        return self.told(activate_offer(offer_id=offer, at=self.at))


class RemoveOffer(OfferOperation):
    """An offer leaves the shop; orders keep pointing at it (R007)."""

    operation = "X-OFFER-REMOVE"
    permission = Right.OFFER_WRITE

    @describe("Remove an offer", answer=TOLD)
    def post(self, request: Request, offer: int) -> Response:
        return self.told(remove_offer(offer_id=offer, at=self.at))


class UndoChange(OfferOperation):
    """A change of price or stock is taken back."""

    operation = "X-OFFER-UNDO"
    permission = Right.OFFER_WRITE

    @describe(
        "Take a change of price or stock back",
        answer=TOLD,
        body=UndoSerializer,
        example={"change_id": 1},
        explanation="Stock moves back by the difference: what was sold since then stays sold. 409 `UNDO_TOO_LATE` "
        "where it was changed again meanwhile, or the pieces are sold.",
    )
    def post(self, request: Request, offer: int) -> Response:
        change_id = read_body(UndoSerializer, request.data)["change_id"]
        undone = undo_change(offer_id=offer, change_id=change_id, actor=self.actor, source=ChangeSource.API, at=self.at)
        return self.told(undone)


def make_offer_from(view: SellerView, given: dict[str, Any]) -> Offer:
    """The offer that a checked body of NewOfferSerializer describes."""
    code, sheet = given.pop("product", ""), given.pop("new_product", None)
    if bool(code) == bool(sheet):
        text = _("Send either “product”, the EAN or number of an existing product, or “new_product”, a new sheet.")
        raise refuse("product", text)
    return create_offer(
        shop_id=view.shop_id,
        shop_sku=given.pop("shop_sku"),
        sheet_confirmed=given.pop("sheet_confirmed"),
        product=ProductWish(code=code, **(sheet or {})),
        terms=OfferTerms(**read_terms(given)),
        actor=view.actor,
        source=ChangeSource.API,
        at=view.at,
    )


def read_body(shape: type[serializers.Serializer[Any]], body: Any) -> dict[str, Any]:
    """The body, held against its shape. Raises what the exception handler tells field by field."""
    serializer = shape(data=body)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _expected_version(request: Request) -> str | None:
    """The version that the caller has seen; None where any will do."""
    header = request.headers.get("If-Match", "").strip()
    return None if header in ("", "*") else header.removeprefix("W/").strip('"')
