"""The plumbing is tested without the areas that the apps register."""

import pytest

from marketplace.portal import navigation


@pytest.fixture(autouse=True)
def no_areas(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
