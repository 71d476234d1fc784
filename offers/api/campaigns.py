"""`/api/x/campaigns`: the operator's campaigns, and the shop's part in them (R020, R021, R135)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from offers.api.promotion_shapes import CAMPAIGN, EntryChangeSerializer, EntrySerializer, read_entry, tell_campaign
from offers.services.campaigns import (
    EntryTerms,
    change_entry,
    entry_terms,
    join_campaign,
    leave_campaign,
    list_campaigns,
    show_campaign,
)

_ENTRY = {
    "discounts": [{"kind": "TOTAL_PRICE", "percent": 10}],
    "selection": {"type": "ALL"},
}


class Campaigns(SellerView):
    """What may be joined."""

    operation = "X-CAMPAIGNS"
    permission = Right.OFFER_READ

    @describe(
        "Campaigns that run or are to come",
        answer={"campaigns": [CAMPAIGN]},
        explanation="Of every storefront, soonest end first. `entry` is the shop's part, null where it has none.",
    )
    def get(self, request: Request) -> Response:
        shown = list_campaigns(shop_id=self.shop_id, at=self.at)
        return Response({"campaigns": [tell_campaign(each, self.at) for each in shown]})


class OneCampaign(SellerView):
    """One, and the change of the shop's part in it."""

    operation = "X-CAMPAIGN"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe("One campaign", answer=CAMPAIGN)
    def get(self, request: Request, code: str) -> Response:
        return Response(_told(self, code))

    @describe(
        "Change the discounts or offers with which the shop takes part",
        operation="X-CAMPAIGN-CHANGE",
        answer=CAMPAIGN,
        body=EntryChangeSerializer,
        example={"discounts": [{"kind": "CASH_PRICE", "percent": 5}]},
    )
    def patch(self, request: Request, code: str) -> Response:
        body = EntryChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        known = entry_terms(show_campaign(shop_id=self.shop_id, code=code))
        change_entry(shop_id=self.shop_id, code=code, terms=read_entry(body.validated_data, known), at=self.at)
        return Response(_told(self, code))


class JoinCampaign(SellerView):
    """Take part."""

    operation = "X-CAMPAIGN-JOIN"
    permission = Right.OFFER_WRITE

    @describe("Join a campaign", answer=CAMPAIGN, body=EntrySerializer, example=_ENTRY)
    def post(self, request: Request, code: str) -> Response:
        body = EntrySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        terms = read_entry(body.validated_data, EntryTerms(()))
        join_campaign(shop_id=self.shop_id, code=code, terms=terms, actor=self.actor, at=self.at)
        return Response(_told(self, code))


class LeaveCampaign(SellerView):
    """Take part no longer."""

    operation = "X-CAMPAIGN-LEAVE"
    permission = Right.OFFER_WRITE

    @describe("Leave a campaign", answer=CAMPAIGN)
    def post(self, request: Request, code: str) -> Response:
        leave_campaign(shop_id=self.shop_id, code=code, at=self.at)
        return Response(_told(self, code))


def _told(view: SellerView, code: str) -> dict[str, Any]:
    return tell_campaign(show_campaign(shop_id=view.shop_id, code=code), view.at)
