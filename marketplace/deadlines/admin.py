"""Deadlines of all shops, to look at; and consequences that were set aside, to run again."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.choices import DeadlineState
from marketplace.deadlines.consequences import run_again
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.operator import ReadOnlyAdmin, ReadOnlyTabular

_COLOURS = {
    DeadlineState.OPEN: "info",
    DeadlineState.OVERDUE: "danger",
    DeadlineState.MET: "success",
    DeadlineState.LATE: "warning",
}


class KindFilter(admin.SimpleListFilter):
    """Kinds as they are registered: asking the table for its distinct values would read all of it."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.code, str(kind.label)) for kind in registry.kinds()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """States as of now; they are read from the moments and stand in no column."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in DeadlineState]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.in_states([self.value()], clock.now()) if self.value() else queryset


class ConsequenceFilter(admin.SimpleListFilter):
    """Where the consequence stands."""

    title = _("consequence")
    parameter_name = "consequence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("failed", str(_("Set aside"))), ("waiting", str(_("Waiting")))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {"failed": "set_aside", "waiting": "waiting"}.get(self.value() or "")
        return getattr(queryset, chosen)() if chosen else queryset


class EventsInline(ReadOnlyTabular):
    model = DeadlineEvent
    fields = ("kind", "at", "run_at", "attempts", "failed_at")
    ordering = ("pk",)


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    """Every clock, with the policy that it was made with and what happened to it."""

    list_display = ("subject_id", "shown_kind", "shop", "channel", "shown_state", "opened_at", "due_at", "closed_at")
    list_filter = (KindFilter, StateFilter, "channel", ("shop", AutocompleteSelectFilter))
    list_select_related = ("shop", "channel")
    search_fields = ("subject_id__startswith",)
    ordering = ("-pk",)
    inlines = (EventsInline,)
    fieldsets = (
        (None, {"fields": (("shop", "channel"), ("kind", "subject_id"), ("outcome", "closed_at"))}),
        (
            _("Moments"),
            {"fields": (("opened_at", "warn_at", "due_at"), ("next_at", "warned_at", "missed_at", "quiet_until"))},
        ),
        (_("Time used"), {"fields": (("worked_seconds", "elapsed_seconds"),)}),
        (_("Rule as it was"), {"fields": ("frozen_policy",)}),
    )
    readonly_fields = ("frozen_policy",)

    @display(description=_("state"), label=_COLOURS)  # type: ignore[untyped-decorator]  # unfold ships no types
    def shown_state(self, deadline: Deadline) -> tuple[str, str]:
        state = deadline.state_at(clock.now())
        return state.value, str(state.label)

    @admin.display(description=_("kind"), ordering="kind")
    def shown_kind(self, deadline: Deadline) -> str:
        return str(registry.get(deadline.kind).label)

    @admin.display(description=_("policy"))
    def frozen_policy(self, deadline: Deadline) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(deadline.policy, indent=2, ensure_ascii=False))


@admin.register(DeadlineEvent)
class DeadlineEventAdmin(ReadOnlyAdmin):
    """What happened to deadlines; the filter finds consequences that failed too often."""

    list_display = ("at", "subject", "kind", "shop", "run_at", "attempts", "failed_at", "last_line")
    list_filter = (ConsequenceFilter, "kind", ("shop", AutocompleteSelectFilter))
    list_select_related = ("shop", "deadline")
    search_fields = ("deadline__subject_id__startswith",)
    ordering = ("-pk",)
    actions = ("run_again",)
    fields = (("shop", "deadline"), ("kind", "at"), ("run_at", "attempts", "failed_at"), "whole_failure")
    readonly_fields = ("whole_failure",)

    @admin.display(description=_("subject"))
    def subject(self, event: DeadlineEvent) -> str:
        return str(event.deadline)

    @admin.display(description=_("failure"))
    def last_line(self, event: DeadlineEvent) -> str:
        return event.failure.strip().rpartition("\n")[2]

    @admin.display(description=_("failure"))
    def whole_failure(self, event: DeadlineEvent) -> SafeString:
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', event.failure)

    @admin.action(description=_("Run again"), permissions=["view"])
    def run_again(self, request: HttpRequest, selected: QuerySet[DeadlineEvent]) -> None:
        count = run_again(event_ids=list(selected.values_list("pk", flat=True)))
        text = ngettext("%(n)s consequence runs again.", "%(n)s consequences run again.", count)
        messages.success(request, text % {"n": count})
