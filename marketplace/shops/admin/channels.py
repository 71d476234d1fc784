"""Calendars and channels with their rules and taxes (R052, R114)."""

from itertools import pairwise
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from marketplace import clock
from marketplace.accounts.forms import timezone_choices
from marketplace.operator import OperatorAdmin, OperatorStacked, OperatorTabular
from marketplace.shops import channel_inlines
from marketplace.shops.calendars import has_holidays, public_holidays
from marketplace.shops.defaults import FORTY_EIGHT_HOURS, TWENTY_FOUR_WORKING_HOURS, apply_preset
from marketplace.shops.forms import country_choices
from marketplace.shops.models import Calendar, CalendarDay, Channel, ChannelRules, ServiceWindow, TaxRate

HOLIDAYS_SHOWN = 8


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Country and region must be known to the holidays library."""

    class Meta:
        model = Calendar
        fields = ["name", "country", "subdivision"]

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].strip().upper()
        if country and not has_holidays(country):
            raise ValidationError(_("No public holidays are known for the country %s.") % country)
        return str(country)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        country, region = values.get("country", ""), values.get("subdivision", "").strip().upper()
        if region and country and not has_holidays(country, region):
            text = _("%(country)s has no region %(region)s.")
            self.add_error("subdivision", text % {"country": country, "region": region})
        elif region and "country" in values and not country:
            self.add_error("subdivision", _("A region needs its country."))
        values["subdivision"] = region
        return values


class WindowForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A window ends after it opens; one over midnight is two."""

    class Meta:
        model = ServiceWindow
        fields = ["weekday", "opens", "closes"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        opens, closes = values.get("opens"), values.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("A window ends after it opens. Leave the end empty for midnight."))
        return values


class WindowFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs alone
    """The week must open at all, and its windows must not overlap."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        windows = sorted((row["weekday"], row["opens"], row.get("closes")) for row in kept if "weekday" in row)
        if not windows:
            raise ValidationError(_("This calendar would never open: give it at least one window."))
        for (day, _opens, closes), (next_day, next_opens, _closes) in pairwise(windows):
            if day == next_day and (closes is None or next_opens < closes):
                raise ValidationError(_("Two windows of one weekday overlap."))


class WindowInline(OperatorTabular):
    model = ServiceWindow
    form = WindowForm
    formset = WindowFormSet
    tab = False


class DayInline(OperatorTabular):
    model = CalendarDay


@admin.register(Calendar)
class CalendarAdmin(OperatorAdmin):
    """Working time, with what the next holidays will be."""

    form = CalendarForm
    inlines = (WindowInline, DayInline)
    list_display = ("name", "country", "subdivision", "used_by")
    search_fields = ("name",)
    readonly_fields = ("next_holidays",)
    fields = (("name", "country", "subdivision"), "next_holidays")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calendar]:
        calendars: QuerySet[Calendar] = super().get_queryset(request).prefetch_related("channels")
        return calendars

    @admin.display(description=gettext_lazy("channels"))
    def used_by(self, calendar: Calendar) -> str:
        return ", ".join(channel.code for channel in calendar.channels.all())

    @admin.display(description=gettext_lazy("next public holidays"))
    def next_holidays(self, calendar: Calendar) -> SafeString | str:
        """What the library knows, before days of one's own; empty until the calendar is saved."""
        today = clock.now().date()
        found: dict[Any, str] = {}
        # A refused form is shown again with the country or region that nobody knows.
        is_known = calendar.country and has_holidays(calendar.country, calendar.subdivision)
        for year in (today.year, today.year + 1) if is_known else ():
            found |= public_holidays(calendar.country, calendar.subdivision, year)
        days = [(day, name) for day, name in sorted(found.items()) if day >= today][:HOLIDAYS_SHOWN]
        rows = format_html_join("", "<li>{}: {}</li>", ((day.isoformat(), name) for day, name in days))
        return format_html("<ul>{}</ul>", rows) if days else "—"


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Codes are checked against what is known: languages of the marketplace, countries, currencies, time zones."""

    language = forms.ChoiceField(
        choices=settings.LANGUAGES, label=gettext_lazy("Language"), widget=UnfoldAdminSelectWidget
    )
    country = forms.ChoiceField(choices=country_choices, label=gettext_lazy("Country"), widget=UnfoldAdminSelectWidget)
    timezone = forms.ChoiceField(
        choices=timezone_choices, label=gettext_lazy("Time zone"), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Channel
        fields = [
            "code",
            "label",
            "description",
            "language",
            "country",
            "currency",
            "timezone",
            "calendar",
            "is_active",
        ]

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if currency not in list_currencies():
            raise ValidationError(_("There is no currency %s.") % currency)
        return currency


class RulesInline(OperatorStacked):
    model = ChannelRules
    can_delete = False
    min_num = 1
    fieldsets = (
        (
            gettext_lazy("Answers to customers"),
            {
                "fields": (
                    ("reply_name", "reply_hours", "reply_clock"),
                    ("unedited_quick_reply_counts", "direct_contact"),
                )
            },
        ),
        (
            gettext_lazy("Orders"),
            {
                "fields": (
                    ("acceptance_hours", "acceptance_clock", "payment_hours"),
                    ("incident_days", "autoreceive_days", "autoclose_days"),
                    ("invoice_hours", "invoice_clock"),
                    "warn_percent",
                )
            },
        ),
    )


class TaxFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs alone
    """One rate is the standard: without it orders would carry no tax at all."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if sum(bool(row.get("is_standard")) for row in kept) != 1:
            raise ValidationError(_("Mark one tax rate as the standard; where no tax is due, one of 0 %."))


