"""What the operations on documents answer, for the OpenAPI document."""

from datetime import datetime
from decimal import Decimal

from marketplace.deadlines.api.shapes import DEADLINE
from marketplace.rest.shapes import Maybe, Shape

TYPES: Shape = {
    "documents": [{"code": str, "description": str, "entity": str, "label": str, "mime_types": [str]}],
}
DOCUMENTS: Shape = {
    "order_documents": [
        {"date_uploaded": datetime, "file_name": str, "file_size": int, "id": int, "order_id": str, "type": str}
    ],
    "total_count": int,
}
_INPUT: Shape = {"entity": Maybe({"id": str, "type": str}), "file_name": str | None, "type_code": str | None}
UPLOADED: Shape = {
    "errors_count": int,
    "order_documents": [{"errors": [{"code": str, "field": str, "message": str}], "input": _INPUT}],
}

# Ours.
_LINK: Shape = {"id": int, "sent_at": datetime, "revoked_at": datetime | None}
_DOWNLOAD: Shape = {"at": datetime, "by": str, "name": str | None, "link_id": int | None}
DOCUMENT: Shape = {
    "id": int,
    "order_id": str,
    "type": str,
    "type_label": str,
    "file_name": str,
    "file_size": int,
    "mime_type": str,
    "source": str,
    "date_uploaded": datetime,
    "uploaded_by": str,
    "can_be_removed": bool,
    "links": [_LINK],
    "customer_downloads": int,
    "downloads": [_DOWNLOAD],
}
ORDER_DOCUMENTS: Shape = {
    "order_id": str,
    "has_invoice": bool,
    "invoice_missing": bool,
    "deadline": Maybe(DEADLINE),
    "documents": [DOCUMENT],
    "files_of_messages": [
        {
            "attachment_id": str,
            "file_name": str,
            "file_size": int,
            "sent_at": datetime,
            "sent_by": str,
            "can_be_filed": bool,
        }
    ],
}
WITHOUT_INVOICE: Shape = {
    "data": [
        {
            "order_id": str,
            "order_state": str,
            "shipped_date": datetime,
            "customer_name": str,
            "has_billing_address": bool,
            "total_price": Decimal,
            "currency_iso_code": str,
            "deadline": Maybe(DEADLINE),
        }
    ],
    "total_count": int,
    "overdue_count": int,
}
LINKED: Shape = {"document_id": int, "link": _LINK}
REVOKED: Shape = {"document_id": int, "revoked": int}
