"""Today, the queue of everything with a clock; and the reason behind one deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.deadlines import queue, registry
from marketplace.deadlines.cards import card_of
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.queue import QueueTab, Tally
from marketplace.deadlines.registry import DeadlineKind
from marketplace.errors import Forbidden, NotFound
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.deadline_card import DeadlineCard
from marketplace.portal.lists import COUNT_CAP, TabLink
from marketplace.portal.paging import AFTER, BEFORE, CursorInvalid, Page, SortField, read_page
from marketplace.portal.views import PortalView

PAGE_ROWS = 50
_URGENCY = (SortField("due_at"), SortField("pk"))


@dataclass(frozen=True)
class QueueRow:
    """A deadline in the queue: its chip, its subject, and where to act."""

    deadline: Deadline
    kind: DeadlineKind
    card: DeadlineCard

    @property
    def title(self) -> str:
        return self.kind.title(self.deadline.subject_id)

    @property
    def url(self) -> str:
        return self.kind.url(self.deadline.shop_id, self.deadline.subject_id)


class TodayView(PortalView):
    """What to do next: every unresolved deadline that the member may see, most urgent first."""

    permission = Right.DEADLINE_READ
    area = "today"
    template_name = "deadlines/today.html"
    fragment_name = "deadlines/_today.html"

    @cached_property
    def at(self) -> datetime:
        return clock.now()

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        return queue.count_by_kind(rights=self.member.rights, at=self.at)

    @cached_property
    def tabs(self) -> list[QueueTab]:
        return queue.tabs_for(self.tallies)

    @cached_property
    def tab(self) -> QueueTab:
        wanted = self.request.GET.get("kind")
        return next((tab for tab in self.tabs if tab.code == wanted), self.tabs[0])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.read()
        rows = [QueueRow(deadline=row, kind=registry.get(row.kind), card=card_of(row, self.at)) for row in page.rows]
        return super().get_context_data(
            rows=rows,
            tabs=self.tab_links(),
            summary=self.tabs[0].tally,
            today=formats.write_far_day(self.at.astimezone(formats.reader_zone()).date()),
            page_title=self.page_title,
            previous_url=self._url(**{BEFORE: page.previous}) if page.previous else "",
            following_url=self._url(**{AFTER: page.following}) if page.following else "",
            is_first_tab=self.tab is self.tabs[0],
            **kwargs,
        )

    def read(self) -> Page:
        found = Deadline.objects.unresolved().of_kinds(self.tab.kinds).select_related("channel")
        query, salt = self.request.GET, "deadlines.today"
        try:
            return read_page(
                found, _URGENCY, size=PAGE_ROWS, salt=salt, after=query.get(AFTER, ""), before=query.get(BEFORE, "")
            )
        except CursorInvalid:
            return read_page(found, _URGENCY, size=PAGE_ROWS, salt=salt)

    def tab_links(self) -> list[TabLink]:
        return [
            TabLink(
                label=tab.label,
                url=self._url(kind=tab.code),
                count=formats.write_count(tab.tally.unresolved, cap=COUNT_CAP),
                current=tab is self.tab,
                late=bool(tab.tally.overdue),
            )
            for tab in self.tabs
        ]

    @property
    def page_title(self) -> str:
        """Tells browser tabs apart: "2 overdue · Today · Shop"."""
        overdue = self.tabs[0].tally.overdue
        first = [ngettext("%(n)s overdue", "%(n)s overdue", overdue) % {"n": overdue}] if overdue else []
        return " · ".join([*first, _("Today"), self.shop.name])

    def _url(self, **changes: str) -> str:
        """This page's URL, in the current tab unless another is named."""
        query = {"kind": self.tab.code} | changes
        if query["kind"] == self.tabs[0].code:
            del query["kind"]
        path = reverse("deadlines:today", args=[self.shop.pk])
        return f"{path}?{urlencode(query)}" if query else path


class WhyView(PortalView):
    """The reason behind one deadline, as a page and as the fragment that opens below a row."""

    permission = Right.DEADLINE_READ
    area = "today"
    template_name = "deadlines/why.html"
    fragment_name = "deadlines/_why.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        deadline = self._find(kwargs["deadline_id"])
        kind = registry.get(deadline.kind)
        row = QueueRow(deadline=deadline, kind=kind, card=card_of(deadline, clock.now(), opened=True))
        return self.page(row=row, card=row.card)

    def _find(self, deadline_id: int) -> Deadline:
        """The deadline, of a kind that the member may see. Raises NotFound for another shop's."""
        deadline: Deadline | None = Deadline.objects.of_kinds(_known()).filter(pk=deadline_id).first()
        if deadline is None:
            raise NotFound()
        if registry.get(deadline.kind).right not in self.member.rights:
            raise Forbidden()
        return deadline


def _known() -> Sequence[str]:
    return [kind.code for kind in registry.kinds()]
