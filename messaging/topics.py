"""What a conversation is about: free words, or a reason of the operator's list."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.errors import refusal
from messaging.choices import TopicType
from orders.choices import ReasonType
from orders.models import Reason

LONGEST = 255
# "Re:", "Fwd:" and what mail programs in the marketplace's languages write instead, in any number.
_ANSWER_MARKS = re.compile(r"^(?:\s*(?:re|aw|antw|rv|res|enc|fw|fwd|wg)(?:\[\d+\])?\s*:)+", re.IGNORECASE)
# What our own mails put before the subject: an order's number holds no white space and has a digit.
_ORDER_MARK = re.compile(r"^\s*\[(?=[^\]\s]*\d)[^\]\s]{1,80}\]")


@dataclass(frozen=True)
class Topic:
    """A topic as it was given."""

    type: str
    value: str


def free_topic(subject: str, *, order_id: str) -> Topic:
    """The topic of a customer's subject; one without words is named after the order."""
    return Topic(TopicType.FREE_TEXT, bare_subject(subject) or order_id)


def bare_subject(subject: str) -> str:
    """A subject without answer marks and without the order that our own mails put before it."""
    plain = " ".join(subject.split())
    while (shorter := _ORDER_MARK.sub("", _ANSWER_MARKS.sub("", plain)).strip()) != plain:
        plain = shorter
    return plain[:LONGEST]


def check_topic(topic: Topic) -> None:
    """Raises ValidationFailed for an empty topic, and for a reason that sellers may not use."""
    if topic.type not in TopicType.values:
        raise refusal("VALIDATION_ERROR", "topic.type", _("A topic is FREE_TEXT or REASON_CODE."))
    if not topic.value.strip():
        raise refusal("TOPIC_REQUIRED", "topic.value", _("Say what it is about."))
    if topic.type == TopicType.REASON_CODE and not _reasons().filter(code=topic.value).exists():
        raise refusal("REASON_NOT_FOUND", "topic.value", _("There is no such reason for a message on an order."))


def reason_topics() -> list[tuple[str, str]]:
    """Codes and labels of the reasons that a seller may begin a conversation with, in the reader's language."""
    language = get_language() or "en"
    return [(reason.code, reason.label_in(language)) for reason in _reasons()]


def topic_labels() -> dict[str, str]:
    """Labels by code of every reason that a conversation may stand under."""
    language = get_language() or "en"
    reasons = Reason.objects.filter(type=ReasonType.ORDER_MESSAGING)
    return {reason.code: reason.label_in(language) for reason in reasons}


def _reasons() -> QuerySet[Reason]:
    return Reason.objects.filter(type=ReasonType.ORDER_MESSAGING, is_shop_right=True)
