"""The list of offers, and what is done to many of them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.portal.formats import write_count
from marketplace.portal.lists import COUNT_CAP, ListView, Tab
from offers import lists
from offers.filtersets import OfferFilterSet
from offers.models import Offer
from offers.prices import unit_price
from offers.services.bulk_acts import activate_offers, pause_offers
from offers.services.reasons import SaleContext
from offers.services.selling import Changed
from offers.views.many import ManyOffersView
from offers.views.writable import WritableOffersMixin
from shipping.pages.paused import paused_context, write_paused
from shipping.services.pausing import Pause, find_pause


class OfferListView(WritableOffersMixin, ListView):
    """`/shop/<id>/offers/`: what is sold, what is sold out, what is paused (R028)."""

    permission = Right.OFFER_READ
    template_name: ClassVar[str] = "offers/list.html"
    area = "offers"
    url_name = "offers:list"
    title = gettext_lazy("Offers")
    find_label = gettext_lazy("SKU, title, brand, EAN")
    filterset_class = OfferFilterSet
    tabs = lists.TABS
    sorts = lists.SORTS
    columns = lists.COLUMNS
    export_name = gettext_lazy("offers")
    empty_title = gettext_lazy("No offer yet")
    empty_text = gettext_lazy("Make your first offer: choose a product, then enter price and stock.")
    no_match_title = gettext_lazy("No offer matches these filters")

    def default_tab(self) -> Tab:
        return self.tabs[-1]

    @cached_property
    def pause(self) -> Pause | None:
        """The closure for which nothing is on sale today."""
        return find_pause(self.shop.pk, clock.now())

    def get_queryset(self) -> QuerySet[Offer]:
        offers: QuerySet[Offer] = Offer.objects.current()
        return offers

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        offers = queryset.select_related("product")
        # For the files, which know no more than their rows.
        return offers.annotate(paused=Value(write_paused(self.pause))) if self.pause else offers

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        """What stands beside the state, and what a piece costs at this moment where no channel is named."""
        at = clock.now()
        sale = SaleContext(self.shop, at)
        for row in rows:
            row.reasons = sale.reasons(row)
            row.now = unit_price(row, channel="", quantity=1, at=at)
        return rows

    def unprotected(self) -> int:
        """How many offers have no safety stock (R010)."""
        return self.get_queryset().filter(safety_in_force=0).order_by().values("pk")[: COUNT_CAP + 1].count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        actions = lists.BULK.get(self.tab.code, ()) if self.may_write else ()
        context["actions"] = [action for action in actions if action.right in self.member.rights]
        unprotected = 0 if self.wants_fragment() else self.unprotected()
        context |= {"unprotected": unprotected, "unprotected_text": write_count(unprotected, cap=COUNT_CAP)}
        context["stock_settings_url"] = route("offers:stock-settings", self.shop.pk) if self.may_write else ""
        context["files_url"] = route("offers:imports", self.shop.pk)
        context["unprotected_url"] = f"{self.url}?tab=all&missing=safety"
        context |= paused_context(self.pause, shop_id=self.shop.pk, rights=self.member.rights)
        return context

    def row_url(self, row: Any) -> str:
        return reverse("offers:edit", kwargs={"shop_id": self.shop.pk, "offer_id": row.pk})

    def row_label(self, row: Any) -> str:
        return str(row.shop_sku)


class _ManyOffers(ManyOffersView):
    """One act on the selected offers."""

    def act(self, offer_ids: Sequence[int]) -> list[Changed]:
        raise NotImplementedError

    def tell(self, changed: Sequence[Changed]) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.list_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        changed = self.act(self.selected)
        if changed:
            self.tell(changed)
        else:
            messages.warning(request, _("No offer was selected."))
        return self.go(self.list_url)


class PauseOffersView(_ManyOffers):
    """Take the selected offers off sale."""

    tab = "sale"

    def act(self, offer_ids: Sequence[int]) -> list[Changed]:
        return pause_offers(offer_ids=offer_ids, at=clock.now())

    def tell(self, changed: Sequence[Changed]) -> None:
        text = ngettext("%(count)d offer paused.", "%(count)d offers paused.", len(changed))
        messages.success(self.request, text % {"count": len(changed)})


class ActivateOffersView(_ManyOffers):
    """Put the selected offers on sale."""

    tab = "paused"

    def act(self, offer_ids: Sequence[int]) -> list[Changed]:
        return activate_offers(offer_ids=offer_ids, at=clock.now())

    def tell(self, changed: Sequence[Changed]) -> None:
        """Those that customers can buy now, then those that they cannot, as where the stock is used up."""
        sale = SaleContext(self.shop, clock.now())
        offers = Offer.objects.filter(pk__in=[each.offer_id for each in changed]).select_related("product")
        blocked = sum(bool(sale.reasons(offer)) for offer in offers)
        if count := len(changed) - blocked:
            text = ngettext("%(count)d offer put on sale.", "%(count)d offers put on sale.", count)
            messages.success(self.request, text % {"count": count})
        if blocked:
            text = ngettext(
                "%(n)d offer is no longer paused, but customers cannot buy it yet.",
                "%(n)d offers are no longer paused, but customers cannot buy them yet.",
                blocked,
            )
            messages.warning(self.request, text % {"n": blocked})