class TaxInline(OperatorTabular):
    model = TaxRate
    formset = TaxFormSet


@admin.register(Channel)
class ChannelAdmin(OperatorAdmin):
    """Where sellers sell. A change of rules holds for what comes after it (R052)."""

    form = ChannelForm
    inlines = (RulesInline, TaxInline)
    list_display = (
        "code",
        "label",
        "country",
        "language",
        "currency",
        "timezone",
        "calendar",
        "reply_rule",
        "is_active",
    )
    list_filter = ("is_active",)
    list_select_related = ("calendar", "rules")
    search_fields = ("code", "label")
    autocomplete_fields = ("calendar",)
    actions = ("apply_24_working_hours", "apply_48_hours")
    fields = (
        ("code", "label", "is_active"),
        "description",
        ("country", "language", "currency"),
        ("timezone", "calendar"),
    )

    def get_inlines(self, request: HttpRequest, obj: Channel | None) -> list[type[Any]]:
        """With the rules that upper apps keep per channel."""
        return [*self.inlines, *channel_inlines.registered()]

    @admin.display(description=gettext_lazy("reply rule"))
    def reply_rule(self, channel: Channel) -> str:
        return channel.rules.reply_name if hasattr(channel, "rules") else "—"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A channel that was sold on is switched off instead."""
        return False

    @admin.action(description=gettext_lazy("Preset: answer within 24 working hours"))
    def apply_24_working_hours(self, request: HttpRequest, channels: QuerySet[Channel]) -> None:
        self._apply(request, channels, TWENTY_FOUR_WORKING_HOURS["reply_name"])

    @admin.action(description=gettext_lazy("Preset: answer within 48 hours"))
    def apply_48_hours(self, request: HttpRequest, channels: QuerySet[Channel]) -> None:
        self._apply(request, channels, FORTY_EIGHT_HOURS["reply_name"])

    def _apply(self, request: HttpRequest, channels: QuerySet[Channel], preset: str) -> None:
        for rules in ChannelRules.objects.filter(channel__in=channels).select_related("channel"):
            apply_preset(rules, preset)
            self.log_change(request, rules.channel, _("Preset: %s") % preset)
        messages.success(request, _("The preset “%s” holds from now on.") % preset)
