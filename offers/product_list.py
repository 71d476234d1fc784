"""The list of products as declared to the portal."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.portal.lists import Column, Sort, Tab, file_column
from marketplace.portal.paging import SortField
from offers.models import Product

TABS = (
    Tab("mine", pgettext_lazy("product sheets", "Yours")),
    Tab(
        "incomplete",
        _("Incomplete"),
        lambda sheets: sheets.exclude(missing_attributes=[]),
        empty_title=_("Every sheet is complete"),
        empty_text=_("Sheets appear here when something that their category asks for is missing."),
    ),
    Tab(
        "catalogue",
        _("Whole catalogue"),
        lambda _mine: Product.objects.all(),
        empty_title=_("The catalogue is empty"),
        empty_text=_("The sheets of all sellers appear here: sell one of them, or make the first."),
    ),
)
SORTS = (
    Sort("title", _("title"), (SortField("title"), SortField("pk"))),
    Sort("brand", _("brand"), (SortField("brand"), SortField("pk"))),
    Sort("changed", _("last change"), (SortField("updated_at", descending=True), SortField("pk", descending=True))),
)
COLUMNS = (
    Column(
        "title",
        _("Product"),
        sort="title",
        template="offers/products/_title.html",
        css="title",
        export=lambda row: row.title,
    ),
    file_column("brand", _("Brand"), lambda row: row.brand),
    file_column("ean", _("EAN"), lambda row: row.ean),
    Column("product_sku", _("Product number"), value=lambda row: row.product_sku, css="drop nowrap"),
    Column(
        "category",
        _("Category"),
        template="offers/products/_place.html",
        css="drop quiet",
        export=lambda row: row.category.code,
    ),
    file_column("merchandise", _("Merchandise structure"), lambda row: row.merchandise.code if row.merchandise else ""),
    Column(
        "missing",
        _("Missing"),
        template="offers/products/_missing.html",
        css="nowrap",
        export=lambda row: "|".join(row.missing_attributes),
    ),
    file_column("pictures", _("Pictures"), lambda row: "|".join(row.media_urls)),
    Column(
        "offers",
        _("Your offers"),
        template="offers/products/_own.html",
        css="num",
        export=lambda row: row.own_offers,
    ),
    Column(
        "changed",
        _("Changed"),
        sort="changed",
        template="offers/_changed.html",
        css="drop quiet nowrap",
        optional=True,
        export=lambda row: row.updated_at,
    ),
)
