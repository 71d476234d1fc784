"""The dashboard below the queue of Today."""

from marketplace.deadlines import sections
from marketplace.deadlines.sections import TodaySection
from marketplace.permissions import Right
from metrics.pages.dashboard import dashboard


def register() -> None:
    """Add the section; called at start."""
    sections.register(
        TodaySection(
            code="dashboard",
            template="metrics/_dashboard.html",
            right=Right.METRIC_READ,
            context=dashboard,
            position=10,
        )
    )
