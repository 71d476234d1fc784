"""Conversations as M10 and M11 write them: plain dictionaries with every documented key, null where empty (trap 1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.actors import ActorKind
from marketplace.shops.models import Shop
from messaging.api.querying import ORDER_ENTITY, Row, Talk
from messaging.choices import Participant, SenderType
from messaging.models import Thread, ThreadEvent

People = Mapping[Participant, dict[str, Any]]
_RECIPIENTS = (
    ("to_customer", Participant.CUSTOMER),
    ("to_shop", Participant.SHOP),
    ("to_operator", Participant.OPERATOR),
)


def people_of(thread: Thread, shop: Shop) -> People:
    """Everybody who may take part: there is one operator, which has no id."""
    order = thread.order
    return {
        Participant.CUSTOMER: _participant(Participant.CUSTOMER, order.customer_id, order.customer_name),
        Participant.SHOP: _participant(Participant.SHOP, str(shop.pk), shop.name),
        Participant.OPERATOR: _participant(Participant.OPERATOR, None, str(Participant.OPERATOR.label)),
    }


def build_thread(thread: Thread, talk: Talk | None, people: People) -> dict[str, Any]:
    """One conversation, with what was said in it where that was read."""
    order_id = thread.order.order_id
    present = {
        Participant.CUSTOMER: thread.has_customer,
        Participant.SHOP: thread.has_shop,
        Participant.OPERATOR: thread.has_operator,
    }
    return {
        "id": thread.thread_id,
        "topic": {"type": thread.topic_type, "value": thread.topic_value},
        "entities": [{"type": ORDER_ENTITY, "id": order_id, "label": order_id}],
        "authorized_participants": list(people.values()),
        "current_participants": [person for kind, person in people.items() if present[kind]],
        "customer_organization": None,
        "date_created": thread.created_at,
        "date_updated": thread.updated_at,
        "metadata": {
            "last_message_date": thread.last_message_at,
            "last_sender": _sender(thread.last_sender_type, thread.last_sender_name, people),
            "shop_reply_needed_since": thread.waiting_since,
            "total_count": thread.message_count,
        },
        "messages": None if talk is None else [build_message(row, people) for row in talk.messages],
        "no_store_reply_needed": None if talk is None else build_settlements(talk.settled),
    }


def build_message(row: Row, people: People) -> dict[str, Any]:
    """One message; the history that a mail quotes is no part of its body."""
    return {
        "id": row["message_id"],
        "body": row["body"],
        "date_created": row["created_at"],
        "from": _sender(row["sender_type"], row["sender_name"], people),
        "to": [people[kind] for name, kind in _RECIPIENTS if row[name]],
        "attachments": row["attachments"],
    }


def build_settlements(events: Iterable[ThreadEvent]) -> list[dict[str, Any]]:
    """When no reply was needed, and on which side somebody said so."""
    return [{"date": event.at, "user_type": _side_of(event)} for event in events]


def _side_of(event: ThreadEvent) -> Participant:
    return Participant.OPERATOR if event.actor_kind == ActorKind.OPERATOR else Participant.SHOP


def _sender(kind: str, name: str, people: People) -> dict[str, Any]:
    organization = people[Participant.SHOP] if kind == SenderType.SHOP_USER else None
    return {"type": kind, "display_name": name, "organization_details": organization}


def _participant(kind: Participant, identity: str | None, name: str) -> dict[str, Any]:
    return {"type": kind, "id": identity, "display_name": name}
