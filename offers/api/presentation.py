"""Ours: how a shop presents its listings, its questions and answers, and one listing as shop fronts show it."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import refuse
from marketplace.shops.models import Channel
from offers.listing_view import TEXTS, tell_texts
from offers.models import FaqEntry, Offer, Product
from offers.services.faq import add_entry, change_entry, find_entry, list_faq, move_entry, remove_entry
from offers.services.listing_texts import load_listing_texts
from offers.services.presentation import Presentation, change_presentation, presentation_of
from offers.services.price_book import load_prices
from offers.services.sales import plain_sale
from shipping.services.closures import shop_channels

PRESENTATION = {
    "description_template": str,
    "image_urls": [str],
    "warranty": str,
    "delivery_note": str,
    "return_policy": str,
}
ENTRY = {"id": int, "product_sku": str | None, "position": int, "question": str, "answer": str}
LISTING = {
    "offer_id": int,
    "channel": str | None,
    "language": str,
    "title": str,
    "brand": str | None,
    "price": float,
    "currency_iso_code": str,
    "quantity": int,
    "return_policy": str | None,
    **TEXTS,
}
_TEMPLATE = {
    "description_template": "<h2>{{title}}</h2>{{description}}{{attributes}}",
    "image_urls": ["https://pictures.example/delivery-times.png"],
    "warranty": "3 years on everything that we make.",
}
_QUESTION = {"question": "Is a bulb included?", "answer": "Yes, an E27 of 8 W."}


def _text() -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class PresentationBody(serializers.Serializer[Any]):
    """What is absent stays; at most two addresses of pictures. The return policy is the shop profile's."""

    description_template = _text()
    image_urls = serializers.ListField(child=serializers.CharField(allow_blank=True), required=False)
    warranty = _text()
    delivery_note = _text()


class QuestionBody(serializers.Serializer[Any]):
    """A question with its answer."""

    question = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)


class NewQuestionBody(QuestionBody):
    """Of the product that `product_sku` names, else of every listing."""

    product_sku = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=64)


class MoveBody(serializers.Serializer[Any]):
    """Which way."""

    direction = serializers.ChoiceField(choices=["up", "down"])


class PresentationOfShop(SellerView):
    """Read and change."""

    operation = "X-PRESENTATION"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe("What stands around every listing", answer=PRESENTATION)
    def get(self, request: Request) -> Response:
        return Response(_presented(presentation_of(self.shop_id)))

    @describe(
        "Change what stands around every listing",
        operation="X-PRESENTATION-CHANGE",
        answer=PRESENTATION,
        body=PresentationBody,
        example=_TEMPLATE,
        explanation="A template is text or HTML with `{{title}}`, `{{brand}}`, `{{price}}`, `{{description}}`, "
        "`{{attributes}}`, `{{attribute:CODE}}`, `{{delivery}}`, `{{warranty}}`, `{{returns}}` and `{{faq}}`; others "
        "are refused by name. What is filled in is cleaned: no script, no styles, addresses of the web alone.",
    )
    def patch(self, request: Request) -> Response:
        body = PresentationBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(_presented(change_presentation(shop_id=self.shop_id, changes=body.validated_data, at=self.at)))


class Questions(SellerView):
    """List and ask."""

    operation = "X-FAQ"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe(
        "Questions and answers, in their order",
        answer={"faq": [ENTRY]},
        parameters=(OpenApiParameter("product_sku", str, description="Of one product. Absent: of every listing."),),
    )
    def get(self, request: Request) -> Response:
        sku = self.query.text("product_sku")
        product = _product(sku) if sku else None
        entries = list_faq(self.shop_id, product.pk if product else None)
        return Response({"faq": [_entry(each) for each in entries]})

    @describe(
        "Ask a question and answer it",
        operation="X-FAQ-ADD",
        answer=ENTRY,
        status=201,
        body=NewQuestionBody,
        example=_QUESTION,
    )
    def post(self, request: Request) -> Response:
        body = NewQuestionBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        sku = given.pop("product_sku", None)
        product = _product(sku) if sku else None
        entry = add_entry(shop_id=self.shop_id, product_id=product.pk if product else None, **given)
        return Response(_entry(entry), status=201)


