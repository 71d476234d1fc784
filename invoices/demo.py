"""The demo's documents and invoices: filed in time, filed late, missing, overdue."""

from typing import Any

from invoices.demo_documents import has_documents, upload_invoices
from invoices.demo_issuing import issue_some, start_a_run
from marketplace.shops.models import Shop


def load(demo: Any) -> None:
    """Tell every demo shop's story. Does nothing where its documents exist."""
    for shop in Shop.objects.filter(pk__in=[entry["shop_id"] for entry in demo.shops]).order_by("pk"):
        if not has_documents(shop):
            issue_some(shop=shop, now=demo.now)
            upload_invoices(shop=shop, now=demo.now)
            start_a_run(shop=shop, now=demo.now)
