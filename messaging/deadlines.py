"""The clock of a conversation: who sees it, what its rule says, and what missing it does."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.registry import DeadlineKind
from marketplace.deadlines.registry import register as register_kind
from marketplace.permissions import Right
from messaging.kinds import CUSTOMER_REPLY, SUBJECT
from messaging.models import Thread
from messaging.pages.subjects import thread_url, threads_to_answer


def register() -> None:
    """Make the kind known; called at start."""
    register_kind(
        DeadlineKind(
            code=CUSTOMER_REPLY,
            subject_type=SUBJECT,
            label=gettext_lazy("Answer the customer"),
            right=Right.MESSAGE_READ,
            rule_text=_hours_to_answer,
            missed_text=gettext_lazy("It counts as a late answer, and your average answer time goes on growing."),
            title=_title,
            url=thread_url,
            icon="mail",
            act_right=Right.MESSAGE_WRITE,
            is_silent=_is_of_the_past,
            subjects=threads_to_answer,
        )
    )


def _title(_thread_id: str) -> str:
    return _("Conversation with a customer")


def _is_of_the_past(thread_id: str) -> bool:
    """Orders of the past send no notice."""
    return Thread.objects.filter(thread_id=thread_id, order__is_imported=True).exists()


def _hours_to_answer(policy: Mapping[str, Any]) -> str:
    hours = int(policy.get("hours") or 0)
    if policy.get("clock") == PolicyClock.WORKING:
        text = ngettext(
            "Answer within %(hours)s working hour of the customer's first unanswered message.",
            "Answer within %(hours)s working hours of the customer's first unanswered message.",
            hours,
        )
    else:
        text = ngettext(
            "Answer within %(hours)s hour of the customer's first unanswered message.",
            "Answer within %(hours)s hours of the customer's first unanswered message.",
            hours,
        )
    return text % {"hours": hours}
