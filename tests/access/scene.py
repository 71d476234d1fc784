"""One of everything that a URL can name, for a shop; and what is written down of all shops at a moment."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from invoices.choices import Downloader, RenderState
from invoices.models import Invoice
from invoices.services.links import log_download
from invoices.services.runs import start_run
from invoices.services.settings import set_logo
from marketplace.deadlines.models import Deadline
from marketplace.help.defaults import MAKING_OFFERS
from marketplace.help.defaults import install_defaults as install_articles
from marketplace.notices.models import Notice
from marketplace.permissions import Role
from marketplace.shops.models import Channel, Membership, Shop
from marketplace.shops.services import invite_member
from marketplace.tenancy import all_shops, shop_scope
from messaging.models import Attachment, QuickReply
from messaging.services.writing import NewFile
from offers.choices import ImportKind, ImportState
from offers.models import ExportRun, Offer, Product
from offers.services.history import last_change_of
from offers.services.making_exports import make_export
from offers.services.selling import offer_version
from orders.models import Order
from orders.services.dispatch import tracking_version
from orders.services.shipment import Tracking, set_tracking
from shipping.models import Carrier
from tests.factories import messaging
from tests.factories import orders as make
from tests.factories.documents import PDF, make_document
from tests.factories.invoicing import PIXEL, make_invoice
from tests.factories.offers import (
    make_campaign,
    make_entry,
    make_faq,
    make_import,
    make_offer,
    make_product_import,
    make_promotion,
    make_storefront,
)
from tests.factories.offers import make_export as make_export_row
from tests.factories.shipping import make_carrier, make_closure
from tests.factories.shops import NOON, make_key, make_member

PROJECT = (
    "marketplace", "accounts", "shops", "deadlines", "outbox", "files", "search", "notices", "help", "shipping",
    "offers", "orders", "invoices", "messaging", "metrics",
)  # fmt: skip
# Written by every call of a key and every sign-in, whatever comes of them.
_PASSING = {"shops_apikey": {"last_used_at"}, "accounts_user": {"last_login"}}


@dataclass(frozen=True)
class Scene:
    """Ids of rows of one shop, as they stand in its URLs."""

    shop: Shop
    product: Product
    offer: int
    offer_version: str
    offer_change: int
    waiting_import: int
    tried_import: int
    export_pk: int
    paused_offer: int
    waiting_order: str
    waiting_pk: int
    waiting_line: str
    shipping_order: str
    shipped_order: str
    tracking_version: str
    deadline: int
    member: int
    former_member: int
    invitation: int
    key: int
    thread: str
    attachment: str
    quick_reply: int
    notice: int
    closure: int
    article: str
    export: str
    question: int
    promotion: str
    promotion_pk: int
    campaign: str
    open_campaign: str
    product_import: int
    offer_import: int
    price_import: str
    stock_import: str
    document: int
    sent_file: str
    invoice: str
    invoice_pk: int
    failed_invoice: str
    run: int

    @property
    def product_sku(self) -> str:
        return self.product.product_sku

    @property
    def figure(self) -> str:
        """The same for every shop."""
        return "late_shipment_rate"


def make_scene(shop: Shop) -> Scene:
    """One of each, all in a state in which it can be acted on."""
    make.make_reason("NO_STOCK")
    install_articles()
    if not Carrier.objects.filter(code="gls").exists():
        make_carrier(code="gls", label="GLS")
    offer = make_offer(shop)
    orders, shipped = _orders(shop, offer)
    member = make_member(shop, Role.SALES)
    return Scene(
        shop=shop,
        product=offer.product,
        **orders,
        **_people(shop, member),
        **_conversation(shop, shipped, member),
        **_offers(shop, offer),
        **_files(shop),
        **_reductions(shop),
        **_documents(shop, shipped),
        **_invoices(shop),
        closure=make_closure(shop, date(2026, 5, 4), date(2026, 5, 8)).pk,
        article=MAKING_OFFERS,
    )


def _orders(shop: Shop, offer: Offer) -> tuple[dict[str, Any], Order]:
    """Orders to accept, to ship and shipped, the last one too as a row."""
    waiting = make.make_waiting_order(shop, offers=[offer])
    shipped = make.make_shipped_order(shop, offers=[offer])
    shipping = make.make_shipping_order(shop, offers=[offer])
    tracking = Tracking(carrier_code="gls", tracking_number="T-1")
    with shop_scope(shop):
        shipment = set_tracking(order_id=shipped.order_id, tracking=tracking, actor=make.SELLER, at=NOON)
        ids = {
            "waiting_order": waiting.order_id,
            "waiting_pk": waiting.pk,
            "waiting_line": make.lines(waiting)[0].line_id,
            "shipping_order": shipping.order_id,
            "shipped_order": shipped.order_id,
            "tracking_version": tracking_version(shipment),
            "deadline": Deadline.objects.get(kind="order_acceptance", subject_id=waiting.order_id).pk,
        }
    return ids, shipped


def _people(shop: Shop, member: Membership) -> dict[str, Any]:
    """Who works here, did or will."""
    email = f"asked-by-{shop.pk}@people.example"
    with shop_scope(shop):
        invitation = invite_member(shop=shop, email=email, role=Role.SALES, actor=make.SELLER, at=NOON)
        return {
            "member": member.pk,
            "former_member": make_member(shop, Role.SALES, is_active=False).pk,
            "invitation": invitation.pk,
            "key": make_key(member)[0].pk,
        }


def _conversation(shop: Shop, order: Order, member: Membership) -> dict[str, Any]:
    """A customer's question with a file, of which the member is told, and a quick reply."""
    question = messaging.make_question(shop, order=order, files=[NewFile("damage.txt", b"The box was open.")])
    thanks = {"title": "Thanks", "language": "es", "body": "Gracias por escribirnos."}
    with shop_scope(shop):
        return {
            "thread": str(question.thread.thread_id),
            "attachment": str(question.attachments.get().attachment_id),
            "quick_reply": QuickReply.objects.create(shop=shop, updated_at=NOON, **thanks).pk,
            "notice": Notice.objects.get(user=member.user).pk,
        }


