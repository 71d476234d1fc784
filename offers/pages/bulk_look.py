"""What a change of many offers would do to each, shown before it is done."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.money import format_money
from marketplace.shops.models import Shop
from offers.choices import SaleState
from offers.models import Offer
from offers.prices import unit_price
from offers.services.bulk import BulkChange
from offers.services.selling import OfferTerms, logistic_classes, terms_of
from offers.services.settings import settings_of
from offers.services.terms import OfferRules
from shipping.services.lookup import preparation_days

MOST_SHOWN = 8


@dataclass(frozen=True)
class Cell:
    """A term before and after."""

    head: str | Promise
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """An offer with what changes, and why it cannot where it cannot."""

    offer: Offer
    cells: Sequence[Cell]
    fault: str


@dataclass(frozen=True)
class Look:
    """The first rows, those that cannot be changed before the others; of all offers how many can and cannot."""

    heads: Sequence[str | Promise]
    rows: Sequence[Row]
    count: int
    refused: int

    @property
    def changing(self) -> int:
        return self.count - self.refused


def look_at(offers: Sequence[Offer], *, change: BulkChange, act: str, shop: Shop) -> Look:
    """Of the shop's offers, unchanged; `act` is what becomes of them besides: pause, activate, remove or nothing."""
    rules, columns = OfferRules(shop), [name for name in _HEADS if name in change.columns]
    checked = []
    for offer in offers:
        after = change.apply(terms_of(offer), offer.currency) if columns else None
        faults = rules.faults(after, offer) if after else []
        checked.append((offer, after, faults[0].message if faults else ""))
    checked.sort(key=lambda each: not each[2])
    refused = sum(bool(fault) for _offer, _after, fault in checked)
    words, rows = _words(shop), []
    for offer, after, fault in checked[:MOST_SHOWN]:
        before = terms_of(offer)
        cells = [
            Cell(
                _HEADS[name],
                words[name](before, offer),
                words[name](after or before, offer),
                _still_paid(offer) if name == "price" else "",
            )
            for name in columns
        ]
        rows.append(Row(offer, [*cells, *_sale(offer, act)], fault))
    heads = [_HEADS[name] for name in columns] + ([_AVAILABILITY] if act else [])
    return Look(heads, rows, len(offers), refused)


_AVAILABILITY = gettext_lazy("Availability")
_HEADS = {
    "price": gettext_lazy("Price"),
    "quantity": gettext_lazy("Stock"),
    "safety_stock": gettext_lazy("Safety stock"),
    "lead_time_days": gettext_lazy("Preparation, working days"),
    "logistic_class": gettext_lazy("Logistic class"),
}


def _words(shop: Shop) -> dict[str, Callable[[OfferTerms, Offer], str]]:
    """How each term is written; one that is left to a default names it."""
    safety, days = settings_of(shop.pk).safety_stock, preparation_days([shop.pk])[shop.pk]
    classes = logistic_classes()
    first = str(next(iter(classes.values()), "—"))

    def of_class(terms: OfferTerms, offer: Offer) -> str:
        known = classes.get(terms.logistic_class) or offer.logistic_class
        return str(known) if terms.logistic_class else _default(first)

    return {
        "price": lambda terms, offer: format_money(terms.price, offer.currency),
        "quantity": lambda terms, _offer: str(terms.quantity),
        "safety_stock": lambda terms, _offer: _number(terms.safety_stock, safety),
        "lead_time_days": lambda terms, _offer: _number(terms.lead_time_days, days),
        "logistic_class": of_class,
    }


def _still_paid(offer: Offer) -> str:
    """The reduced price that holds now: customers go on paying it."""
    now = unit_price(offer, channel="", quantity=1, at=clock.now())
    if not now.is_reduced:
        return ""
    return _("Customers go on paying the reduced %(price)s") % {"price": format_money(now.price, offer.currency)}


def _number(number: int | None, default: int) -> str:
    return _default(str(default)) if number is None else str(number)


def _default(text: str) -> str:
    return _("Default: %(value)s") % {"value": text}


def _sale(offer: Offer, act: str) -> list[Cell]:
    """Whether customers can buy it, before and after."""
    if not act:
        return []
    before = str(offer.sale_state.label)
    if act == "activate":
        # Out of stock it stays so.
        activated = copy(offer)
        activated.is_active = True
        return [Cell(_AVAILABILITY, before, str(activated.sale_state.label))]
    return [Cell(_AVAILABILITY, before, str((SaleState.REMOVED if act == "remove" else SaleState.PAUSED).label))]
