"""Starts throw-away servers before Django reads its settings, and keeps tests on this machine."""

import os
import signal
from contextlib import ExitStack

import pytest

from marketplace.stack.problems import StackProblem
from marketplace.stack.testing import refuse_the_network, throw_away_servers

_servers = ExitStack()


def _end(*_: object) -> None:
    pytest.exit("ended by SIGTERM", returncode=143)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the servers; pytest-django reads the settings in the same hook, later."""
    signal.signal(signal.SIGTERM, _end)
    try:
        _servers.enter_context(throw_away_servers())
    except StackProblem as problem:
        raise pytest.UsageError(str(problem)) from problem
    refuse_the_network(os.environ["REDIS_URL"])


def pytest_unconfigure() -> None:
    """Stop the servers, after the test database was dropped."""
    _servers.close()
