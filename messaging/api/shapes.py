"""What the operations answer, for the OpenAPI document."""

from datetime import datetime

from marketplace.rest.shapes import Maybe, Shape

_PARTICIPANT: Shape = {"type": str, "id": str | None, "display_name": str}
_SENDER: Shape = {"type": str, "display_name": str, "organization_details": Maybe(_PARTICIPANT)}
_ATTACHMENT: Shape = {"id": str, "name": str, "size": int}
_NO_REPLY: Shape = {"date": datetime, "user_type": str}
_MESSAGE: Shape = {
    "id": str,
    "body": str,
    "date_created": datetime,
    "from": _SENDER,
    "to": [_PARTICIPANT],
    "attachments": [_ATTACHMENT],
}
_HEAD: Shape = {
    "id": str,
    "topic": {"type": str, "value": str},
    "entities": [{"type": str, "id": str, "label": str}],
    "authorized_participants": [_PARTICIPANT],
    "current_participants": [_PARTICIPANT],
    "customer_organization": Maybe({"id": str, "display_name": str}),
    "date_created": datetime,
    "date_updated": datetime,
    "metadata": {
        "last_message_date": datetime,
        "last_sender": _SENDER,
        "shop_reply_needed_since": datetime | None,
        "total_count": int,
    },
}
THREAD: Shape = {**_HEAD, "messages": [_MESSAGE], "no_store_reply_needed": [_NO_REPLY]}
THREADS: Shape = {
    "data": [{**_HEAD, "messages": Maybe([_MESSAGE]), "no_store_reply_needed": Maybe([_NO_REPLY])}],
}
WRITTEN: Shape = {"message_id": str, "thread_id": str}

# Ours.
JUDGED: Shape = {**WRITTEN, "counts_as_answer": bool, "reason": str}
SETTLED: Shape = {"thread_id": str, "shop_reply_needed_since": datetime | None, "no_store_reply_needed": [_NO_REPLY]}
INBOX: Shape = {
    "data": [
        {
            "thread_id": str,
            "order_id": str,
            "channel_code": str,
            "customer_name": str,
            "topic": {"type": str, "value": str, "label": str},
            "waiting_since": datetime | None,
            "reply_due_at": datetime | None,
            "overdue": bool,
            "last_message": {"date": datetime, "sender_type": str, "sender_name": str, "text": str},
            "message_count": int,
            "date_created": datetime,
            "date_updated": datetime,
        }
    ]
}
WHOLE_MESSAGES: Shape = {
    "data": [
        {
            **_MESSAGE,
            "quoted": str | None,
            "sender_address": str | None,
            "source": str,
            "is_automatic": bool,
            "is_answer": bool,
            "delivery": str | None,
        }
    ]
}
