"""The reply clock of a conversation: opened by the first customer message that waits, stopped by the answer (R050)."""

from datetime import datetime

from marketplace.deadlines.models import Deadline
from marketplace.deadlines.policies import due_by_rule, freeze_policy, warn_moment
from marketplace.deadlines.services import open_deadline, settle_deadline, void_deadline
from messaging.kinds import CUSTOMER_REPLY
from messaging.models import Thread

# In the frozen policy: whether a ready text, sent as it stands, counts as the answer (D3).
QUICK_REPLY_COUNTS = "unedited_quick_reply_counts"


def start_clock(*, thread: Thread, at: datetime) -> None:
    """Start the time to answer with the channel's rule frozen (R052); no-op while it runs. The caller saves."""
    if thread.waiting_since is not None:
        return
    channel = thread.channel
    rules = channel.rules_in_force
    hours, clock = rules.reply_hours, rules.reply_clock
    due_at = due_by_rule(channel=channel, opened_at=at, hours=hours, clock=clock)
    policy = freeze_policy(
        rule=CUSTOMER_REPLY,
        name=rules.reply_name,
        channel=channel,
        opened_at=at,
        due_at=due_at,
        hours=hours,
        clock=clock,
    )
    deadline = open_deadline(
        shop_id=thread.shop_id,
        channel_id=thread.channel_id,
        kind=CUSTOMER_REPLY,
        subject_id=str(thread.thread_id),
        opened_at=at,
        due_at=due_at,
        warn_at=warn_moment(channel=channel, opened_at=at, due_at=due_at, clock=clock, percent=rules.warn_percent),
        policy=policy | {QUICK_REPLY_COUNTS: rules.unedited_quick_reply_counts},
    )
    thread.waiting_since, thread.reply_due_at = at, deadline.due_at


def stop_clock(*, thread: Thread, at: datetime) -> Deadline | None:
    """The answer has gone out; None when nobody waited. The caller saves."""
    thread.waiting_since = thread.reply_due_at = None
    return settle_deadline(kind=CUSTOMER_REPLY, subject_id=str(thread.thread_id), at=at)


def drop_clock(*, thread: Thread, at: datetime) -> Deadline | None:
    """No answer is expected any more: neither in time nor late (R057). The caller saves."""
    thread.waiting_since = thread.reply_due_at = None
    return void_deadline(kind=CUSTOMER_REPLY, subject_id=str(thread.thread_id), at=at)


def running_clock(thread: Thread) -> Deadline | None:
    """The reply clock that runs, if one does."""
    found: Deadline | None = (
        Deadline.objects.unresolved().filter(kind=CUSTOMER_REPLY, subject_id=str(thread.thread_id)).first()
    )
    return found
