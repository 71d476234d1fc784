"""What counts as an answer: said before sending, and decided by the same rule when it is sent (R054, D3)."""

from enum import StrEnum

from marketplace.deadlines.models import Deadline
from messaging.models import QuickReply
from messaging.services.clocks import QUICK_REPLY_COUNTS


class Verdict(StrEnum):
    """Whether a message stops the reply clock, and if not, why."""

    COUNTS = "COUNTS"
    NOBODY_WAITS = "NOBODY_WAITS"
    NOT_TO_CUSTOMER = "NOT_TO_CUSTOMER"
    AUTOMATIC = "AUTOMATIC"
    UNEDITED_QUICK_REPLY = "UNEDITED_QUICK_REPLY"


def judge(*, clock: Deadline | None, body: str, to_customer: bool, is_automatic: bool) -> Verdict:
    """What a message of the shop would be to the running clock. Runs in the shop's scope."""
    if clock is None:
        return Verdict.NOBODY_WAITS
    if not to_customer:
        return Verdict.NOT_TO_CUSTOMER
    if is_automatic:
        return Verdict.AUTOMATIC
    if not clock.policy.get(QUICK_REPLY_COUNTS, True) and is_unedited_quick_reply(body):
        return Verdict.UNEDITED_QUICK_REPLY
    return Verdict.COUNTS


def is_unedited_quick_reply(body: str) -> bool:
    """Whether the text is one of the shop's ready texts as it stands, but for white space."""
    plain = " ".join(body.split())
    return any(" ".join(text.split()) == plain for text in QuickReply.objects.values_list("body", flat=True))
