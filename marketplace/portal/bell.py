"""The bell in the top bar. The app that keeps notices says what it shows; without one there is no bell."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from marketplace.portal.members import Member
from marketplace.portal.navigation import write_capped


@dataclass(frozen=True)
class Bell:
    """How many notices the member has not read yet, capped, and where all of them are; empty where none is new."""

    url: str
    count: str


@dataclass(frozen=True)
class BellSource:
    """`count` is asked inside the shop's scope and should stop counting at COUNT_CAP + 1."""

    url_name: str
    count: Callable[[Member], int]


_source: BellSource | None = None


def register(source: BellSource) -> None:
    """Hang the bell up; called from AppConfig.ready(). Another one takes its place."""
    global _source
    _source = source


def build_bell(member: Member) -> Bell | None:
    """The bell of one member; None where no app keeps notices."""
    if _source is None:
        return None
    url = reverse(_source.url_name, kwargs={"shop_id": member.shop.pk})
    return Bell(url=url, count=write_capped(_source.count(member)))
