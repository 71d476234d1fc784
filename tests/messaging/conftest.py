"""A mail door that is open while a test runs."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from messaging.mail.doorkeeper import serve


@pytest.fixture
def door_port(transactional_db: None) -> Iterator[int]:
    """Where the door is; it works in a thread of its own, on the test's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    loop, stopped = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve("127.0.0.1", number, stopped=stopped)])
    thread.start()
    while True:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", number)):
            break
    yield number
    loop.call_soon_threadsafe(stopped.set)
    thread.join()
