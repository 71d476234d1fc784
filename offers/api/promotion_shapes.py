"""Promotions and campaigns as they travel: shapes told, bodies read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.rest.shapes import Maybe
from marketplace.rest.wire import BIGGEST_NUMBER, AmountField, MomentField
from offers.choices import DiscountKind, RewardType, SelectionType, TriggerType
from offers.models import Promotion
from offers.services.campaigns import DiscountTerms, EntryTerms, ShownCampaign
from offers.services.promotions import QUANTITY_TRIGGERS
from offers.services.selecting import MOST_VALUES, SelectionTerms

REWARD_KEYS = {
    RewardType.PERCENTAGE_OFF: "percentage_off",
    RewardType.AMOUNT_OFF: "amount_off",
    RewardType.REDUCED_UNIT_PRICE: "reduced_unit_price",
    RewardType.FREE_ITEMS: "free_items_quantity",
}
PROMOTION = {
    "amount_off": Decimal | None,
    "application_to_cart": [{"promo_code": str}],
    "campaign": Maybe({"identifier": str}),
    "channels": [{"code": str, "label": str}],
    "customer_group_ids": [str],
    "customer_organization_ids": [str],
    "date_created": datetime,
    "end_date": datetime | None,
    "free_items_quantity": int | None,
    "internal_description": str,
    "internal_id": str,
    "last_updated": datetime,
    "max_quantity_to_discount": int | None,
    "medias": [{"locale": str, "url": str}],
    "percentage_off": Decimal | None,
    "public_descriptions": [{"locale": str, "value": str}],
    "reduced_unit_price": Decimal | None,
    "reward_offer_ids": [int],
    "reward_on_purchased_items": bool,
    "start_date": datetime,
    "state": str,
    "trigger_offer_ids": [int],
    "triggers": [
        {
            "amount_purchased": Decimal | None,
            "quantity_purchased": int | None,
            "same_item_purchased": bool | None,
            "type": str,
        }
    ],
    "type": str,
}
SELECTION = {"type": str, "values": [str]}
CAMPAIGN = {
    "identifier": str,
    "label": str,
    "description": str | None,
    "storefront": {"code": str, "label": str},
    "channel_code": str,
    "state": str,
    "start_date": datetime,
    "end_date": datetime,
    "join_until": datetime | None,
    "may_join": bool,
    "kinds": [str],
    "least_percent": Decimal,
    "payment_methods": [str],
    "entry": Maybe(
        {
            "discounts": [{"kind": str, "percent": Decimal, "payment_method": str | None}],
            "selection": SELECTION,
            "date_joined": datetime,
            "joined_by": str,
            "offer_count": int,
        }
    ),
}


@extend_schema_field(OpenApiTypes.STR)
class ValueField(serializers.Field[str, Any, Any, Any]):
    """A value of a selection: a text or a number, or a product's reference `{type, value}`."""

    def to_internal_value(self, data: Any) -> str:
        value = data.get("value") if isinstance(data, Mapping) else data
        if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 100 or "\x00" in str(value):
            raise serializers.ValidationError(_("Must be a text."), code="invalid")
        return str(value)

    def to_representation(self, value: Any) -> Any:
        return value


class SelectionSerializer(serializers.Serializer[Any]):
    """What is named: offers by id or SKU, products by SKU or EAN, categories by code, brands by name."""

    type = serializers.ChoiceField(SelectionType.choices)
    values = serializers.ListField(
        child=ValueField(), required=False, allow_null=True, default=list, max_length=MOST_VALUES
    )


class DescriptionSerializer(serializers.Serializer[Any]):
    """A text for customers in one language."""

    locale = serializers.CharField(max_length=10)
    value = serializers.CharField(max_length=1000)


class CodeSerializer(serializers.Serializer[Any]):
    """A code that opens a promotion."""

    promo_code = serializers.CharField(max_length=64)


class PromotionTargetSerializer(serializers.Serializer[Any]):
    """Which offers."""

    selection = SelectionSerializer()


class PromotionChangeSerializer(serializers.Serializer[Any]):
    """PR04's body. Groups and organizations of customers there are none of: they are taken and ignored."""

    internal_description = serializers.CharField(max_length=255)
    start_date = MomentField()
    end_date = MomentField(required=False, allow_null=True, default=None)
    public_descriptions = DescriptionSerializer(many=True, required=False, default=list)
    channel_codes = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, allow_null=True, default=list
    )
    application_to_cart = CodeSerializer(many=True, required=False, default=None, allow_null=True)
    trigger = PromotionTargetSerializer()
    reward = PromotionTargetSerializer()


class TriggerSerializer(PromotionTargetSerializer):
    """What makes a promotion hold."""

    type = serializers.ChoiceField(TriggerType.choices)
    quantity_purchased = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST_NUMBER)
    amount_purchased = AmountField(required=False)
    same_item_purchased = serializers.BooleanField(required=False, default=False)


class RewardSerializer(PromotionTargetSerializer):
    """What a promotion gives."""

    type = serializers.ChoiceField(RewardType.choices)
    percentage_off = AmountField(required=False)
    amount_off = AmountField(required=False)
    reduced_unit_price = AmountField(required=False)
    free_items_quantity = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST_NUMBER)
    max_quantity_to_discount = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=BIGGEST_NUMBER
    )


