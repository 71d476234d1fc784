"""The vocabulary for reading offers."""

from datetime import datetime
from typing import Any, Self

from django.db.models import F, Q, QuerySet


class OfferQuerySet(QuerySet[Any]):
    """Offers of the scope."""

    def current(self) -> Self:
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def sellable(self, at: datetime) -> Self:
        """On sale at that moment with something to sell (R012)."""
        return self.available(at).filter(is_active=True, sellable_quantity__gt=0)

    def available(self, at: datetime) -> Self:
        """Not removed, and in the period of sale."""
        begun = Q(available_from__isnull=True) | Q(available_from__lte=at)
        return self.current().filter(begun, Q(available_until__isnull=True) | Q(available_until__gt=at))

    def out_of_period(self, at: datetime) -> Self:
        """Active, before or after the period of sale."""
        return self.current().filter(Q(available_from__gt=at) | Q(available_until__lte=at), is_active=True)

    def out_of_stock(self) -> Self:
        """Active, but with nothing to sell (R028)."""
        return self.current().filter(is_active=True, sellable_quantity=0)

    def low_on_stock(self) -> Self:
        """Active with something to sell, at or below the level at which the seller wants to know (R011)."""
        return self.current().filter(
            is_active=True, sellable_quantity__gt=0, alert_in_force__gte=F("sellable_quantity")
        )

    def paused(self) -> Self:
        """Taken off sale by the seller."""
        return self.current().filter(is_active=False)

    def locked(self) -> Self:
        """Locked in the order of their keys, so that two baskets never wait for each other."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def with_product(self) -> Self:
        """With product, category and logistic class, in one query."""
        return self.select_related("product", "product__category", "logistic_class")


class PromotionQuerySet(QuerySet[Any]):
    """Sellers' own promotions of the scope; starts included, ends excluded (R022)."""

    def running(self, at: datetime) -> Self:
        """Begun, and neither over nor stopped."""
        return self.not_over(at).filter(starts_at__lte=at)

    def pending(self, at: datetime) -> Self:
        """Not yet begun."""
        return self.not_over(at).filter(starts_at__gt=at)

    def not_over(self, at: datetime) -> Self:
        """Running or yet to begin."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), stopped_at__isnull=True)

    def over(self, at: datetime) -> Self:
        """Ended or stopped."""
        return self.filter(Q(ends_at__lte=at) | Q(stopped_at__isnull=False))

    def on_channel(self, code: str) -> Self:
        """Which hold on a channel: those that name it, or none."""
        return self.filter(Q(channel_codes=[]) | Q(channel_codes__contains=[code]))


class CampaignQuerySet(QuerySet[Any]):
    """The operator's campaigns; starts included, ends excluded (R020)."""

    def listed(self, at: datetime) -> Self:
        """Running or to come, on a storefront that is open."""
        return self.filter(ends_at__gt=at, storefront__is_active=True)
