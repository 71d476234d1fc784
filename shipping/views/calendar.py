"""A shop's calendar: its week, the coming holidays, its closures (R096, D12)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import ValidationFailed
from marketplace.portal import formats
from marketplace.portal.faults import show_errors
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms
from shipping.forms.calendar import MARKETPLACE, OWN, ClosureForm, EffectForm, WeekForm, closure_initial, mark_of
from shipping.models import Closure
from shipping.pages.effect import EffectRow, EffectWords, effect_rows, effect_words
from shipping.pages.preview import calendar_words
from shipping.pages.words import write_span
from shipping.services.calendars import ShopCalendar, shop_calendar
from shipping.services.closures import (
    add_closure,
    change_closure,
    check_closure,
    find_closure,
    remove_closure,
    shop_channels,
    shop_today,
)
from shipping.services.lookup import shipping_limits
from shipping.services.previewing import preview_closure, preview_week
from shipping.services.settings import check_weekdays, set_weekdays
from shipping.views.base import UNPROCESSABLE, ShippingView


class _CalendarPage(ShippingView):
    tab = "calendar"

    @cached_property
    def at(self) -> datetime:
        return clock.now()


class CalendarView(_CalendarPage):
    """The shop's week to choose, its closures, and the holidays that are coming."""

    template_name = "shipping/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calendar = shop_calendar(self.shop.pk, self.at)
        kwargs.setdefault("form", self._form(calendar))
        return super().get_context_data(
            calendar=calendar,
            calendar_text=calendar_words(calendar.plan, own_week=calendar.weekdays is not None)
            if calendar.plan
            else "",
            closures=[self._shown(each, calendar) for each in calendar.closures or calendar.idle],
            holidays=[
                {"day": formats.write_far_day(day), "year": day.year, "name": name} for day, name in calendar.holidays
            ],
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The calendar; with a week in the query, that week in the form with what it would do, and nothing saved."""
        if "whose" not in request.GET:
            return self.page()
        form = WeekForm(request.GET, usual=shop_calendar(self.shop.pk, self.at).channel_weekdays)
        if form.is_valid():
            try:
                check_weekdays(form.chosen())
                return self.page(form=form, week_effect=self._effect_of(form.chosen()))
            except ValidationFailed as error:
                show_errors(error, form)
        return self.page(form=form)

    def _effect_of(self, weekdays: list[int] | None) -> list[EffectRow]:
        channel = next(iter(shop_channels(self.shop.pk)), None)
        if channel is None:
            return []
        moments = preview_week(shop_id=self.shop.pk, channel=channel, weekdays=weekdays, at=self.at)
        return effect_rows(moments, channel.timezone)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = WeekForm(request.POST, usual=shop_calendar(self.shop.pk, self.at).channel_weekdays)
        if form.is_valid():
            try:
                set_weekdays(shop_id=self.shop.pk, weekdays=form.chosen(), at=self.at)
                return self.done(_("Your week is saved."), to=self.here)
            except ValidationFailed as error:
                show_errors(error, form)
        return self.page(form=form, status=UNPROCESSABLE)

    def _form(self, calendar: ShopCalendar) -> WeekForm:
        own = calendar.weekdays
        initial = {"whose": MARKETPLACE if own is None else OWN, "weekdays": own or calendar.channel_weekdays}
        return WeekForm(initial=initial, usual=calendar.channel_weekdays)

    def _shown(self, closure: Closure, calendar: ShopCalendar) -> dict[str, Any]:
        return {
            "name": closure.name,
            "days": write_span(closure.first_day, closure.last_day),
            "year": closure.last_day.year,
            "kind": ClosureKind(closure.kind).label,
            "runs": closure.first_day <= calendar.today,
            "is_ended": closure.first_day < calendar.today,  # what is removed of it; one of today goes as a whole
            "counts": calendar.limits.allows_own_calendar,
            "change_url": self.url_of("closure", closure_id=closure.pk),
            "remove_url": self.url_of("closure-remove", closure_id=closure.pk),
        }


class _ClosurePage(_CalendarPage):
    """A closure's form with its effect beside it: nothing is saved whose effect was not shown."""

    template_name = "shipping/closure.html"
    closure: Closure | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        effect_url = self.url_of("closure-effect")
        kwargs.setdefault("effect", None)
        urls = {"effect_url": effect_url, "back_url": self.here}
        is_allowed = shipping_limits().allows_own_calendar
        return super().get_context_data(closure=self.closure, is_allowed=is_allowed, **urls, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ClosureForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=UNPROCESSABLE)
        terms = form.terms()
        try:
            if form.cleaned_data["seen"] == mark_of(terms):
                return self.save(terms)
            check_closure(shop_id=self.shop.pk, terms=terms, at=self.at, closure_id=self.closure_id)
        except ValidationFailed as error:
            show_errors(error, form)
            return self.page(form=form, status=UNPROCESSABLE)
        return self.page(form=form, **self.effect_of(terms))

    @property
    def closure_id(self) -> int | None:
        return self.closure.pk if self.closure else None

    def save(self, terms: ClosureTerms) -> HttpResponseBase:
        """Save it and go back to the calendar."""
        raise NotImplementedError

    def effect_of(self, terms: ClosureTerms) -> dict[str, Any]:
        """The effect in words, and the mark that says that it was shown."""
        channel = next(iter(shop_channels(self.shop.pk)), None)
        words: EffectWords | None = None
        if channel is not None:
            effect = preview_closure(
                shop_id=self.shop.pk, channel=channel, wanted=terms, at=self.at, closure_id=self.closure_id
            )
            most = shipping_limits().most_closed_days
            words = effect_words(effect, most_closed_days=most, is_closed=terms.is_closed)
        return {"effect": words, "mark": mark_of(terms)}


class NewClosureView(_ClosurePage):
    """A closure to enter."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=ClosureForm())

    def save(self, terms: ClosureTerms) -> HttpResponseBase:
        add_closure(shop_id=self.shop.pk, terms=terms, at=self.at)
        return self.done(_("The closure “%(name)s” is entered.") % {"name": terms.name}, to=self.here)


class ChangeClosureView(_ClosurePage):
    """A closure to change."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.closure = find_closure(kwargs["closure_id"])
        return self.page(form=ClosureForm(initial=closure_initial(self.closure)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.closure = find_closure(kwargs["closure_id"])
        return super().post(request, *args, **kwargs)

    def save(self, terms: ClosureTerms) -> HttpResponseBase:
        change_closure(closure_id=self.kwargs["closure_id"], changes=asdict(terms), at=self.at)
        return self.done(_("The closure “%(name)s” is changed.") % {"name": terms.name}, to=self.here)


class ClosureEffectView(_ClosurePage):
    """The effect of what is typed: the fragment for HTMX, else the page with it, unsaved."""

    http_method_names = ["get", "head", "options"]
    fragment_name: ClassVar[str] = "shipping/_effect.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed, named = EffectForm(request.GET), request.GET.get("closure", "")
        self.closure = Closure.objects.filter(pk=named).first() if _is_number(named) else None
        form = ClosureForm(initial={name: request.GET[name] for name in typed.fields if name in request.GET})
        if not typed.is_valid():
            return self.page(form=form, effect=None)
        terms = typed.terms()
        try:
            check_closure(shop_id=self.shop.pk, terms=terms, at=self.at, closure_id=self.closure_id)
        except ValidationFailed as error:
            return self.page(form=form, refused=error.message)
        return self.page(form=form, **self.effect_of(terms))


class RemoveClosureView(_CalendarPage):
    """Remove a closure, or end one that has begun: asked once, with what follows."""

    template_name = "shipping/closure_remove.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        closure = find_closure(kwargs["closure_id"])
        runs = closure.first_day < shop_today(self.shop.pk, self.at)
        title = _("End “%(name)s” now") if runs else _("Remove “%(name)s”")
        return self.page(
            closure=closure,
            runs=runs,
            counts=shipping_limits().allows_own_calendar,
            is_worked=closure.kind == ClosureKind.WORKED,
            back_url=self.here,
            dialog_id="act",
            dialog_title=title % {"name": closure.name},
            dialog_body="shipping/_closure_remove.html",
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_worked = find_closure(kwargs["closure_id"]).kind == ClosureKind.WORKED
        left = remove_closure(closure_id=kwargs["closure_id"], at=self.at)
        if is_worked:
            said = _("The worked days ended yesterday.") if left else _("The worked days are removed.")
        else:
            said = _("The closure ended yesterday.") if left else _("The closure is removed.")
        return self.done(said, to=self.here)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
