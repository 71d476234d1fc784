"""WeasyPrint, warm: loaded once a process with one font configuration, its style sheet parsed once."""

import hashlib
import logging
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _

from marketplace.errors import DomainError

# What WeasyPrint asks of the system, by the names of Debian.
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
PDF_UNAVAILABLE = "PDF_UNAVAILABLE"  # the code of the error that says so
_STYLE = Path(__file__).with_name("paper.css")
# Pango's font maps are not made for two threads at once.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class _Press:
    """The library with what is worth keeping from one document to the next."""

    library: Any
    fonts: Any
    fetcher: Any
    style: Any


@cache
def _press() -> _Press:
    """Load the library. Not at import: it takes a second, which only who prints should wait. Raises OSError."""
    library = import_module("weasyprint")
    # Each of its steps is news to it, at the level of what happens in the business.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    # A page names nothing but the logo that it carries in itself; whatever else it named is not fetched.
    fetcher = import_module("weasyprint.urls").URLFetcher(allowed_protocols=frozenset({"data"}))
    style = library.CSS(string=_STYLE.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher)
    return _Press(library=library, fonts=fonts, fetcher=fetcher, style=style)


def missing_libraries() -> str:
    """What to install before a PDF can be made; empty where all is there."""
    try:
        _press()
    except OSError:
        return _("PDF files cannot be made on this server. Install what is missing: apt-get install %(packages)s") % {
            "packages": PACKAGES
        }
    return ""


def print_page(html: str) -> bytes:
    """The page as PDF, the same bytes for the same page. Raises DomainError 503 where libraries lack."""
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    with _one_at_a_time:
        return bytes(_lay_out(html).write_pdf(pdf_identifier=identifier))


def count_pages(html: str) -> int:
    """How many sheets the page takes."""
    with _one_at_a_time:
        return len(_lay_out(html).pages)


def _lay_out(html: str) -> Any:
    if missing := missing_libraries():
        raise DomainError(code=PDF_UNAVAILABLE, message=missing, status=503)
    press = _press()
    page = press.library.HTML(string=html, url_fetcher=press.fetcher)
    return page.render(font_config=press.fonts, stylesheets=[press.style])
