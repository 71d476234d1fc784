"""What happened to the demo's offers before today: prices that moved, a reduction, one paused, one still to come, and
shops that keep pieces back. Only offers that the demo's orders leave alone.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.actors import Actor, ActorKind
from marketplace.money import round_money
from marketplace.shops.models import Membership, Shop
from offers.choices import ChangeSource
from offers.models import Offer, OfferChange
from offers.services.selling import change_offer, pause_offer
from offers.services.settings import set_stock_defaults

_RUNNING_LOW, _REDUCED, _ASIDE = 5, 7, 8  # places in a shop's range
_CAREFUL = ("alcolea", "azulejo", "fichtenhof", "ipedourado")  # keep a piece of every offer back
_DAY = timedelta(days=1)


def load_life(shop: Shop, number: int, now: datetime) -> None:
    """Tell it of one shop, the `number`th; does nothing where it has been told."""
    offers = {int(offer.shop_sku[-2:]): offer for offer in Offer.objects.filter(shop=shop)}
    if OfferChange.objects.filter(offer__in=offers.values()).exists():
        return
    now = now.replace(microsecond=0)  # files of offers tell whole seconds
    owner = Membership.objects.select_related("user").filter(shop=shop)[0].user
    actor = Actor(kind=ActorKind.MEMBER, label=owner.full_name, user_id=owner.pk)
    _move(offers[_RUNNING_LOW], actor, now)
    _reduce(offers[_REDUCED], actor, now)
    if number % 2:
        pause_offer(offer_id=offers[_ASIDE].pk, at=now - 4 * _DAY)
    else:
        change_offer(offer_id=offers[_ASIDE].pk, changes={"available_from": now + 12 * _DAY}, at=now - 4 * _DAY)
    if shop.code in _CAREFUL:
        set_stock_defaults(shop_id=shop.pk, safety_stock=1, stock_alert=5, at=now - 30 * _DAY)


def _move(offer: Offer, actor: Actor, now: datetime) -> None:
    """Its stock ran down, and its price went up and back a little."""
    price, left = offer.price, offer.quantity
    for days, share, quantity in ((41, 92, left + 14), (33, 92, left + 9), (19, 104, left + 6), (6, 100, left)):
        moved = round_money(price * share / 100, offer.currency)
        source = ChangeSource.PORTAL if days < 30 else ChangeSource.IMPORT
        changes = {"price": moved, "quantity": quantity, "stock_alert": 5}
        change_offer(offer_id=offer.pk, changes=changes, actor=actor, source=source, at=now - days * _DAY)


def _reduce(offer: Offer, actor: Actor, now: datetime) -> None:
    """It costs less for three weeks, and less still for who buys several."""
    reduced = round_money(offer.price * Decimal("0.85"), offer.currency)
    ends_at = (now + 18 * _DAY).replace(hour=22, minute=0, second=0, microsecond=0)
    period = {"discount_starts_at": now - 3 * _DAY, "discount_ends_at": ends_at}
    changes = {"discount_price": reduced, **period}
    change_offer(offer_id=offer.pk, changes=changes, actor=actor, source=ChangeSource.PORTAL, at=now - 3 * _DAY)
