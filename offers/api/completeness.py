"""Ours: listings that leave customers asking (R018)."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from offers.choices import Lack
from offers.models import Offer
from offers.services.completeness import gaps_of, lacks_of

_SORTS = {"offer_id": ("pk",)}
INCOMPLETE = {
    "offer_id": int,
    "shop_sku": str,
    "product_sku": str,
    "product_title": str,
    "lacks": [str],
    "missing_attributes": [str],
}
COUNTS = {"offers": int, "incomplete": int, "shop_lacks": [str], "counts": {lack.value: int for lack in Lack}}


class IncompleteListings(SellerView):
    """One by one."""

    operation = "X-COMPLETENESS"
    permission = Right.OFFER_READ
    takes_page_token = True

    @describe(
        "Offers whose listing lacks something",
        answer={"data": [INCOMPLETE]},
        parameters=(
            OpenApiParameter("lacks", str, enum=Lack.values, description="Those alone that lack this."),
            *SEEK_PAGING,
        ),
        explanation="`DELIVERY`, `WARRANTY` and `RETURNS` lack for all offers of the shop or for none. "
        "`missing_attributes` are the codes behind `ATTRIBUTES`, required ones first.",
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[Offer] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=_SORTS, default="offer_id,ASC"
        )
        code = page.query.choice("lacks", Lack.values)
        offers = gaps_of(self.shop_id).offers(Lack(code) if code else None).select_related("product")
        return page.answer(offers, _told)


class CountLacks(SellerView):
    """All at once."""

    operation = "X-COMPLETENESS-COUNTS"
    permission = Right.OFFER_READ

    @describe("How many listings lack what", answer=COUNTS)
    def get(self, request: Request) -> Response:
        gaps = gaps_of(self.shop_id)
        found = gaps.count()
        return Response(
            {
                "offers": found.total,
                "incomplete": found.incomplete,
                "shop_lacks": [lack.value for lack in Lack if lack in gaps.lacks],
                "counts": {lack.value: number for lack, number in found.counts.items()},
            }
        )


def _told(offers: Sequence[Offer]) -> list[dict[str, Any]]:
    return [
        {
            "offer_id": offer.pk,
            "shop_sku": offer.shop_sku,
            "product_sku": offer.product.product_sku,
            "product_title": offer.product.title,
            "lacks": [lack.value for lack in lacks_of(offer)],
            "missing_attributes": offer.product.missing_attributes,
        }
        for offer in offers
    ]
