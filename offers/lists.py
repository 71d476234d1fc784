"""The list of offers as declared to the portal."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal.lists import BulkAction, Column, Sort, Tab, file_column
from marketplace.portal.paging import SortField
from offers.choices import SaleState
from offers.filtersets import OfferFilterSet
from offers.models import Offer

TABS = (
    Tab(
        "sale",
        _("On sale"),
        lambda offers: offers.sellable(clock.now()),
        empty_title=_("Nothing is on sale"),
        empty_text=_("Make an offer, put a paused one on sale again, or add stock to one that is sold out."),
    ),
    Tab(
        "out",
        _("Out of stock"),
        lambda offers: offers.out_of_stock(),
        empty_title=_("Nothing is out of stock"),
        empty_text=_("Offers appear here when their last piece is sold."),
    ),
    Tab(
        "low",
        _("Low on stock"),
        lambda offers: offers.low_on_stock(),
        empty_title=_("Nothing is low on stock"),
        empty_text=_(
            "Offers appear here when their stock for sale is at or below the alert set in Settings or on the offer."
        ),
    ),
    Tab(
        "paused",
        _("Paused"),
        lambda offers: offers.paused(),
        empty_title=_("Nothing is paused"),
        empty_text=_("A paused offer keeps its price and stock, and no customer sees it."),
    ),
    Tab(
        "period",
        _("Not in period"),
        lambda offers: offers.out_of_period(clock.now()),
        empty_title=_("Every offer is in its period of sale"),
        empty_text=_("Offers appear here before their first and after their last day of sale."),
    ),
    Tab("all", _("All")),
)

SORTS = (
    Sort("title", _("product"), (SortField("product__title"), SortField("pk"))),
    Sort("sku", _("SKU"), (SortField("shop_sku"), SortField("pk"))),
    Sort("price", _("price"), (SortField("price"), SortField("pk"))),
    Sort("stock", _("stock"), (SortField("quantity"), SortField("pk"))),
    Sort("changed", _("last change"), (SortField("updated_at", descending=True), SortField("pk", descending=True))),
)

_PAUSE = BulkAction("pause", _("Pause 1 offer"), _("Pause %n offers"), "offers:pause-many", Right.OFFER_WRITE)
_ACTIVATE = BulkAction(
    "activate", _("Put 1 offer on sale"), _("Put %n offers on sale"), "offers:activate-many", Right.OFFER_WRITE
)
_CHANGE = BulkAction("change", _("Change 1 offer"), _("Change %n offers"), "offers:bulk", Right.OFFER_WRITE, main=True)
# Each stands where all rows of the tab can take it.
BULK = {
    "sale": (_PAUSE, _CHANGE),
    "out": (_PAUSE, _CHANGE),
    "low": (_PAUSE, _CHANGE),
    "period": (_PAUSE, _CHANGE),
    "paused": (_ACTIVATE, _CHANGE),
    "all": (_CHANGE,),
}


def _state(offer: Offer) -> str:
    """`paused` says what stands for "On sale" while a closure keeps everything off it."""
    paused = getattr(offer, "paused", "")
    return str(paused if paused and offer.sale_state == SaleState.ON_SALE else offer.sale_state.label)


def matching_offers(query: QueryDict, request: HttpRequest) -> QuerySet[Any]:
    """The shop's offers that a list with this query shows, on all its pages; none where a filter cannot be read."""
    tab = next((each for each in TABS if each.code == query.get("tab")), TABS[-1])
    filterset = OfferFilterSet(query, queryset=tab.narrow(Offer.objects.current()), request=request, prefix=None)
    found: QuerySet[Any] = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    return found


COLUMNS = (
    Column(
        "product",
        _("Product"),
        sort="title",
        template="offers/_product.html",
        css="title",
        export=lambda offer: offer.product.title,
    ),
    Column("sku", _("SKU"), value=lambda offer: offer.shop_sku, sort="sku", css="nowrap"),
    file_column("ean", _("EAN"), lambda offer: offer.product.ean),
    file_column("product_sku", _("Product number"), lambda offer: offer.product.product_sku),
    Column(
        "state",
        _("State"),
        template="offers/_state.html",
        css="nowrap state",
        export=_state,
    ),
    Column(
        "condition",
        _("Condition"),
        value=lambda offer: offer.get_condition_display(),
        css="drop quiet",
        optional=True,
    ),
    file_column("lead_time", _("Preparation, working days"), lambda offer: offer.lead_time_days),
    file_column("tax_code", _("Tax code"), lambda offer: offer.tax_code),
    Column(
        "changed",
        _("Changed"),
        sort="changed",
        template="offers/_changed.html",
        export=lambda offer: offer.updated_at,
        css="drop quiet nowrap",
        optional=True,
    ),
    Column(
        "stock",
        _("Stock"),
        template="offers/_stock.html",
        sort="stock",
        css="num stock",
        export=lambda offer: offer.quantity,
    ),
    Column(
        "price", _("Price"), template="offers/_price.html", sort="price", css="num", export=lambda offer: offer.price
    ),
    file_column("discount_price", _("Reduced price"), lambda offer: offer.discount_price),
    file_column("safety_stock", _("Safety stock"), lambda offer: offer.safety_in_force),
    file_column("currency", _("Currency"), lambda offer: offer.currency),
)
