"""The list of issued invoices as declared to the portal: tabs, orders, columns of screen and file."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invoices.choices import InvoiceKind, RenderState
from invoices.models import Invoice
from marketplace.permissions import Right
from marketplace.portal.lists import BulkAction, Column, Sort, Tab, file_column
from marketplace.portal.paging import SortField

TABS = (
    Tab("all", _("All")),
    Tab(
        "corrective",
        _("Corrective invoices"),
        lambda invoices: invoices.filter(kind=InvoiceKind.CORRECTIVE),
        empty_title=_("No invoice was corrected"),
        empty_text=_("A corrective invoice takes back what an issued one got wrong. Correct it on its page."),
    ),
    Tab(
        "failed",
        _("Without PDF"),
        lambda invoices: invoices.filter(render_state=RenderState.FAILED),
        late=True,
        empty_title=_("Every PDF could be made"),
        empty_text=_("Invoices whose PDF could not be made would stand here."),
    ),
)

SORTS = (
    Sort("issued", _("date"), (SortField("issued_at", descending=True), SortField("pk", descending=True))),
    Sort("number", _("number"), (SortField("series_id"), SortField("number"), SortField("pk"))),
    Sort("total", _("amount"), (SortField("total", descending=True), SortField("pk", descending=True))),
)

BULK = (
    BulkAction(
        "download",
        _("Download 1 PDF"),
        _("Download %n PDF files"),
        "invoices:download-many",
        Right.ORDER_READ,
        main=True,
    ),
)


def recipient_name(invoice: Invoice) -> str:
    """To whom it was issued; empty for a simplified one, which names nobody."""
    return str((invoice.recipient or {}).get("name", ""))


COLUMNS = (
    Column(
        "number",
        pgettext_lazy("invoice", "Number"),
        sort="number",
        template="invoices/_number.html",
        export=lambda i: i.invoice_number,
    ),
    Column("kind", _("Kind"), template="invoices/_kind.html", export=lambda i: i.get_kind_display()),
    Column("order", _("Order"), template="invoices/_of_order.html", export=lambda i: i.order.order_id),
    Column("recipient", _("Issued to"), template="invoices/_issued_to.html", export=recipient_name),
    Column("channel", _("Channel"), value=lambda i: i.channel.label, css="drop quiet", optional=True),
    Column("issued", _("Date"), sort="issued", template="invoices/_issued_on.html", export=lambda i: i.issued_on),
    Column("paper", _("PDF"), template="invoices/_paper.html"),
    Column(
        "total",
        _("Total"),
        template="invoices/_total.html",
        sort="total",
        css="num",
        export=lambda i: i.total,
    ),
    file_column("net", _("Net"), lambda i: i.total_net),
    file_column("tax", _("Tax"), lambda i: i.total_tax),
    file_column("currency", _("Currency"), lambda i: i.currency),
    file_column("corrects", _("Corrects"), lambda i: i.corrects.invoice_number if i.corrects else ""),
)
