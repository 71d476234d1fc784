"""A seller's own promotions (R022), through PR03 and PR04 or the portal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, NotFound, ValidationFailed, refusal
from marketplace.shops.models import Channel
from offers.choices import PromotionState, RewardType, SelectionType, TriggerType
from offers.models import Promotion
from offers.services.selecting import SelectionTerms, resolve_selection

TRIGGERED_BY = (
    SelectionType.ALL,
    SelectionType.CATEGORY,
    SelectionType.BRAND,
    SelectionType.PRODUCT,
    SelectionType.OFFER,
)
REWARDED = (SelectionType.PURCHASED_ITEMS, *TRIGGERED_BY[1:])
QUANTITY_TRIGGERS = (TriggerType.MINIMUM_QUANTITY, TriggerType.EVERY_QUANTITY)
MOST_CODES = 20
HIGHEST, LEAST = Decimal(10) ** 8, Decimal("0.01")
PURCHASED = SelectionTerms(SelectionType.PURCHASED_ITEMS)


@dataclass(frozen=True)
class PromotionTerms:
    """All that a seller says of a promotion."""

    description: str
    starts_at: datetime
    ends_at: datetime | None = None
    trigger_type: str = TriggerType.MINIMUM_QUANTITY
    trigger_value: Decimal = Decimal(1)
    same_item: bool = True
    reward_type: str = RewardType.PERCENTAGE_OFF
    reward_value: Decimal = Decimal(0)
    max_quantity: int | None = None
    selection: SelectionTerms = SelectionTerms()
    reward_selection: SelectionTerms = PURCHASED
    public_descriptions: dict[str, str] = field(default_factory=dict)
    channel_codes: tuple[str, ...] = ()
    promo_codes: tuple[str, ...] = ()


# What stays as it was once a promotion has begun (PR04).
_FIXED = (
    "starts_at",
    "trigger_type",
    "trigger_value",
    "same_item",
    "reward_type",
    "reward_value",
    "max_quantity",
    "promo_codes",
)


@transaction.atomic
def create_promotion(*, shop_id: int, terms: PromotionTerms, at: datetime, internal_id: str = "") -> Promotion:
    """Make one; without a number it gets one. Raises ValidationFailed."""
    number = internal_id.strip() or f"P-{uuid4().hex[:10].upper()}"
    if terms.ends_at is not None and terms.ends_at <= at:
        raise refusal("VALIDATION_ERROR", "ends_at", _("The end must lie ahead."))
    fields = check_promotion(terms)
    try:
        with transaction.atomic():
            made: Promotion = Promotion.objects.create(
                shop_id=shop_id, internal_id=number, created_at=at, updated_at=at, **fields
            )
    except IntegrityError as error:
        message = _("There is a promotion with this number.")
        raise refusal("ALREADY_EXISTS", "internal_id", message) from error
    return made


@transaction.atomic
def change_promotion(*, internal_id: str, terms: PromotionTerms, at: datetime) -> Promotion:
    """Put other terms in place. One that has begun keeps its start, what triggers it, what it gives and its codes; one
    that is over is not changed. Raises NotFound, Conflict, ValidationFailed.
    """
    promotion = _locked(internal_id, at)
    if promotion.state_at(at) == PromotionState.ACTIVE:
        known = terms_of(promotion)
        faults = [
            FieldError("NOT_EDITABLE", name, _("This cannot be changed once the promotion has begun."))
            for name in _FIXED
            if getattr(terms, name) != getattr(known, name)
        ]
        if faults:
            raise ValidationFailed(code="NOT_EDITABLE", message=faults[0].message, errors=faults)
    if terms.ends_at is not None and terms.ends_at <= at:
        raise refusal("VALIDATION_ERROR", "ends_at", _("The end must lie ahead."))
    fields = check_promotion(terms) | {"updated_at": at}
    for name, value in fields.items():
        setattr(promotion, name, value)
    promotion.save(update_fields=list(fields))
    return promotion


@transaction.atomic
def stop_promotion(*, internal_id: str, at: datetime) -> Promotion:
    """End it now, also one that has not begun. Raises NotFound, Conflict where it is over."""
    promotion = _locked(internal_id, at)
    promotion.stopped_at = promotion.updated_at = at
    promotion.save(update_fields=["stopped_at", "updated_at"])
    return promotion


def find_promotion(internal_id: str) -> Promotion:
    """Raises NotFound."""
    return _known(_search(Promotion.objects.all(), internal_id))


def terms_of(promotion: Promotion) -> PromotionTerms:
    """What holds now."""
    return PromotionTerms(
        description=promotion.internal_description,
        starts_at=promotion.starts_at,
        ends_at=promotion.ends_at,
        trigger_type=promotion.trigger_type,
        trigger_value=promotion.trigger_value,
        same_item=promotion.same_item,
        reward_type=promotion.reward_type,
        reward_value=promotion.reward_value,
        max_quantity=promotion.max_quantity_to_discount,
        selection=SelectionTerms(promotion.selection_type, tuple(promotion.selection)),
        reward_selection=SelectionTerms(promotion.reward_selection_type, tuple(promotion.reward_selection)),
        public_descriptions=promotion.public_descriptions,
        channel_codes=tuple(promotion.channel_codes),
        promo_codes=tuple(promotion.promo_codes),
    )


def _locked(internal_id: str, at: datetime) -> Promotion:
    promotion = _known(_search(Promotion.objects.select_for_update(of=("self",)), internal_id))
    if promotion.state_at(at) == PromotionState.EXPIRED:
        raise Conflict(code="PROMOTION_OVER", message=_("This promotion is over."))
    return promotion


def _search(promotions: Any, internal_id: str) -> Promotion | None:
    """None too for what the database cannot even be asked."""
    found: Promotion | None = None if "\x00" in internal_id else promotions.filter(internal_id=internal_id).first()
    return found


def _known(found: Promotion | None) -> Promotion:
    if found is None:
        raise NotFound(code="PROMOTION_NOT_FOUND", message=_("There is no such promotion."))
    return found


def check_promotion(terms: PromotionTerms) -> dict[str, object]:
    """The row's columns. Raises ValidationFailed with every fault."""
    faults = [FieldError("VALIDATION_ERROR", name, message) for name, message in _faults(terms)]
    if faults:
        raise ValidationFailed(code="VALIDATION_ERROR", message=faults[0].message, errors=faults)
    selection_type, selection = resolve_selection(terms.selection, allowed=TRIGGERED_BY, field="selection")
    reward_type, rewarded = resolve_selection(terms.reward_selection, allowed=REWARDED, field="reward_selection")
    return {
        "internal_description": terms.description.strip(),
        "public_descriptions": terms.public_descriptions,
        "channel_codes": list(terms.channel_codes),
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "trigger_type": terms.trigger_type,
        "trigger_value": terms.trigger_value,
        "same_item": terms.same_item and terms.trigger_type in QUANTITY_TRIGGERS,
        "reward_type": terms.reward_type,
        "reward_value": terms.reward_value,
        "max_quantity_to_discount": terms.max_quantity,
        "selection_type": selection_type,
        "selection": selection,
        "reward_selection_type": reward_type,
        "reward_selection": rewarded,
        "promo_codes": list(dict.fromkeys(code.strip() for code in terms.promo_codes)),
    }