class OneQuestion(SellerView):
    """Say it otherwise."""

    operation = "X-FAQ-CHANGE"
    permission = Right.OFFER_WRITE

    @describe("Change a question or its answer", answer=ENTRY, body=QuestionBody, example={"answer": "Yes, two."})
    def patch(self, request: Request, pk: int) -> Response:
        body = QuestionBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        entry = find_entry(pk)
        given = {"question": entry.question, "answer": entry.answer, **body.validated_data}
        return Response(_entry(change_entry(entry_id=pk, **given)))


class MoveQuestion(SellerView):
    """Change places with a neighbour."""

    operation = "X-FAQ-MOVE"
    permission = Right.OFFER_WRITE

    @describe("Move a question one place", answer=ENTRY, body=MoveBody, example={"direction": "up"})
    def post(self, request: Request, pk: int) -> Response:
        body = MoveBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(_entry(move_entry(entry_id=pk, up=body.validated_data["direction"] == "up")))


class RemoveQuestion(SellerView):
    """Off every listing."""

    operation = "X-FAQ-REMOVE"
    permission = Right.OFFER_WRITE

    @describe("Remove a question", status=204)
    def post(self, request: Request, pk: int) -> Response:
        remove_entry(entry_id=pk)
        return Response(status=204)


class ListingOfOffer(SellerView):
    """As the shop front shows it."""

    operation = "X-OFFER-LISTING"
    permission = Right.OFFER_READ

    @describe(
        "An offer's listing as a shop front shows it, but for its delivery",
        answer=LISTING,
        parameters=(OpenApiParameter("channel", str, description="Absent: the first channel of the shop."),),
        explanation="Texts are in the channel's language. X-SHIPPING-PREVIEW tells promise and freight.",
    )
    def get(self, request: Request, offer: int) -> Response:
        found: Offer | None = Offer.objects.current().with_product().filter(pk=offer).first()
        if found is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
        channel = self._channel()
        texts = load_listing_texts([found], language=channel.language if channel else "en")
        sale = (
            load_prices(offers=[found], channel=channel, at=self.at).sale_price(found)
            if channel
            else plain_sale(found, self.at)
        )
        return Response(
            {
                "offer_id": found.pk,
                "channel": channel.code if channel else None,
                "language": texts.language,
                "title": found.product.title,
                "brand": found.product.brand or None,
                "price": sale.price,
                "currency_iso_code": found.currency,
                "quantity": found.sellable_quantity,
                "return_policy": texts.of_shop(found.shop_id).returns or None,
                **tell_texts(found, texts, price=sale.price),
            }
        )

    def _channel(self) -> Channel | None:
        """The channel that is named, else the shop's first. Raises ValidationFailed."""
        code, channels = self.query.text("channel"), shop_channels(self.shop_id)
        if code is None:
            return next(iter(channels), None)
        chosen = next((each for each in channels if each.code == code), None)
        if chosen is None:
            raise refuse("channel", _("Your shop does not sell on this channel."))
        return chosen


def _presented(presentation: Presentation) -> dict[str, Any]:
    return {
        "description_template": presentation.description_template,
        "image_urls": presentation.image_urls,
        "warranty": presentation.warranty,
        "delivery_note": presentation.delivery_note,
        "return_policy": presentation.return_policy,
    }


def _product(sku: str) -> Product:
    product: Product | None = Product.objects.filter(product_sku=sku).first()
    if product is None:
        raise refuse("product_sku", _("There is no such product."))
    return product


def _entry(entry: FaqEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "product_sku": entry.product.product_sku if entry.product else None,
        "position": entry.position,
        "question": entry.question,
        "answer": entry.answer,
    }
