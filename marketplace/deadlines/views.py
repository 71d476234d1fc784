"""Today, the queue of everything with a clock; and the reason behind one deadline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
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
from marketplace.deadlines.querysets import DeadlineQuerySet
from marketplace.deadlines.queue import KindTally, QueueTab, Settled, Tally
from marketplace.deadlines.rows import build_rows
from marketplace.deadlines.sections import ShownSection, sections_for
from marketplace.deadlines.subjects import subjects_of
from marketplace.errors import Forbidden, NotFound
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.lists import COUNT_CAP, TabLink
from marketplace.portal.paging import AFTER, BEFORE, CursorInvalid, Page, SortField, read_page
from marketplace.portal.views import PortalView
from marketplace.shops.notes import ShopNote, list_notes
from marketplace.shops.setup import SetupTask, open_tasks

PAGE_ROWS = 50
SETTLED = "settled"
_URGENCY = (SortField("due_at"), SortField("pk"))
_LATEST = (SortField("closed_at", descending=True), SortField("pk", descending=True))


class TodayView(PortalView):
    """What to do next: every unresolved deadline that the member may see, most urgent first; and what today settled."""

    permission = Right.DEADLINE_READ
    area = "today"
    template_name = "deadlines/today.html"
    fragment_name = "deadlines/_today.html"
    region: ClassVar[str] = "queue"

    @cached_property
    def at(self) -> datetime:
        return clock.now()

    @cached_property
    def tallies(self) -> dict[str, KindTally]:
        return queue.count_by_kind(rights=self.member.rights, at=self.at)

    @cached_property
    def settled_rows(self) -> DeadlineQuerySet:
        """Settled since the reader's midnight."""
        midnight = self.at.astimezone(formats.reader_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
        return queue.settled_since(midnight, self.member.rights)

    @cached_property
    def settled(self) -> Settled:
        return queue.count_settled(self.settled_rows)

    @cached_property
    def tabs(self) -> list[QueueTab]:
        return queue.tabs_for(self.tallies)

    @cached_property
    def tab(self) -> QueueTab:
        wanted = self.request.GET.get("kind")
        return next((tab for tab in self.tabs if tab.code == wanted), self.tabs[0])

    @cached_property
    def shows_settled(self) -> bool:
        return self.request.GET.get("kind") == SETTLED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.read()
        return super().get_context_data(
            rows=build_rows(page.rows, rights=self.member.rights, at=self.at),
            tabs=self.tab_links(),
            summary=self.tabs[0].tally,
            today=formats.write_far_day(self.at.astimezone(formats.reader_zone()).date()),
            page_title=self.page_title,
            here=self.request.get_full_path(),
            previous_url=self._url(**{BEFORE: page.previous}) if page.previous else "",
            following_url=self._url(**{AFTER: page.following}) if page.following else "",
            is_first_tab=self.tab is self.tabs[0],
            settled_text=self.settled_text,
            settled_url=self._url(kind=SETTLED) if self.settled.count and not self.shows_settled else "",
            shows_settled=self.shows_settled,
            setup=self.setup_tasks,
            notes=self.notes,
            sections=self.sections,
            **kwargs,
        )

    @property
    def setup_tasks(self) -> list[SetupTask]:
        """What the shop has still to set up (R100): on the page, not in each renewal of the queue."""
        return [] if self.wants_fragment() else open_tasks(shop_id=self.shop.pk, rights=self.member.rights)

    @property
    def notes(self) -> list[ShopNote]:
        """What its members have to know of the shop; on the page alone, too."""
        if self.wants_fragment():
            return []
        return list_notes(shop_id=self.shop.pk, rights=self.member.rights, at=self.at)

    @property
    def sections(self) -> list[ShownSection]:
        """What upper apps show below the queue, which renews itself without them."""
        return [] if self.wants_fragment() else sections_for(shop=self.shop, rights=self.member.rights, at=self.at)

    def read(self) -> Page:
        found, order = self._rows()
        query, salt = self.request.GET, "deadlines.today"
        try:
            return read_page(
                found, order, size=PAGE_ROWS, salt=salt, after=query.get(AFTER, ""), before=query.get(BEFORE, "")
            )
        except CursorInvalid:
            return read_page(found, order, size=PAGE_ROWS, salt=salt)

    def tab_links(self) -> list[TabLink]:
        links = [
            self._tab_link(tab, count=tab.tally.unresolved, current=tab is self.tab and not self.shows_settled)
            for tab in self.tabs
        ]
        if self.shows_settled:
            settled = QueueTab(SETTLED, _("Settled today"), (), Tally())
            links.append(self._tab_link(settled, count=self.settled.count, current=True))
        return links

    @property
    def page_title(self) -> str:
        """Tells browser tabs apart: "2 overdue · Today · Shop"."""
        overdue = self.tabs[0].tally.overdue
        first = [ngettext("%(n)s overdue", "%(n)s overdue", overdue) % {"n": overdue}] if overdue else []
        return " · ".join([*first, _("Today"), self.shop.name])

    @property
    def settled_text(self) -> str:
        settled = self.settled
        if not settled.count:
            return _("Nothing settled yet today.")
        counts = {"count": formats.write_number(settled.count), "in_time": formats.write_number(settled.in_time)}
        text = ngettext(
            "Settled today: %(count)s, of them %(in_time)s in time.",
            "Settled today: %(count)s, of them %(in_time)s in time.",
            settled.count,
        )
        return text % counts

    def _rows(self) -> tuple[DeadlineQuerySet, Sequence[SortField]]:
        """The rows of the tab, and their order."""
        if self.shows_settled:
            return self.settled_rows.select_related("channel"), _LATEST
        found = queue.rows_of(self.tab, rights=self.member.rights, at=self.at)
        return found.select_related("channel"), _URGENCY

    def _tab_link(self, tab: QueueTab, *, count: int, current: bool) -> TabLink:
        return TabLink(
            label=tab.label,
            url=self._url(kind=tab.code),
            count=formats.write_count(count, cap=COUNT_CAP),
            current=current,
            late=bool(tab.tally.overdue),
        )

    def _url(self, **changes: str) -> str:
        """This page's URL, in the current tab unless another is named."""
        query = {"kind": SETTLED if self.shows_settled else self.tab.code} | changes
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
        return self.page(
            kind=kind,
            title=subjects_of([deadline])[deadline.pk].title,
            url=kind.url(deadline.shop_id, deadline.subject_id),
            card=card_of(deadline, clock.now(), opened=True),
        )

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
