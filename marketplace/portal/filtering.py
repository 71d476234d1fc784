"""The filters of a list as the reader sees them: what is set, in words, each with a way to take it off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext

from marketplace.portal import formats

SEARCH = "q"
_PARTS = ("", "_after", "_before", "_min", "_max", "_0", "_1")
_LISTED = 2  # more choices than this are counted, not named


@dataclass(frozen=True)
class Chip:
    """One filter that is set."""

    label: str
    value: str
    remove_query: str


def active_chips(filterset: django_filters.FilterSet, query: QueryDict) -> list[Chip]:
    """A chip for each filter that is set and valid, the free text excepted: it stands in its own field."""
    if not filterset.form.is_valid():
        return []
    return list(_chips(filterset, query))


def _chips(filterset: django_filters.FilterSet, query: QueryDict) -> Iterator[Chip]:
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name)
        if name == SEARCH or value in (None, "", [], slice(None, None)) or _is_empty(value):
            continue
        yield Chip(label=str(field.label or name), value=in_words(field, value), remove_query=without(query, name))


def without(query: QueryDict, name: str) -> str:
    """The query without one filter and without its place in the paging."""
    rest = query.copy()
    for part in (*(f"{name}{part}" for part in _PARTS), "after", "before"):
        rest.pop(part, None)
    return rest.urlencode()


def in_words(field: forms.Field, value: Any) -> str:
    """A filter's value as a reader would say it."""
    if isinstance(value, slice):
        return _range_words(value.start, value.stop)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, list | tuple | set):
        words = [choices.get(str(each), str(each)) for each in value]
        if len(words) <= _LISTED:
            return ", ".join(words)
        return gettext("%(count)d of %(all)d") % {"count": len(words), "all": len(choices)}
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return choices.get(str(value), _plain(value))


def _range_words(start: Any, stop: Any) -> str:
    if start is not None and stop is not None:
        return f"{_plain(start)} – {_plain(stop)}"
    if start is not None:
        return pgettext("range", "from %(start)s") % {"start": _plain(start)}
    return pgettext("range", "to %(stop)s") % {"stop": _plain(stop)}


def _is_empty(value: Any) -> bool:
    if isinstance(value, slice):
        return value.start is None and value.stop is None
    return hasattr(value, "__len__") and len(value) == 0


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.write_date(value.date())
    return formats.write_date(value) if isinstance(value, date) else str(value)
