"""What all tests of invoices stand on."""

import pytest

from invoices.services import papers


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call prints all that is due, on however slow a machine."""
    monkeypatch.setattr(papers, "SLICE_SECONDS", 60.0)
