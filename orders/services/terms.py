"""The taxes and commissions of a channel as they are now, looked up for the lines of one basket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from marketplace.shops.models import Channel, TaxRate
from offers.models import Category, CommissionRate, Offer
from orders.pricing import Rates


@dataclass(frozen=True)
class Terms:
    """A channel's rates. `commissions` by category, None being the channel's own; `parents` climbs the tree."""

    taxes: Mapping[str, Decimal]
    standard_code: str
    commissions: Mapping[int | None, Decimal]
    parents: Mapping[int, int | None]

    def rates_for(self, offer: Offer) -> Rates:
        """The offer's tax code where the channel has it, else the standard one; commission of the nearest category."""
        tax_code = offer.tax_code if offer.tax_code in self.taxes else self.standard_code
        standard = self.taxes.get(self.standard_code, Decimal(0))
        return Rates(
            tax_code=tax_code,
            tax=self.taxes.get(tax_code, Decimal(0)),
            commission=self._commission(offer.product.category_id),
            commission_tax=standard,
        )

    def _commission(self, category_id: int) -> Decimal:
        node: int | None = category_id
        seen: set[int] = set()
        while node is not None and node not in self.commissions and node not in seen:
            seen.add(node)
            node = self.parents.get(node)
        return self.commissions.get(node, self.commissions.get(None, Decimal(0)))


def load_terms(*, channel: Channel, offers: Iterable[Offer]) -> Terms:
    """The channel's rates, and the ancestors of the offers' categories."""
    rates = list(TaxRate.objects.filter(channel=channel))
    commissions: dict[int | None, Decimal] = {}
    commissions.update(CommissionRate.objects.filter(channel=channel).values_list("category_id", "rate"))
    return Terms(
        taxes={rate.code: rate.rate for rate in rates},
        standard_code=next((rate.code for rate in rates if rate.is_standard), ""),
        commissions=commissions,
        parents=_ancestry({offer.product.category_id for offer in offers}) if commissions else {},
    )


def _ancestry(category_ids: set[int]) -> dict[int, int | None]:
    """Parents of these categories and of all above them: one query a level of the tree."""
    parents: dict[int, int | None] = {}
    level = category_ids
    while level:
        parents.update(Category.objects.filter(pk__in=level).values_list("pk", "parent_id"))
        level = {parent for parent in parents.values() if parent is not None} - set(parents)
    return parents
