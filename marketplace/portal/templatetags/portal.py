"""Tags of the portal: icons, moments, money, deadlines, forms. What they print is decided in the modules they call."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace import clock
from marketplace.money import format_money
from marketplace.portal import formats
from marketplace.portal.deadline_card import DeadlineCard

register = template.Library()

STYLESHEETS = ("tokens", "base", "frame", "controls", "deadline", "lists", "order", "figures", "forms", "narrow")
_MESSAGE_STATES = {"success": "ontime", "warning": "soon", "error": "overdue"}
_MESSAGE_ICONS = {"success": "check", "warning": "soon", "error": "over"}
_STATE_ICONS = {"ontime": "clock", "soon": "soon", "overdue": "over", "settled": "check"}


@register.simple_tag
def portal_stylesheet_urls() -> list[str]:
    """The style sheets in their order; the narrow one is last."""
    return [static(f"portal/{name}.css") for name in STYLESHEETS]


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite: decoration, unless `label` says what it stands for."""
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon {}" {}><use href="{}#{}"/></svg>', css, role, static("portal/icons.svg"), name)


@register.simple_tag
def state(name: str, text: str, icon_name: str = "") -> SafeString:
    """A state as word and icon, coloured: `ontime`, `soon`, `overdue` or `settled`."""
    return format_html('<span class="state {}">{}{}</span>', name, icon(icon_name or _STATE_ICONS[name]), text)


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    """An amount as the reader's language writes it; nothing where there is none."""
    return "" if amount is None else format_money(amount, currency).replace("-", "\N{MINUS SIGN}")


@register.simple_tag
def moment(value: datetime | None, elsewhere: str = "", time: bool = True) -> SafeString | str:
    """A moment near in words, exact on hover; `elsewhere` is the channel's zone, named where its clock differs."""
    if value is None:
        return ""
    written = formats.write_moment(value, at=clock.now(), elsewhere=elsewhere, time=time)
    return format_html('<time datetime="{}" title="{}">{}</time>', written.machine, written.exact, written.near)


@register.simple_tag
def clock_time(value: datetime) -> SafeString:
    """Hour and minute alone, for a timeline under its day."""
    written = formats.write_moment(value, at=clock.now())
    local = value.astimezone(formats.reader_zone())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', written.machine, written.exact, formats.write_time(local)
    )


@register.filter
def day(value: date) -> str:
    """A day near in words, far with its year."""
    return formats.write_day(value, today=clock.now().astimezone(formats.reader_zone()).date())


@register.filter
def duration(value: timedelta) -> str:
    """ "5 h 20 min"."""
    return formats.write_duration(value)


@register.filter
def initials(name: str) -> str:
    """Two letters for a face."""
    return formats.initials(str(name))


@register.filter
def message_icon(level: str) -> str:
    """The icon of a toast."""
    return _MESSAGE_ICONS.get(level, "note")


@register.simple_tag
def message_state(message: Message) -> str:
    """The state colour of a toast; plain information has none."""
    return _MESSAGE_STATES.get(message.level_tag, "")


@register.inclusion_tag("portal/_deadline.html")
def deadline_chip(card: DeadlineCard, due_line: bool = True, link: bool = True, jump: bool = False) -> dict[str, Any]:
    """The chip: icon, time left, state word, fuse, and under it when it is due.

    `link` opens the why; `jump` leads to the one that stands elsewhere on the page.
    """
    return {"card": card, "due_line": due_line, "link": link and bool(card.why_url), "jump": jump}


@register.inclusion_tag("portal/_why.html")
def deadline_why(card: DeadlineCard, tall: bool = False) -> dict[str, Any]:
    """The reason behind a deadline; `tall` stacks its two halves, for a side column."""
    return {"card": card, "why": card.why, "tall": tall}


@register.inclusion_tag("portal/_errors.html")
def form_errors(*given: forms.BaseForm) -> dict[str, Any]:
    """The summary above a form: each fault with a link to its field."""
    faults = [
        {"id": bound.id_for_label, "label": bound.label, "text": text}
        for form in given
        for bound in form
        for text in bound.errors
    ]
    general = [text for form in given for text in form.non_field_errors()]
    return {"faults": faults, "general": general, "count": len(faults) + len(general)}


@register.inclusion_tag("portal/_field.html")
def form_field(
    bound: forms.BoundField, wide: bool = False, unit: str = "", mark_optional: bool = True
) -> dict[str, Any]:
    """A field with label, hint and its errors beside it; what was typed is kept."""
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)  # a label stands above every field; allauth says it twice
    return {
        "field": bound,
        "kind": field_kind(widget),
        "wide": wide,
        "unit": unit,
        "optional": mark_optional and not bound.field.required and not isinstance(widget, forms.CheckboxInput),
    }


def field_kind(widget: forms.Widget) -> str:
    """How a widget is laid out: a box and its words, a group under a legend, or a field under its label."""
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.HiddenInput):
        return "hidden"
    return "range" if isinstance(widget, forms.MultiWidget) else "plain"


@register.filter
def unlocal(value: float) -> str:
    """A number as SVG wants it, whatever the reader's decimal sign."""
    return f"{value:g}"
