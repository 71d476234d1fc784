"""Operations that exist for the tests of the plumbing alone, in front of the real routes."""

from typing import Any, ClassVar

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace import urls
from marketplace.permissions import Right
from marketplace.rest.multipart import PartsParser, read_parts
from marketplace.rest.pagination import SeekPage
from marketplace.rest.views import SellerView, StorefrontView
from marketplace.rest.wire import AmountField, IdField, MomentField
from offers.models import Category, Offer

SORTS = {"dateCreated": ("created_at", "pk"), "price": ("price", "pk")}


class LineSerializer(serializers.Serializer[Any]):
    id = IdField()
    price = AmountField()


class BodySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=10)
    at = MomentField(required=False)
    lines = LineSerializer(many=True)


class Undeclared(SellerView):
    """Names no right."""

    operation = "PROBE1"

    def get(self, request: Request) -> Response:
        return Response({})


class Broken(SellerView):
    operation = "PROBE2"
    permission = Right.PLATFORM_READ

    def get(self, request: Request) -> Response:
        raise RuntimeError("the secret of the house")


class Seeking(SellerView):
    operation = "PROBE3"
    permission = Right.OFFER_READ
    takes_page_token: ClassVar[bool] = True

    def get(self, request: Request) -> Response:
        page: SeekPage[Offer] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=SORTS, default="dateCreated,DESC", limit=3
        )
        offers = Offer.objects.all()
        sku = page.query.text("sku_begins")
        return page.answer(offers.filter(shop_sku__startswith=sku or ""), lambda rows: [row.shop_sku for row in rows])


class Echo(SellerView):
    """Takes a body."""

    operation = "PROBE4"
    permission = Right.PLATFORM_READ

    def post(self, request: Request) -> Response:
        serializer = BodySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(serializer.validated_data)

    def put(self, request: Request) -> Response:
        return Response({"got": request.data})


class _MakesCategory:
    def post(self, request: Request) -> Response:
        body = dict(request.data)
        if body.get("refuse"):
            raise serializers.ValidationError("not today")
        count = Category.objects.count()
        Category.objects.create(code=f"C{count}", label=body.get("label", ""))
        return Response({"made": f"C{count}"}, status=201)


class Making(_MakesCategory, SellerView):
    operation = "PROBE5"
    permission = Right.OFFER_WRITE


class StorefrontMaking(_MakesCategory, StorefrontView):
    operation = "PROBE6"


class InParts(SellerView):
    """Takes a body in parts, and tells what it found; each call makes a category."""

    operation = "PROBE7"
    permission = Right.OFFER_WRITE
    parser_classes = [PartsParser]

    def post(self, request: Request) -> Response:
        parts = read_parts(request, "message_input", "thread_input")
        files = [{"name": file.name, "text": file.read()[:20].decode(), "size": file.size} for file in parts.files]
        Category.objects.create(code=f"C{Category.objects.count()}", label="Garden")
        return Response({"body": parts.body, "files": files}, status=201)


urlpatterns = [
    path("api/undeclared", Undeclared.as_view()),
    path("api/broken", Broken.as_view()),
    path("api/seeking", Seeking.as_view()),
    path("api/echo", Echo.as_view()),
    path("api/x/making", Making.as_view()),
    path("api/parts", InParts.as_view()),
    path("api/storefront/making", StorefrontMaking.as_view()),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
