"""The list behind the bell, the way from a notice to its subject, and the choice of what one is told."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.notices import registry, services
from marketplace.notices.audience import Effective, preferences_of
from marketplace.notices.models import Notice
from marketplace.notices.rows import rows_of
from marketplace.notices.services import Choice
from marketplace.permissions import Right
from marketplace.portal.paging import AFTER, BEFORE, CursorInvalid, Page, SortField, read_page
from marketplace.portal.views import PortalView
from marketplace.shops.models import Membership

PAGE_ROWS = 50
_NEWEST = (SortField("created_at", descending=True), SortField("pk", descending=True))
_SALT = "notices.list"


class NoticesPage(PortalView):
    """A page of the member's own notices."""

    permission = Right.DEADLINE_READ

    @property
    def user_id(self) -> int:
        return cast(User, self.request.user).pk

    @property
    def list_url(self) -> str:
        return reverse("notices:list", args=[self.shop.pk])


class NoticesView(NoticesPage):
    """Every notice of the member, newest first."""

    template_name: ClassVar[str] = "notices/list.html"
    fragment_name: ClassVar[str] = "notices/_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Notice.objects.in_bell_of(self.user_id, self.member.rights)
        page = self._read(found)
        return super().get_context_data(
            rows=rows_of(page.rows),
            has_unread=found.unread().exists(),
            here=self.request.get_full_path(),
            previous_url=self._url(BEFORE, page.previous),
            following_url=self._url(AFTER, page.following),
            **kwargs,
        )

    def _read(self, found: Any) -> Page:
        query = self.request.GET
        try:
            return read_page(
                found,
                _NEWEST,
                size=PAGE_ROWS,
                salt=_SALT,
                after=query.get(AFTER, ""),
                before=query.get(BEFORE, ""),
            )
        except CursorInvalid:
            return read_page(found, _NEWEST, size=PAGE_ROWS, salt=_SALT)

    def _url(self, name: str, cursor: str) -> str:
        return f"{self.list_url}?{urlencode({name: cursor})}" if cursor else ""


class OpenView(NoticesPage):
    """Leads to the subject of a notice, which is read by that; to the list where the subject has no page."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        notice = services.open_notice(
            notice_id=kwargs["notice_id"], user_id=self.user_id, rights=self.member.rights, at=clock.now()
        )
        return self.go(rows_of([notice])[0].said.url or self.list_url)


class ReadAllView(NoticesPage):
    """Marks every notice of the member read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        count = services.mark_read(user_id=self.user_id, rights=self.member.rights, at=clock.now())
        said = ngettext("%(n)s notice marked as read.", "%(n)s notices marked as read.", count) % {"n": count}
        return self.done(said, to=self.list_url)


class PreferencesView(NoticesPage):
    """Kinds of notices and the ways by which the member hears of each. What was left as it stood follows the role."""

    template_name: ClassVar[str] = "notices/preferences.html"

    @cached_property
    def preferences(self) -> list[Effective]:
        member = Membership.objects.select_related("user").get(user=self.user_id)
        return preferences_of(member=member, kinds=registry.kinds_for(self.member.rights))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            preferences=self.preferences, is_any_chosen=any(each.is_chosen for each in self.preferences), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_reset = "defaults" in request.POST
        wanted = [self._wanted(each, is_reset=is_reset) for each in self.preferences]
        services.change_preferences(
            shop_id=self.shop.pk,
            user_id=self.user_id,
            rights=self.member.rights,
            choices=[Choice(each.kind.code, changes) for each, changes in zip(self.preferences, wanted, strict=True)],
        )
        said = _("Your notices are as your role has them.") if is_reset else _("Your choice of notices is saved.")
        return self.done(said, to=reverse("notices:preferences", args=[self.shop.pk]))

    def _wanted(self, held: Effective, *, is_reset: bool) -> Mapping[str, bool | None]:
        """What the form changes: a box that stands as it was shown is no choice, and goes on following the role."""
        if is_reset:
            return {"bell": None, "mail": None}
        ticked = set(self.request.POST.getlist(held.kind.code))
        shown = {"bell": held.channels.bell, "mail": held.channels.mail}
        return {name: name in ticked for name, is_on in shown.items() if (name in ticked) != is_on}
