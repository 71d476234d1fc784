"""Starts throw-away servers before Django reads its settings, and keeps tests on this machine."""

import os
import signal
from contextlib import ExitStack

import pytest

from marketplace.stack.problems import StackProblem
from marketplace.stack.testing import refuse_the_network, throw_away_servers

_servers = ExitStack()
_code: int | None = None
_WORKER = "PYTEST_XDIST_WORKER"


class Ended(KeyboardInterrupt):
    """SIGTERM came. No `Exception`, as `pytest.exit()` would raise: a handler of requests answers that one with 500,
    and the tests go on with a connection that was left in the middle of a query.
    """


def _end(*_: object) -> None:
    raise Ended("ended by SIGTERM")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the servers; pytest-django reads the settings in the same hook, later.

    Where tests run in several processes (pytest-xdist), each has servers of its own, and the one that hands out the
    tests has none.
    """
    signal.signal(signal.SIGTERM, _end)
    if _hands_out(early_config):
        return
    try:
        _servers.enter_context(throw_away_servers())
    except StackProblem as problem:
        raise pytest.UsageError(str(problem)) from problem
    refuse_the_network(os.environ["REDIS_URL"])


def _hands_out(config: pytest.Config) -> bool:
    return bool(getattr(config.known_args_namespace, "numprocesses", None)) and not os.environ.get(_WORKER)


def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Have the run say by its exit code that it was ended."""
    global _code  # noqa: PLW0603  # one per run
    if excinfo.errisinstance(Ended):
        _code = 128 + signal.SIGTERM


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The last hook that may name the exit code."""
    if _code is not None:
        session.exitstatus = _code


def pytest_unconfigure() -> None:
    """Stop the servers, after the test database was dropped."""
    _servers.close()
