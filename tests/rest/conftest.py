"""Tests of the plumbing see a few operations of their own."""

import pytest


@pytest.fixture
def probe(settings):
    """The routes of `tests.rest.probe`."""
    settings.ROOT_URLCONF = "tests.rest.probe"
