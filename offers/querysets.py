"""The vocabulary for reading offers."""

from typing import Any, Self

from django.db.models import QuerySet


class OfferQuerySet(QuerySet[Any]):
    """Offers of the scope."""

    def current(self) -> Self:
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def sellable(self) -> Self:
        """On sale with stock (R012)."""
        return self.current().filter(is_active=True, quantity__gt=0)

    def out_of_stock(self) -> Self:
        """On sale, but with nothing to sell (R028)."""
        return self.current().filter(is_active=True, quantity=0)

    def paused(self) -> Self:
        """Taken off sale by the seller."""
        return self.current().filter(is_active=False)

    def locked(self) -> Self:
        """Locked in the order of their keys, so that two baskets never wait for each other."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def with_product(self) -> Self:
        """With product, category and logistic class, in one query."""
        return self.select_related("product", "product__category", "logistic_class")