class NewPromotionSerializer(PromotionChangeSerializer):
    """PR03's body."""

    internal_id = serializers.CharField(max_length=64)
    trigger = TriggerSerializer()
    reward = RewardSerializer()


class DiscountSerializer(serializers.Serializer[Any]):
    """A discount in percent; `payment_method` for that kind alone."""

    kind = serializers.ChoiceField(DiscountKind.choices)
    percent = AmountField()
    payment_method = serializers.CharField(required=False, allow_blank=True, allow_null=True, default="", max_length=40)


class EntrySerializer(serializers.Serializer[Any]):
    """What a shop takes part with; no selection: all its offers."""

    discounts = DiscountSerializer(many=True)
    selection = SelectionSerializer(required=False)


class EntryChangeSerializer(EntrySerializer):
    """What is absent stays."""

    discounts = DiscountSerializer(many=True, required=False)


def read_selection(given: Mapping[str, Any]) -> SelectionTerms:
    """The terms of a selection that was sent."""
    return SelectionTerms(given["type"], tuple(given.get("values") or ()))


def read_discounts(given: Sequence[Mapping[str, Any]]) -> tuple[DiscountTerms, ...]:
    """The terms of the discounts that were sent."""
    return tuple(DiscountTerms(each["kind"], each["percent"], each["payment_method"] or "") for each in given)


def read_entry(given: Mapping[str, Any], known: EntryTerms) -> EntryTerms:
    """The terms that were sent; what is absent is as known."""
    discounts = read_discounts(given["discounts"]) if "discounts" in given else known.discounts
    selection = read_selection(given["selection"]) if "selection" in given else known.selection
    return EntryTerms(discounts, selection)


def tell_promotion(
    promotion: Promotion,
    at: datetime,
    *,
    channels: Mapping[str, str],
    triggers: Sequence[int] = (),
    rewards: Sequence[int] = (),
) -> dict[str, Any]:
    """As PR01 writes it. `channels` are labels by code."""
    is_quantity = promotion.trigger_type in QUANTITY_TRIGGERS
    trigger = {
        "amount_purchased": None if is_quantity else promotion.trigger_value,
        "quantity_purchased": int(promotion.trigger_value) if is_quantity else None,
        "same_item_purchased": promotion.same_item if is_quantity else None,
        "type": promotion.trigger_type.lower(),
    }
    texts: Mapping[str, str] = promotion.public_descriptions
    return {
        **_reward(promotion),
        "application_to_cart": [{"promo_code": code} for code in promotion.promo_codes],
        "campaign": None,
        "channels": [{"code": code, "label": channels.get(code, code)} for code in promotion.channel_codes],
        "customer_group_ids": [],
        "customer_organization_ids": [],
        "date_created": promotion.created_at,
        "end_date": promotion.stopped_at or promotion.ends_at,
        "internal_description": promotion.internal_description,
        "internal_id": promotion.internal_id,
        "last_updated": promotion.updated_at,
        "max_quantity_to_discount": promotion.max_quantity_to_discount,
        "medias": [],
        "public_descriptions": [{"locale": locale, "value": text} for locale, text in texts.items()],
        "reward_offer_ids": list(rewards),
        "reward_on_purchased_items": promotion.reward_selection_type == SelectionType.PURCHASED_ITEMS,
        "start_date": promotion.starts_at,
        "state": promotion.state_at(at),
        "trigger_offer_ids": list(triggers),
        "triggers": [trigger],
        "type": promotion.reward_type,
    }


def tell_campaign(shown: ShownCampaign, at: datetime) -> dict[str, Any]:
    """A campaign with the shop's part in it."""
    campaign, entry = shown.campaign, shown.entry
    return {
        "identifier": campaign.code,
        "label": campaign.label,
        "description": campaign.description or None,
        "storefront": {"code": campaign.storefront.code, "label": campaign.storefront.label},
        "channel_code": campaign.storefront.channel.code,
        "state": "ACTIVE" if shown.runs(at) else "PENDING" if campaign.starts_at > at else "EXPIRED",
        "start_date": campaign.starts_at,
        "end_date": campaign.ends_at,
        "join_until": campaign.join_until,
        "may_join": shown.may_join(at),
        "kinds": list(campaign.kinds),
        "least_percent": campaign.least_percent,
        "payment_methods": list(campaign.payment_methods),
        "entry": entry
        and {
            "discounts": [
                {"kind": each.kind, "percent": each.percent, "payment_method": each.payment_method or None}
                for each in shown.discounts
            ],
            "selection": {"type": entry.selection_type, "values": [str(value) for value in entry.selection]},
            "date_joined": entry.joined_at,
            "joined_by": entry.joined_by,
            "offer_count": shown.offers,
        },
    }


def _reward(promotion: Promotion) -> dict[str, Any]:
    told: dict[str, Any] = dict.fromkeys(REWARD_KEYS.values())
    is_count = promotion.reward_type == RewardType.FREE_ITEMS
    value = int(promotion.reward_value) if is_count else promotion.reward_value
    told[REWARD_KEYS[RewardType(promotion.reward_type)]] = value
    return told
