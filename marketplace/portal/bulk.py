"""What bulk actions on a list share: which rows were selected, and how it is told what became of them."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest

from marketplace.errors import DomainError

MOST_SELECTED = 100  # a page holds no more
MOST_TOLD = 5  # named one by one; more would cover the list
_LONGEST_KEY = 18  # digits that every bigint holds


def selected_keys(request: HttpRequest) -> list[int]:
    """Primary keys of the selected rows; what is no key is passed over."""
    selected = request.POST.getlist("selected")[:MOST_SELECTED]
    return [int(text) for text in selected if text.isdecimal() and len(text) <= _LONGEST_KEY]


def tell_refusals(request: HttpRequest, refusals: Iterable[tuple[str, DomainError | None]]) -> int:
    """Name the first rows that were refused, each with its reason. Returns how many more there are."""
    refused = [(name, error) for name, error in refusals if error is not None]
    for name, error in refused[:MOST_TOLD]:
        messages.error(request, f"{name}: {error}")
    return max(0, len(refused) - MOST_TOLD)


def listed(names: Sequence[str]) -> str:
    """The first names, in one line."""
    text = ", ".join(names[:MOST_TOLD])
    return f"{text} …" if len(names) > MOST_TOLD else text