def _faults(terms: PromotionTerms) -> Iterator[tuple[str, str]]:
    if not terms.description.strip():
        yield "description", _("Name it.")
    if terms.ends_at is not None and terms.ends_at <= terms.starts_at:
        yield "ends_at", _("The end must come after the start.")
    if terms.trigger_type not in TriggerType.values:
        yield "trigger_type", _("Choose one of the list.")
    elif not LEAST <= terms.trigger_value < HIGHEST:
        yield "trigger_value", _("Must be more than nothing.")
    elif terms.trigger_type in QUANTITY_TRIGGERS and terms.trigger_value % 1:
        yield "trigger_value", _("A number of pieces is whole.")
    yield from _reward_faults(terms)
    unknown = set(terms.channel_codes) - set(Channel.objects.values_list("code", flat=True))
    for code in sorted(unknown):
        yield "channel_codes", _("There is no channel %(code)s.") % {"code": code}
    if len(terms.promo_codes) > MOST_CODES or any(not code.strip() for code in terms.promo_codes):
        yield "promo_codes", _("At most %(count)s codes, none of them empty.") % {"count": MOST_CODES}


def _reward_faults(terms: PromotionTerms) -> Iterator[tuple[str, str]]:
    value = terms.reward_value
    if terms.reward_type not in RewardType.values:
        yield "reward_type", _("Choose one of the list.")
    elif not LEAST <= value < HIGHEST:
        yield "reward_value", _("Must be more than nothing.")
    elif terms.reward_type == RewardType.PERCENTAGE_OFF and value > 100:
        yield "reward_value", _("At most 100 %.")
    elif terms.reward_type == RewardType.FREE_ITEMS and value % 1:
        yield "reward_value", _("A number of pieces is whole.")
    elif _gives_all(terms):
        yield "reward_value", _("Give fewer pieces than must be bought.")
    if terms.max_quantity is not None and terms.max_quantity < 1:
        yield "max_quantity", _("Must be at least 1.")


def _gives_all(terms: PromotionTerms) -> bool:
    """Whether the free pieces would be all that were bought."""
    on_purchased = terms.reward_selection.type == SelectionType.PURCHASED_ITEMS
    by_quantity = terms.reward_type == RewardType.FREE_ITEMS and terms.trigger_type in QUANTITY_TRIGGERS
    return on_purchased and by_quantity and terms.reward_value >= terms.trigger_value
