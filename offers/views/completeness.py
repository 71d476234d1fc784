"""Listings that leave customers asking (R018)."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from marketplace.permissions import Right
from marketplace.portal.formats import write_count
from marketplace.portal.lists import COUNT_CAP, ListView, TabLink
from offers import completeness_list
from offers.choices import Lack
from offers.models import Offer
from offers.services.completeness import SHOP_LACKS, Completeness, ShopGaps, gaps_of


class CompletenessView(ListView):
    """`/shop/<id>/offers/completeness/`: what lacks, each leading to where it is filled in."""

    permission = Right.OFFER_READ
    template_name: ClassVar[str] = "offers/listing/completeness.html"
    area = "offers"
    url_name = "offers:completeness"
    title = gettext_lazy("Completeness")
    find_label = gettext_lazy("SKU, title, brand, EAN")
    filterset_class = completeness_list.CompletenessFilterSet
    tabs = completeness_list.TABS
    sorts = completeness_list.SORTS
    columns = completeness_list.COLUMNS
    export_name = gettext_lazy("incomplete-listings")
    no_match_title = gettext_lazy("No incomplete listing matches these filters")
    poll_seconds = 600  # every count is one pass over all offers

    @cached_property
    def gaps(self) -> ShopGaps:
        return gaps_of(self.shop.pk)

    @cached_property
    def found(self) -> Completeness:
        return self.gaps.count()

    @property
    def lack(self) -> Lack | None:
        code = self.tab.code.upper()
        return Lack(code) if code in Lack.values else None

    def get_queryset(self) -> QuerySet[Offer]:
        return self.gaps.offers(self.lack)

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("product")

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        completeness_list.page_lacks(rows, self.url_of)
        return rows

    def tab_links(self) -> list[TabLink]:
        """All counts at once, in the place of one query for each."""
        counts = {"all": self.found.incomplete, **{lack.lower(): n for lack, n in self.found.counts.items()}}
        return [
            TabLink(
                tab.label,
                self.query_url(tab=tab.code, after="", before=""),
                write_count(min(counts[tab.code], COUNT_CAP + 1), cap=COUNT_CAP),
                tab is self.tab,
                False,
            )
            for tab in self.tabs
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lacking = [*SHOP_LACKS, *(() if self.gaps.has_questions else (Lack.QUESTIONS,))]
        of_shop = [lack for lack in lacking if lack in self.gaps.lacks or lack == Lack.QUESTIONS]
        return super().get_context_data(
            shop_lacks=[lack.label for lack in of_shop],
            complete=self.found.total - self.found.incomplete,
            offers_total=self.found.total,
            presentation_url=self._presentation_url,
            **kwargs,
        )

    def row_url(self, row: Any) -> str:
        return reverse("offers:preview", args=[self.shop.pk, row.pk])

    def row_label(self, row: Any) -> str:
        return str(row.shop_sku)

    def url_of(self, offer: Offer, lack: Lack) -> str:
        """Where what lacks is filled in; empty for who only reads."""
        if Right.OFFER_WRITE not in self.member.rights:
            return ""
        if lack in SHOP_LACKS:
            return self._presentation_url
        if lack == Lack.QUESTIONS:
            return f"{reverse('offers:preview', args=[self.shop.pk, offer.pk])}#questions"
        return reverse("offers:product", args=[self.shop.pk, offer.product.product_sku])

    @property
    def _presentation_url(self) -> str:
        may = Right.OFFER_WRITE in self.member.rights
        return reverse("offers:presentation", args=[self.shop.pk]) if may else ""
