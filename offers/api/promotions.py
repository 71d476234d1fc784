"""PR01, PR03 and PR04: the shop's own promotions (R022)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import FieldError, ValidationFailed
from marketplace.permissions import Right
from marketplace.rest.pagination import OffsetPage, read_sort
from marketplace.rest.schema import LOCALE, OFFSET_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_ID, read_integer, refuse
from marketplace.shops.models import Channel
from offers.api.promotion_shapes import (
    PROMOTION,
    REWARD_KEYS,
    NewPromotionSerializer,
    PromotionChangeSerializer,
    read_selection,
    tell_promotion,
)
from offers.choices import PromotionState, RewardType
from offers.models import Promotion
from offers.services.promotion_lists import offers_by_promotion
from offers.services.promotions import (
    QUANTITY_TRIGGERS,
    PromotionTerms,
    change_promotion,
    create_promotion,
    find_promotion,
    stop_promotion,
    terms_of,
)

_ALL = "ALL"
# The reference knows two more, of marketplaces whose operator approves promotions: no promotion is ever in them.
_STATES = [*PromotionState.values, "PENDING_APPROVAL", "REJECTED", _ALL]
_SORTS = {"startDate": ("starts_at", "pk"), "endDate": ("ends_at", "pk"), "dateCreated": ("created_at", "pk")}
_FILTERS = (
    OpenApiParameter("ids", str, description="Their `internal_id`s, comma-separated."),
    OpenApiParameter("types", str, description="Rewards, comma-separated: PERCENTAGE_OFF and the like."),
    OpenApiParameter("states", str, description="PENDING, ACTIVE, EXPIRED or ALL, comma-separated.", default="ACTIVE"),
    OpenApiParameter("ending_after", str),
    OpenApiParameter("starting_before", str),
    OpenApiParameter("date_created_from", str),
    OpenApiParameter("date_created_to", str),
    OpenApiParameter("last_request_date", str, description="Changed since."),
    OpenApiParameter("trigger_offer_ids", str, description="Promotions that one of these offers triggers."),
    OpenApiParameter("reward_offer_ids", str, description="Promotions that reduce one of these offers."),
    OpenApiParameter("channel_codes", str, description="Which hold on one of these channels."),
    OpenApiParameter("sort", str, enum=list(_SORTS), default="startDate"),
    OpenApiParameter("order", str, enum=["asc", "desc"], default="desc"),
)
_DATES = {
    "ending_after": "ends_at__gt",
    "starting_before": "starts_at__lt",
    "date_created_from": "created_at__gte",
    "date_created_to": "created_at__lte",
    "last_request_date": "updated_at__gte",
}
_EXAMPLE = {
    "internal_id": "SPRING-3X2",
    "internal_description": "Three for two in spring",
    "start_date": "2030-03-03T00:00:00Z",
    "end_date": "2030-03-31T22:00:00Z",
    "public_descriptions": [{"locale": "es_ES", "value": "Tres por dos"}],
    "trigger": {
        "type": "EVERY_QUANTITY",
        "quantity_purchased": 3,
        "same_item_purchased": True,
        "selection": {"type": "ALL"},
    },
    "reward": {"type": "FREE_ITEMS", "free_items_quantity": 1, "selection": {"type": "PURCHASED_ITEMS"}},
}
_CHANGE = {
    "internal_description": "Three for two, longer",
    "start_date": "2030-03-03T00:00:00Z",
    "end_date": "2030-04-30T22:00:00Z",
    "trigger": {"selection": {"type": "ALL"}},
    "reward": {"selection": {"type": "PURCHASED_ITEMS"}},
}
# The service's names of fields -> those of the bodies.
_FIELDS = {
    "description": "internal_description",
    "starts_at": "start_date",
    "ends_at": "end_date",
    "trigger_type": "trigger.type",
    "same_item": "trigger.same_item_purchased",
    "selection": "trigger.selection.values",
    "reward_type": "reward.type",
    "max_quantity": "reward.max_quantity_to_discount",
    "reward_selection": "reward.selection.values",
    "promo_codes": "application_to_cart",
}


class Promotions(SellerView):
    """PR01, PR03."""

    operation = "PR01"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe(
        "The shop's promotions",
        answer={"promotions": [PROMOTION], "total_count": int},
        parameters=(*_FILTERS, *OFFSET_PAGING, LOCALE),
    )
    def get(self, request: Request) -> Response:
        page = OffsetPage.read(request)
        order = read_sort(self.query, _SORTS, default="startDate", descending=True)
        triggers, rewards = self._named("trigger_offer_ids"), self._named("reward_offer_ids")
        found = self._filtered()
        by_trigger = offers_by_promotion(found, triggers, is_reward=False) if triggers else None
        by_reward = offers_by_promotion(found, rewards, is_reward=True) if rewards else None
        for named in (by_trigger, by_reward):
            found = found if named is None else found.filter(pk__in=list(named))
        channels = _channel_labels()
        told = [
            tell_promotion(
                each,
                self.at,
                channels=channels,
                triggers=(by_trigger or {}).get(each.pk, ()),
                rewards=(by_reward or {}).get(each.pk, ()),
            )
            for each in page.rows(found.order_by(*order))
        ]
        return page.answer("promotions", told, total=found.count())

    @describe(
        "Make a promotion",
        operation="PR03",
        status=201,
        body=NewPromotionSerializer,
        example=_EXAMPLE,
        explanation="Of all that lowers one price, the best single reduction for the customer holds. Values of a "
        "selection of products are `{type, value}` or plain SKUs; of offers, ids or SKUs. Answers without a body; "
        "`Location` names the promotion.",
    )
    def post(self, request: Request) -> Response:
        given = _read(NewPromotionSerializer, request.data)
        number, terms = given["internal_id"], _new_terms(given)
        try:
            made = create_promotion(shop_id=self.shop_id, terms=terms, internal_id=number, at=self.at)
        except ValidationFailed as error:
            raise _as_sent(error, terms) from error
        place = request.build_absolute_uri(f"/api/promotions/{quote(made.internal_id, safe='')}")
        return Response(status=201, headers={"Location": place})

    def _named(self, name: str) -> list[int]:
        return [read_integer(name, text, minimum=1, maximum=BIGGEST_ID) for text in self.query.texts(name) or ()]

    def _filtered(self) -> QuerySet[Promotion]:
        found: Any = Promotion.objects.all()
        states = self.query.choices("states", _STATES) or [PromotionState.ACTIVE]
        if _ALL not in states:
            found = found.filter(pk__in=_in_states(states, self.at))
        for name, lookup in _DATES.items():
            moment = self.query.moment(name)
            if moment is not None:
                wanted = Q(**{lookup: moment})
                # One without an end ends after whatever is asked.
                found = found.filter(wanted | Q(ends_at__isnull=True) if name == "ending_after" else wanted)
        for name, lookup in (("ids", "internal_id__in"), ("types", "reward_type__in")):
            values = self.query.choices(name, RewardType.values) if name == "types" else self.query.texts(name)
            found = found.filter(**{lookup: values}) if values else found
        channels = self.query.texts("channel_codes")
        if channels:
            found = found.filter(Q(channel_codes=[]) | Q(channel_codes__overlap=channels))
        return found  # type: ignore[no-any-return]  # the scoped manager is untyped


class ChangePromotion(SellerView):
    """PR04."""

    operation = "PR04"
    permission = Right.OFFER_WRITE

    @describe(
        "Change a promotion",
        body=PromotionChangeSerializer,
        example=_CHANGE,
        explanation="Its start and its codes are changed only before it begins; what it gives, and how much, never. "
        "Absent channels, descriptions and end are none.",
    )
    def put(self, request: Request, promotion: str) -> Response:
        given = _read(PromotionChangeSerializer, request.data)
        known = terms_of(find_promotion(promotion))
        terms = replace(known, **_common(given, known))
        try:
            change_promotion(internal_id=promotion, terms=terms, at=self.at)
        except ValidationFailed as error:
            raise _as_sent(error, terms) from error
        return Response(status=200)


class StopPromotion(SellerView):
    """Over from now on."""

    operation = "X-PROMOTION-STOP"
    permission = Right.OFFER_WRITE

    @describe("Stop a promotion now", answer=PROMOTION, explanation="Also one that has not begun. It never runs again.")
    def post(self, request: Request, promotion: str) -> Response:
        stopped = stop_promotion(internal_id=promotion, at=self.at)
        return Response(tell_promotion(stopped, self.at, channels=_channel_labels()))


def _channel_labels() -> dict[str, str]:
    return dict(Channel.objects.values_list("code", "label"))


def _in_states(states: list[str], at: Any) -> Any:
    """The keys of promotions in any of these states."""
    chosen = Promotion.objects.none()
    promotions = Promotion.objects
    if PromotionState.ACTIVE in states:
        chosen = chosen | promotions.running(at)
    if PromotionState.PENDING in states:
        chosen = chosen | promotions.pending(at)
    if PromotionState.EXPIRED in states:
        chosen = chosen | promotions.over(at)
    return chosen.order_by().values("pk")


def _read(shape: type[serializers.Serializer[Any]], body: Any) -> dict[str, Any]:
    serializer = shape(data=body)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _common(given: Mapping[str, Any], known: PromotionTerms | None = None) -> dict[str, Any]:
    codes = given["application_to_cart"]
    kept = known.promo_codes if known else ()
    return {
        "description": given["internal_description"],
        "starts_at": given["start_date"],
        "ends_at": given["end_date"],
        "public_descriptions": {each["locale"]: each["value"] for each in given["public_descriptions"]},
        "channel_codes": tuple(given["channel_codes"] or ()),
        "promo_codes": kept if codes is None else tuple(each["promo_code"] for each in codes),
        "selection": read_selection(given["trigger"]["selection"]),
        "reward_selection": read_selection(given["reward"]["selection"]),
    }


def _new_terms(given: Mapping[str, Any]) -> PromotionTerms:
    trigger, reward = given["trigger"], given["reward"]
    counted = "quantity_purchased" if trigger["type"] in QUANTITY_TRIGGERS else "amount_purchased"
    gives = REWARD_KEYS[RewardType(reward["type"])]
    for part, holder, name in (("trigger", trigger, counted), ("reward", reward, gives)):
        if name not in holder:
            raise refuse(f"{part}.{name}", _missing_text())
    return PromotionTerms(
        **_common(given),
        trigger_type=trigger["type"],
        trigger_value=trigger[counted],
        same_item=trigger["same_item_purchased"],
        reward_type=reward["type"],
        reward_value=reward[gives],
        max_quantity=reward.get("max_quantity_to_discount"),
    )


def _missing_text() -> str:
    return str(serializers.Field.default_error_messages["required"])


def _as_sent(error: ValidationFailed, terms: PromotionTerms) -> ValidationFailed:
    """The service's faults under the names of the body."""
    counted = "quantity_purchased" if terms.trigger_type in QUANTITY_TRIGGERS else "amount_purchased"
    names = _FIELDS | {
        "trigger_value": f"trigger.{counted}",
        "reward_value": f"reward.{REWARD_KEYS[RewardType(terms.reward_type)]}",
    }
    errors = [FieldError(each.code, names.get(each.field, each.field), each.message) for each in error.errors]
    return ValidationFailed(code=error.code, message=error.message, errors=errors)