def _offers(shop: Shop, offer: Offer) -> dict[str, Any]:
    """An offer that was changed, one that is paused, and a question on every listing."""
    with shop_scope(shop):
        Offer.objects.filter(pk=offer.pk).update(quantity=12)
        offer.refresh_from_db()
        return {
            "offer": offer.pk,
            "offer_version": offer_version(offer),
            "offer_change": last_change_of(offer.pk) or 0,
            "paused_offer": make_offer(shop, is_active=False).pk,
            "question": [make_faq(shop, position=place).pk for place in (1, 2)][1],
        }


def _files(shop: Shop) -> dict[str, Any]:
    """Imports of each kind, one waiting and one tried, and an export."""
    with shop_scope(shop):
        export = _export(shop)
        path = default_storage.save("a-file.csv", ContentFile(b"sku;quantity\n"))
        tried = {"error_path": path, "state": ImportState.COMPLETE, "is_dry_run": True, "finished_at": NOON}
        return {
            "export": str(export.tracking_id),
            "export_pk": export.pk,
            "waiting_import": make_import(shop, path=path).pk,
            "tried_import": make_import(shop, path=path, **tried).pk,
            "product_import": make_product_import(shop).pk,
            "offer_import": make_product_import(shop, kind=ImportKind.OFFERS).pk,
            "price_import": str(make_product_import(shop, kind=ImportKind.PRICES).tracking_id),
            "stock_import": str(make_product_import(shop, kind=ImportKind.STOCK).tracking_id),
        }


def _reductions(shop: Shop) -> dict[str, Any]:
    """A promotion to come, a campaign that the shop has joined, and one that it could join."""
    promotion = make_promotion(shop, starts_at=NOON + timedelta(days=1))
    storefront = make_storefront(Channel.objects.order_by("pk")[0])
    with shop_scope(shop):
        return {
            "promotion": promotion.internal_id,
            "promotion_pk": promotion.pk,
            "campaign": make_entry(shop, make_campaign(storefront)).campaign.code,
            "open_campaign": make_campaign(storefront).code,
        }


def _documents(shop: Shop, order: Order) -> dict[str, Any]:
    """An order's document, which the customer has a link to, and a file that was sent in a message alone."""
    document = make_document(shop, order)
    thread = messaging.start(shop, order=order, files=[NewFile("invoice.pdf", PDF)])
    with shop_scope(shop):
        log_download(document=document, by=Downloader.SELLER, label="Ana Prueba", at=NOON)
        sent = Attachment.objects.get(message__thread=thread)
    return {"document": document.pk, "sent_file": str(sent.attachment_id)}


def _invoices(shop: Shop) -> dict[str, Any]:
    """An issued invoice, one whose PDF could not be made, a run that waits, and a logo."""
    issued, failed = make_invoice(shop), make_invoice(shop)
    with shop_scope(shop):
        Invoice.objects.filter(pk=failed.pk).update(render_state=RenderState.FAILED)
        set_logo(shop_id=shop.pk, name="logo.png", content=PIXEL, at=NOON)
        unpaid = make.make_accepted_order(shop)
        run = start_run(shop_id=shop.pk, order_ids=[unpaid.order_id], actor=make.SELLER, at=NOON)
    return {
        "invoice": str(issued.invoice_id),
        "invoice_pk": issued.pk,
        "failed_invoice": str(failed.invoice_id),
        "run": run.pk,
    }


def _export(shop: Shop) -> ExportRun:
    run = make_export_row(shop)
    make_export(run.pk)
    return run


def all_rows() -> dict[str, list[Any]]:
    """Every row of every table of the project, to be compared with a later look."""
    with all_shops("a test compares all rows"), connection.cursor() as cursor:
        return {table: _rows(cursor, table, columns) for table, columns in _tables()}


def _tables() -> list[tuple[str, list[str]]]:
    models = [model for model in apps.get_models() if model._meta.app_label in PROJECT]
    return [
        (
            model._meta.db_table,
            [
                f.column
                for f in model._meta.concrete_fields
                if f.column and f.column not in _PASSING.get(model._meta.db_table, ())
            ],
        )
        for model in models
    ]


def _rows(cursor: Any, table: str, columns: list[str]) -> list[Any]:
    cursor.execute(f"SELECT {', '.join(map(connection.ops.quote_name, columns))} FROM {table}")  # noqa: S608
    return sorted(cursor.fetchall(), key=str)
