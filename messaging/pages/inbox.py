"""The list of conversations: tab, filters and page as the URL names them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from marketplace import clock
from marketplace.deadlines.cards import cards_for
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.models import Deadline
from marketplace.portal.deadline_card import DeadlineCard
from marketplace.portal.lists import Tab, TabLink, capped_count
from marketplace.portal.paging import AFTER, BEFORE, CursorInvalid, Page, SortField, read_page
from messaging.choices import SenderType
from messaging.filtersets import ThreadFilterSet
from messaging.kinds import CUSTOMER_REPLY
from messaging.models import Thread
from messaging.topics import topic_labels

PAGE_ROWS = 50
FILTERS = ("q", "channel")
_SALT = "messaging.inbox"
_MOST_URGENT = (SortField("reply_due_at"), SortField("pk"))
_NEWEST = (SortField("last_message_at", descending=True), SortField("pk", descending=True))
# Large, and nothing of them stands in a row.
_HEAVY = ("order__promise_policy", "order__billing_address", "order__shipping_address")

TO_ANSWER = Tab(
    "todo",
    _("To answer"),
    lambda threads: threads.waiting(),
    empty_title=_("Nobody waits for an answer"),
    empty_text=_("Customers' messages appear here as they come in, the most urgent first."),
)
OVERDUE = Tab(
    "overdue",
    pgettext_lazy("tab", "Overdue"),
    lambda threads: threads.overdue(clock.now()),
    late=True,
    empty_title=_("Nothing is overdue"),
    empty_text=_("Conversations whose answer is late would stand here."),
)
ALL = Tab(
    "all",
    _("All"),
    empty_title=_("No conversation yet"),
    empty_text=_(
        "Customers write about their orders by mail or through the shop front."
        " You can begin a conversation on an order."
    ),
)
TABS = (TO_ANSWER, OVERDUE, ALL)
_OUTCOMES = {
    Outcome.MET: pgettext_lazy("conversation", "Answered in time"),
    Outcome.LATE: pgettext_lazy("conversation", "Answered late"),
    Outcome.VOID: pgettext_lazy("conversation", "No reply needed"),
}
_SPEAKERS = {
    SenderType.SHOP_USER: pgettext_lazy("who wrote the words", "You: %(words)s"),
    SenderType.OPERATOR_USER: pgettext_lazy("who wrote the words", "Operator: %(words)s"),
}


@dataclass(frozen=True)
class ThreadRow:
    """One conversation in the list: its chip while somebody waits, else how it was settled."""

    thread: Thread
    url: str
    topic: str
    words: str
    card: DeadlineCard | None
    outcome: str
    is_open: bool


class Inbox:
    """The list as one request asks for it; read when a template first prints it."""

    def __init__(self, *, query: QueryDict, shop_id: int, at: datetime, opened: UUID | None = None) -> None:
        self._query = query
        self._shop_id = shop_id
        self._at = at
        self._opened = opened

    @cached_property
    def tab(self) -> Tab:
        wanted = self._query.get("tab")
        return next((tab for tab in TABS if tab.code == wanted), TO_ANSWER)

    @cached_property
    def filterset(self) -> ThreadFilterSet:
        return ThreadFilterSet(self._query, queryset=self.tab.narrow(Thread.objects.all()))

    @cached_property
    def matching(self) -> QuerySet[Thread]:
        """The conversations that tab and filters let through; a filter that cannot be read lets none through."""
        matching: QuerySet[Thread] = self.filterset.qs if self.filterset.is_valid() else Thread.objects.none()
        return matching

    @cached_property
    def page(self) -> Page:
        fields = _NEWEST if self.tab is ALL else _MOST_URGENT
        rows = self.matching.select_related("order", "channel").defer(*_HEAVY)
        after, before = self._query.get(AFTER, ""), self._query.get(BEFORE, "")
        try:
            return read_page(rows, fields, size=PAGE_ROWS, salt=_SALT, after=after, before=before)
        except CursorInvalid:
            return read_page(rows, fields, size=PAGE_ROWS, salt=_SALT)

    @cached_property
    def rows(self) -> list[ThreadRow]:
        threads = self.page.rows
        waiting = [str(thread.thread_id) for thread in threads if thread.reply_due_at]
        cards = cards_for(waiting, self._at, kinds=(CUSTOMER_REPLY,))
        outcomes = last_outcomes([str(thread.thread_id) for thread in threads if not thread.reply_due_at])
        labels = topic_labels() if threads else {}
        return [self._row(thread, cards, outcomes, labels) for thread in threads]

    @cached_property
    def tabs(self) -> list[TabLink]:
        """With their counts, whatever the filters say: they are what is to do."""
        return [self._tab_link(tab) for tab in TABS]

    @property
    def is_filtered(self) -> bool:
        return any(self._query.get(name) for name in FILTERS)

    @property
    def question(self) -> str:
        return self._query.get("q", "")

    @property
    def channel_field(self) -> Any:
        """The choice among channels; none where the shop has only one."""
        bound = self.filterset.form["channel"]
        return bound if len(list(bound.field.choices)) > 2 else None

    @property
    def previous_query(self) -> str:
        return self.query(**{BEFORE: self.page.previous}) if self.page.previous else ""

    @property
    def following_query(self) -> str:
        return self.query(**{AFTER: self.page.following}) if self.page.following else ""

    @property
    def clear_query(self) -> str:
        """The tab without its filters."""
        return self.query(**dict.fromkeys(FILTERS, ""))

    @property
    def here(self) -> str:
        """Tab, filters and page of this list, to be carried along; empty for the list as it first stands."""
        return self.query(**self._place).removeprefix("?")

    @property
    def poll_query(self) -> str:
        """What asks for this list again, beside whichever conversation is open then."""
        return self.query(**self._place, part="threads")

    @property
    def _place(self) -> dict[str, str]:
        return {name: value for name in (AFTER, BEFORE) if (value := self._query.get(name, ""))}

    def query(self, **changes: str) -> str:
        """The list with some parameters changed, as a query alone: it holds whether a conversation is open or not."""
        values = {name: self._query.get(name, "") for name in FILTERS} | {"tab": self.tab.code} | changes
        if values["tab"] == TO_ANSWER.code:
            del values["tab"]
        chosen = QueryDict(mutable=True)
        chosen.update({name: value for name, value in values.items() if value})
        return f"?{chosen.urlencode()}"

    def next_to_answer(self, *, but: int) -> Thread | None:
        """The most urgent conversation of this list that waits."""
        waiting = self.matching.filter(reply_due_at__isnull=False)
        return waiting.exclude(pk=but).order_by("reply_due_at", "pk").first()

    def url_of(self, thread: Thread) -> str:
        """The page of a conversation beside this list."""
        return _with_query(reverse("messaging:thread", args=[self._shop_id, thread.thread_id]), self.here)

    @property
    def url(self) -> str:
        """This list with no conversation open."""
        return _with_query(reverse("messaging:inbox", args=[self._shop_id]), self.here)

    def _row(
        self,
        thread: Thread,
        cards: Mapping[str, list[DeadlineCard]],
        outcomes: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> ThreadRow:
        key = str(thread.thread_id)
        return ThreadRow(
            thread=thread,
            url=self.url_of(thread),
            topic=labels.get(thread.topic_value, thread.topic_value),
            words=last_words(thread),
            card=next(iter(cards.get(key, ())), None),
            outcome=outcomes.get(key, ""),
            is_open=thread.thread_id == self._opened,
        )

    def _tab_link(self, tab: Tab) -> TabLink:
        count = capped_count(tab.narrow(Thread.objects.all()))
        return TabLink(tab.label, self.query(tab=tab.code), count, tab is self.tab, tab.late and count != "0")


def last_words(thread: Thread) -> str:
    """What was written last, and by whom where it was not the customer."""
    words = thread.last_text or pgettext("message", "(no text)")
    speaker = _SPEAKERS.get(SenderType(thread.last_sender_type))
    return str(speaker) % {"words": words} if speaker else words


def last_outcomes(thread_ids: Collection[str]) -> dict[str, str]:
    """How each conversation was last settled, in words and in one query; without a clock there is nothing to say."""
    if not thread_ids:
        return {}
    settled = Deadline.objects.of_subjects(thread_ids).of_kinds([CUSTOMER_REPLY]).filter(closed_at__isnull=False)
    last = settled.order_by("subject_id", "-closed_at", "-pk").distinct("subject_id")
    return {row.subject_id: str(_OUTCOMES[Outcome(row.outcome)]) for row in last.only("subject_id", "outcome")}


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
