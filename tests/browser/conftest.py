"""Chromium for the browser tests: `open_page` makes pages of any width and scheme, signed in or not, and fails on any
error of script or policy that they report."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from marketplace.accounts.models import User
from marketplace.shops.models import Membership

DEBIAN_CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
HEIGHTS = {1440: 900, 390: 844}
LOOKS = [(width, scheme) for width in HEIGHTS for scheme in ("light", "dark")]
# Playwright's loop runs in the tests' own thread, and Django takes that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Patience for a busy machine: what comes sooner waits for nothing.
expect.set_options(timeout=15_000)

Scheme = Literal["light", "dark"]
PageMaker = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: Debian's where it is, else Playwright's own."""
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        path = str(DEBIAN_CHROMIUM) if DEBIAN_CHROMIUM.exists() else None
        chromium = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request: pytest.FixtureRequest) -> tuple[int, str]:
    """Each width with each colour scheme."""
    width, scheme = request.param
    return width, scheme


@pytest.fixture
def open_page(browser: Browser, live_server, transactional_db: None) -> Iterator[PageMaker]:
    """Makes a page: `open_page("/shop/1/orders", who=owner, width=390, scheme="dark", locale="de-DE")`.

    Pages poll and follow redirects: they are closed before the database is.
    """
    contexts, problems = [], []

    def make(
        path: str = "", *, who: Membership | User | None = None, width: int = 1440, scheme: Scheme = "light", **more
    ):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme=scheme,
            reduced_motion="reduce",
            **{"locale": "en-GB", **more},
        )
        contexts.append(context)
        if who is not None:
            sign_in(context, who, live_server.url)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        if path:
            page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    unexpected = [problem for problem in problems if "status of 4" not in problem]  # pages that answer 403, 404, 409
    assert unexpected == []


@pytest.fixture
def page(open_page: PageMaker) -> Page:
    """A wide, light page that nobody is signed in to."""
    return open_page()


def sign_in(context: BrowserContext, who: Membership | User, url: str) -> None:
    """Give the browser a session that is signed in already."""
    client = Client()
    client.force_login(who if isinstance(who, User) else who.user)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
