"""The list of offers as declared to the portal."""

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.money import format_money
from marketplace.permissions import Right
from marketplace.portal.lists import BulkAction, Column, Sort, Tab, file_column
from marketplace.portal.paging import SortField
from offers.choices import SaleState
from offers.models import Offer

TABS = (
    Tab(
        "sale",
        _("On sale"),
        lambda offers: offers.sellable(clock.now()),
        empty_title=_("Nothing is on sale"),
        empty_text=_("Make an offer, or give a paused one or one without stock back to the customers."),
    ),
    Tab(
        "out",
        _("Out of stock"),
        lambda offers: offers.out_of_stock(),
        empty_title=_("Nothing is out of stock"),
        empty_text=_("Offers come here by themselves when their last piece is sold."),
    ),
    Tab(
        "paused",
        _("Paused"),
        lambda offers: offers.paused(),
        empty_title=_("Nothing is paused"),
        empty_text=_("A paused offer keeps its price and stock, and no customer sees it."),
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

# Each stands where all rows of the tab can take it.
BULK = {
    "sale": (BulkAction("pause", _("Pause 1 offer"), _("Pause %n offers"), "offers:pause-many", Right.OFFER_WRITE),),
    "out": (BulkAction("pause", _("Pause 1 offer"), _("Pause %n offers"), "offers:pause-many", Right.OFFER_WRITE),),
    "paused": (
        BulkAction(
            "activate", _("Put 1 offer on sale"), _("Put %n offers on sale"), "offers:activate-many", Right.OFFER_WRITE
        ),
    ),
}


def _state(offer: Offer) -> str:
    """`paused` says what stands for "On sale" while a closure keeps everything off it."""
    paused = getattr(offer, "paused", "")
    return str(paused if paused and offer.sale_state == SaleState.ON_SALE else offer.sale_state.label)


def _price(offer: Offer) -> str:
    return format_money(offer.price, offer.currency)


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
        css="nowrap",
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
    Column("price", _("Price"), value=_price, sort="price", css="num", export=lambda offer: offer.price),
    file_column("currency", _("Currency"), lambda offer: offer.currency),
)
