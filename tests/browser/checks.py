"""What every page is held to."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 AA, and did look."""
    found = Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations", "passes"]}).response
    faults = [
        f"{fault['id']}: {fault['help']} {[node['html'][:160] for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
    ]
    assert faults == [], "\n".join(faults)
    assert len(found["passes"]) > 10, "axe has looked at nothing"


def assert_no_sideways_scroll(page: Page) -> None:
    """The page fits its window."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


def assert_sound(page: Page) -> None:
    """Accessible, fitting, with one main heading and a title."""
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    assert page.locator("h1").count() == 1
    assert page.title()
