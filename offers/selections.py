"""Which offers a campaign entry or a promotion holds for. Pure; values are kept as texts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from offers.choices import SelectionType

if TYPE_CHECKING:
    from offers.models import Offer


class Selecting(Protocol):
    """Whatever names some of a shop's offers."""

    @property
    def selection_type(self) -> str: ...
    @property
    def selection(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Traits:
    """What an offer may be named by. `categories` are the codes of its category and of all above it."""

    offer_id: int
    product_sku: str
    brand: str
    categories: frozenset[str]

    def answers(self, selection_type: str, values: Collection[str]) -> bool:
        """Whether one of the values names the offer."""
        if selection_type == SelectionType.ALL:
            return True
        if selection_type == SelectionType.OFFER:
            return str(self.offer_id) in values
        if selection_type == SelectionType.PRODUCT:
            return self.product_sku in values
        if selection_type == SelectionType.CATEGORY:
            return not self.categories.isdisjoint(values)
        return bool(self.brand) and self.brand.casefold() in {value.casefold() for value in values}


def traits_of(offer: "Offer", above: Collection[str]) -> Traits:
    """Of an offer read with its product and category, and the codes of the categories above."""
    product = offer.product
    return Traits(offer.pk, product.product_sku, product.brand, frozenset([product.category.code, *above]))


def values_of(selection: Any) -> frozenset[str]:
    """The values of a selection as a row holds them."""
    return frozenset(str(value) for value in selection or ())
