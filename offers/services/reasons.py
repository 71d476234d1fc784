"""Why an offer is not on sale, in words and in the seller API's codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.portal.formats import write_date, write_full
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Shop, ShopChannel
from offers.choices import SaleState
from offers.models import Offer
from shipping.services.pausing import Pause, find_pause


@dataclass(frozen=True)
class Reason:
    """One reason: `code` is OF21's inactivity reason, `text` what the seller reads.

    `state` is the state of sale whose name says the same.
    """

    code: str
    text: str
    state: str = ""


@dataclass
class SaleContext:
    """What all offers of a shop share in whether they are on sale: two queries for any number of offers."""

    shop: Shop
    at: datetime
    # Whether the shop sells on any channel, where that is known already.
    sells: bool | None = None

    def reasons(self, offer: Offer) -> list[Reason]:
        """Why customers cannot buy the offer at that moment; empty where they can. None of a removed offer's."""
        return [*self._of_shop, *offer_reasons(offer, self.at)]

    def codes(self, offer: Offer) -> list[str]:
        """The codes alone, each once, in the order of the reasons."""
        return list(dict.fromkeys(reason.code for reason in self.reasons(offer)))

    @cached_property
    def _of_shop(self) -> list[Reason]:
        return [*self._shop_state(), *self._no_channel()]

    def _shop_state(self) -> Iterator[Reason]:
        if self.shop.state != ShopState.OPEN:
            texts = {
                ShopState.SUSPENDED: _("The shop is suspended."),
                ShopState.CLOSE: _("The shop is closed."),
                ShopState.TERMINATED: _("The shop has been shut down."),
            }
            yield Reason("SHOP_NOT_OPEN", texts[ShopState(self.shop.state)])
        elif self._pause is not None:
            until = write_date(self._pause.last_day)
            yield Reason("SHOP_NOT_OPEN", _("The shop sells nothing until %(day)s: a closure.") % {"day": until})

    def _no_channel(self) -> Iterator[Reason]:
        sells = ShopChannel.objects.filter(shop=self.shop.pk).exists() if self.sells is None else self.sells
        if not sells:
            yield Reason("NO_CHANNEL_ON_SHOP", _("The shop sells on no channel."))

    @cached_property
    def _pause(self) -> Pause | None:
        return find_pause(self.shop.pk, self.at)


def why_not_on_sale(offer: Offer, shop: Shop, at: datetime) -> list[Reason]:
    """Why customers cannot buy one offer. For many of a shop keep a SaleContext. Needs the shop's scope."""
    return SaleContext(shop, at).reasons(offer)


def offer_reasons(offer: Offer, at: datetime) -> list[Reason]:
    """What keeps the offer itself from being bought, whatever its shop. No query."""
    return [*_of_sale(offer, at), *_of_stock(offer)]


def _of_sale(offer: Offer, at: datetime) -> Iterator[Reason]:
    # The seller API has no word for a pause; the period of sale is the nearest.
    if offer.removed_at:
        yield Reason("NOT_IN_AVAILABILITY_PERIOD", _("The offer was removed."))
    if not offer.is_active:
        yield Reason("NOT_IN_AVAILABILITY_PERIOD", _("The offer is paused."), SaleState.PAUSED)
    if offer.available_from and at < offer.available_from:
        day = {"day": write_full(offer.available_from)}
        yield Reason("NOT_IN_AVAILABILITY_PERIOD", _("On sale from %(day)s on.") % day)
    if offer.available_until and offer.available_until <= at:
        day = {"day": write_full(offer.available_until)}
        yield Reason("NOT_IN_AVAILABILITY_PERIOD", _("Its period of sale ended on %(day)s.") % day)


def _of_stock(offer: Offer) -> Iterator[Reason]:
    left = offer.sellable_quantity
    if not offer.quantity:
        yield Reason("ZERO_QUANTITY", _("There is no stock."), SaleState.OUT_OF_STOCK)
    elif not left:
        kept = ngettext(
            "The %(n)s piece in stock is kept back as safety stock.",
            "All %(n)s pieces in stock are kept back as safety stock.",
            offer.quantity,
        )
        yield Reason("ZERO_QUANTITY", kept % {"n": offer.quantity})
    elif offer.min_order_quantity and left < offer.min_order_quantity:
        text = _("%(left)s for sale, but the minimum order quantity is %(least)s.")
        words = {"left": left, "least": offer.min_order_quantity}
        yield Reason("AVAILABLE_QUANTITY_LESS_THAN_MIN_ORDER_QUANTITY", text % words)
    elif offer.package_quantity and left < offer.package_quantity:
        text = _("%(left)s for sale, but a pack is of %(pack)s.")
        words = {"left": left, "pack": offer.package_quantity}
        yield Reason("AVAILABLE_QUANTITY_LESS_THAN_PACKAGE_QUANTITY", text % words)
