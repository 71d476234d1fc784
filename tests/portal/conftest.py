"""The plumbing is tested without what the apps register."""

import pytest

from marketplace.portal import bell, navigation


@pytest.fixture(autouse=True)
def no_areas(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(bell, "_source", None)
