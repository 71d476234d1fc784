"""A mail door that is open while a test runs, and a conversation as a member reads it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client

from marketplace.accounts.models import User
from marketplace.shops.models import Membership, Shop
from messaging.mail.doorkeeper import serve
from messaging.models import Thread


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


@pytest.fixture
def page_of(signed_in: Callable[[Membership | User], Client], shop: Shop) -> Callable[..., Any]:
    """The page of a conversation, as a member gets it."""

    def fetch(member: Membership | User, thread: Thread, query: str = "", **headers: str) -> Any:
        url = f"/shop/{shop.pk}/messages/{thread.thread_id}/{query}"
        return signed_in(member).get(url, headers=headers or None)

    return fetch
