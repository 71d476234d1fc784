"""Every page of the portal, read from the routes, and what each needs to be tried: its objects and a valid post."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from marketplace.portal.views import PortalView, SignedInView
from shipping.services.charges import rates_version
from shipping.tables.columns import GivenRow
from shipping.views.freight_files import pack_rows
from tests.access.scene import Scene
from tests.factories.invoicing import PIXEL

# Faces that are tried elsewhere: the REST API in tests/rest and in test_other_shops.py, the admin by its own tests.
_ELSEWHERE = ("api/", "^api", "admin/")
Post = Callable[[Scene], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """A route of the portal with its view."""

    name: str
    path: str
    view: Any

    def __str__(self) -> str:
        return self.name

    @property
    def methods(self) -> list[str]:
        return [name for name in ("get", "post") if name in self.view.http_method_names and hasattr(self.view, name)]


@dataclass(frozen=True)
class Trial:
    """How a page is tried: `object` names the row of the scene that stands in its path, `post` a form that it takes.

    A `personal` page shows and changes rows of one member: to others of the shop they are not there either. A post that
    `only_tells` writes nothing. A `shared` row is of no shop. Reading a page that `is_logged` is written down.
    """

    object: str = ""
    post: Post | None = None
    personal: bool = False
    only_tells: bool = False
    shared: bool = False
    is_logged: bool = False

    def body(self, scene: Scene) -> dict[str, Any]:
        """The form filled in; empty where the page takes none."""
        return self.post(scene) if self.post else {}


def _closure(first: str, last: str) -> dict[str, Any]:
    """A closure whose effect was shown."""
    days = {"first_day": first, "last_day": last, "seen": f"{first} {last} STAY_OPEN"}
    return {"name": "Away", "kind": "STAY_OPEN", **days}


# The first prices of a shop, as typed and as a file that was looked at.
FREIGHT = {
    "rows": "1",
    "version": rates_version([]),
    "row-0-zone": "ES",
    "row-0-method": "STD",
    "row-0-basis": "LINE",
    "row-0-price": "4.90",
    "row-0-extra_price": "1.20",
    "row-0-free_from": "60",
}
FREIGHT_FILE = {"kept": pack_rows([GivenRow(2, zone="ES", method="STD", basis="ORDER", price="4.90")]), "replace": "1"}

ALL_OFFERS = {"selection_type": "ALL", "named": ""}
PROMOTION = ALL_OFFERS | {
    "description": "Spring",
    "public": "",
    "starts_at": "2030-03-04T00:00",
    "ends_at": "",
    "reward_type": "PERCENTAGE_OFF",
    "reward_value": "10",
    "max_quantity": "",
    "trigger_type": "MINIMUM_QUANTITY",
    "trigger_value": "1",
    "same_item": "on",
    "promo_code": "",
}

TRIALS: dict[str, Trial] = {
    "portal:live": Trial(),
    "deadlines:today": Trial(),
    "deadlines:why": Trial("deadline"),
    "search:all": Trial(),
    "notices:list": Trial(),
    "notices:open": Trial("notice", personal=True),
    "notices:read-all": Trial(post=lambda scene: {}, personal=True),
    "notices:preferences": Trial(post=lambda scene: {"customer_message": ["mail"]}, personal=True),
    "help:list": Trial(),
    "help:article": Trial("article", shared=True),
    "shops:settings": Trial(),
    "shops:profile": Trial(
        post=lambda scene: {"name": "Anew", "email": "anew@shop.example", "phone": "1", "country": "ES"}
    ),
    "shops:members": Trial(post=lambda scene: {"email": "new@people.example", "role": "GROUP_SHOP_SALES"}),
    "shops:member-role": Trial("member", lambda scene: {"role": "GROUP_SHOP_INVENTORY"}),
    "shops:member-off": Trial("member", lambda scene: {}),
    "shops:member-on": Trial("former_member", lambda scene: {}),
    "shops:invitation-resend": Trial("invitation", lambda scene: {}),
    "shops:invitation-withdraw": Trial("invitation", lambda scene: {}),
    "shops:keys": Trial(post=lambda scene: {"label": "ERP", "scope": "some", "rights": ["ORDER_READ"]}),
    "shops:key-revoke": Trial("key", lambda scene: {}),
    "shipping:preparation": Trial(post=lambda scene: {"lead_time_days": "5"}),
    "shipping:preparation-formerly": Trial(),
    "shipping:preview": Trial(),
    "shipping:freight": Trial(post=lambda scene: FREIGHT),
    "shipping:contingency": Trial(post=lambda scene: FREIGHT),
    "shipping:freight-file": Trial(post=lambda scene: FREIGHT_FILE),
    "shipping:contingency-file": Trial(post=lambda scene: FREIGHT_FILE),
    "shipping:carriers": Trial(post=lambda scene: {"carriers": ["gls"]}),
    "shipping:calendar": Trial(post=lambda scene: {"whose": "own", "weekdays": ["1", "2", "3", "6"]}),
    "shipping:closure-new": Trial(post=lambda scene: _closure("2026-08-03", "2026-08-07")),
    "shipping:closure-effect": Trial(),
    "shipping:closure": Trial("closure", lambda scene: _closure("2026-06-01", "2026-06-05")),
    "shipping:closure-remove": Trial("closure", lambda scene: {}),
    "offers:products": Trial(),
    "offers:mappings": Trial(
        post=lambda scene: {
            "column-name": "Farbe",
            "column-target": "title",
            "category-name": "Leuchten",
            "category-target": scene.product.category.code,
        }
    ),
    "offers:product-new": Trial(
        post=lambda scene: {"title": "Lamp", "category": scene.product.category.code, "version": ""}
    ),
    "offers:product": Trial("product_sku", shared=True),
    "offers:product-save": Trial("product_sku", lambda scene: {"brand": "New"}, shared=True),
    "offers:list": Trial(),
    "offers:new": Trial(
        post=lambda scene: {
            "product": scene.product.product_sku,
            "shop_sku": "NEW-1",
            "price": "9.90",
            "quantity": "3",
            "condition": "11",
            "sheet_confirmed": "on",
        }
    ),
    "offers:stock-settings": Trial(post=lambda scene: {"safety_stock": "3", "stock_alert": "5"}),
    "offers:imports": Trial(),
    "offers:import-new": Trial(
        post=lambda scene: {"kind": "OFFERS", "file": SimpleUploadedFile("offers.csv", b"sku;price\nA;1\n")}
    ),
    "offers:import-template": Trial(),
    "offers:import": Trial("tried_import"),
    "offers:import-cancel": Trial("waiting_import", lambda scene: {}),
    "offers:import-run": Trial("tried_import", lambda scene: {}),
    "offers:import-file": Trial("tried_import"),
    "offers:import-errors": Trial("tried_import"),
    "offers:exports": Trial(post=lambda scene: {"with_inactive": "on"}),
    "offers:export-file": Trial("export_pk"),
    "offers:bulk": Trial(
        post=lambda scene: {"selected": [scene.offer], "step": "look", "stock_how": "set", "stock_value": "4"},
        only_tells=True,
    ),
    "offers:price": Trial("offer", lambda scene: {"price": "8.80", "version": scene.offer_version}),
    "offers:stock": Trial("offer", lambda scene: {"quantity": "9", "version": scene.offer_version}),
    "offers:undo": Trial("offer", lambda scene: {"change": scene.offer_change}),
    "offers:confirm-sheet": Trial("offer", lambda scene: {}),
    "offers:pause-many": Trial(post=lambda scene: {"selected": [scene.offer]}),
    "offers:activate-many": Trial(post=lambda scene: {"selected": [scene.paused_offer]}),
    "offers:edit": Trial("offer"),
    "offers:save": Trial(
        "offer", lambda scene: {"price": "9.90", "quantity": "3", "condition": "11", "version": scene.offer_version}
    ),
    "offers:pause": Trial("offer", lambda scene: {}),
    "offers:activate": Trial("paused_offer", lambda scene: {}),
    "offers:remove": Trial("offer", lambda scene: {}),
    "offers:campaigns": Trial(),
    "offers:past-campaigns": Trial(),
    "offers:campaign": Trial("open_campaign", lambda scene: {**ALL_OFFERS, "percent_total_price": "10"}, shared=True),
    "offers:campaign-leave": Trial("campaign", lambda scene: {}, shared=True),
    "offers:promotions": Trial(),
    "offers:promotion-new": Trial(post=lambda scene: PROMOTION),
    "offers:promotion": Trial("promotion_pk", lambda scene: PROMOTION),
    "offers:promotion-stop": Trial("promotion_pk", lambda scene: {}),
    "offers:presentation": Trial(post=lambda scene: {"description_template": "{{title}}", "warranty": "2 years"}),
    "offers:faq-new": Trial(post=lambda scene: {"question": "New?", "answer": "Yes."}),
    "offers:faq": Trial("question", lambda scene: {"question": "New?", "answer": "Never used."}),
    "offers:faq-move": Trial("question", lambda scene: {"direction": "up"}),
    "offers:faq-remove": Trial("question", lambda scene: {}),
    "offers:faq-new-product": Trial("offer", lambda scene: {"question": "How big?", "answer": "40 cm."}),
    "offers:preview": Trial("offer"),
    "offers:completeness": Trial(),
    "orders:list": Trial(),
    "orders:lead-time": Trial(post=lambda scene: {"lead_time_days": "5"}),
    "orders:accept-many": Trial(post=lambda scene: {"selected": [scene.waiting_pk]}),
    "orders:detail": Trial("waiting_order"),
    "orders:accept": Trial("waiting_order", lambda scene: {}),
    "orders:decide": Trial("waiting_order", lambda scene: {"line-1-decision": "refuse", "line-1-reason": "NO_STOCK"}),
    "orders:refuse": Trial("waiting_order", lambda scene: {"reason": "NO_STOCK"}),
    "orders:ship": Trial("shipping_order", lambda scene: {"carrier": "gls", "tracking_number": "T-9"}),
    "orders:delay": Trial("shipping_order", lambda scene: {"delivery_day": "2026-04-01", "words": "Sorry."}),
    "orders:tracking": Trial(
        "shipped_order",
        lambda scene: {"carrier": "gls", "tracking_number": "T-9", "version": scene.tracking_version},
    ),
    "messaging:inbox": Trial(),
    "messaging:thread": Trial("thread"),
    "messaging:news": Trial("thread"),
    "messaging:answer-times": Trial(),
    "messaging:file": Trial("attachment"),
    "messaging:send": Trial("thread", lambda scene: {"body": "It comes tomorrow.", "to_customer": "on"}),
    "messaging:preview": Trial("thread", lambda scene: {"body": "It comes.", "to_customer": "on"}, only_tells=True),
    "messaging:no-reply-needed": Trial("thread", lambda scene: {}),
    "messaging:new": Trial(
        "shipping_order", lambda scene: {"subject": "Your address", "body": "Is it right?", "to_customer": "on"}
    ),
    "messaging:quick-replies": Trial(),
    "messaging:quick-reply-new": Trial(post=lambda scene: {"title": "Sorry", "language": "de", "body": "Leider."}),
    "messaging:quick-reply": Trial(
        "quick_reply", lambda scene: {"title": "Thanks", "language": "de", "body": "Vielen Dank."}
    ),
    "messaging:quick-reply-remove": Trial("quick_reply", lambda scene: {}),
    "invoices:missing": Trial(),
    "invoices:finance": Trial(),
    "invoices:upload": Trial(
        "shipped_order",
        lambda scene: {"type": "CUSTOMER_INVOICE", "file": SimpleUploadedFile("another.pdf", b"%PDF-1.4\n")},
    ),
    "invoices:refile": Trial("shipped_order", lambda scene: {"attachment_id": scene.sent_file}),
    "invoices:slip": Trial("shipped_order"),
    "invoices:document": Trial("document", is_logged=True),
    "invoices:remove": Trial("document", lambda scene: {}),
    "invoices:send-link": Trial("document", lambda scene: {}),
    "invoices:revoke-links": Trial("document", lambda scene: {}),
    "invoices:issued": Trial(),
    "invoices:download-many": Trial(post=lambda scene: {"selected": [scene.invoice_pk]}, only_tells=True),
    "invoices:issue-many": Trial(post=lambda scene: {"selected": [scene.waiting_pk], "step": "do"}),
    "invoices:run": Trial("run"),
    "invoices:run-cancel": Trial("run", lambda scene: {}),
    "invoices:invoice": Trial("invoice"),
    "invoices:pdf": Trial("invoice"),
    "invoices:correct": Trial("invoice", lambda scene: {"reason": "Wrong", "way": "whole"}),
    "invoices:render-again": Trial("failed_invoice", lambda scene: {}),
    "invoices:issue": Trial("shipping_order", lambda scene: {"kind": "FULL"}),
    "invoices:settings": Trial(
        post=lambda scene: {"full_prefix": "A", "simplified_prefix": "B", "corrective_prefix": "C", "note": "Hello"}
    ),
    "invoices:logo": Trial(post=lambda scene: {"logo": SimpleUploadedFile("logo.png", PIXEL)}),
    "invoices:logo-remove": Trial(post=lambda scene: {}),
    "metrics:dashboard": Trial(),
    "metrics:performance": Trial(),
    "metrics:figure": Trial("figure", shared=True),
}


def pages_of_shops() -> list[Page]:
    """Every page that belongs to one shop."""
    return [page for page in all_pages() if "<int:shop_id>" in page.path]


def pages_of_persons() -> list[Page]:
    """Every page for whoever is signed in, of no shop."""
    return [page for page in all_pages() if _is(page, SignedInView) and not _is(page, PortalView)]


def other_pages() -> list[Page]:
    """What is left: the pages of sign-in, invitations, health."""
    known = {*pages_of_shops(), *pages_of_persons()}
    return [page for page in all_pages() if page not in known]


def all_pages() -> list[Page]:
    """Every route that is no REST operation and not the operator's."""
    return list(_walk(get_resolver("marketplace.urls"), "", ""))


def url_of(page: Page, scene: Scene, *, row: str = "") -> str:
    """The page's address for the scene's row, or for another one."""
    found = row or str(getattr(scene, TRIALS[page.name].object, ""))
    path = page.path.replace("<int:shop_id>", str(scene.shop.pk))
    head, _open, rest = path.partition("<")
    return f"/{head}{found}{rest.partition('>')[2]}" if rest else f"/{head}"


def _is(page: Page, base: type) -> bool:
    return isinstance(page.view, type) and issubclass(page.view, base)


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if path.startswith(_ELSEWHERE):
            continue
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield Page(f"{space}{entry.name}", path, getattr(entry.callback, "view_class", entry.callback))
