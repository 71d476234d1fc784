"""Ways out for these tests: a directory, or a mail server on loopback that behaves as told."""

import socket
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from marketplace import clock
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops


@dataclass
class Answers:
    """An aiosmtpd handler: `refuse` maps an address to the server's answer; what it takes is kept."""

    refuse: dict[str, str] = field(default_factory=dict)
    envelopes: list[Any] = field(default_factory=list)
    sessions: set[Any] = field(default_factory=set)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.sessions.add(session.peer)
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def recipients(self):
        return [address for envelope in self.envelopes for address in envelope.rcpt_tos]

    @property
    def mails(self):
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(envelope.original_content) for envelope in self.envelopes]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings):
    answers = Answers()
    controller = Controller(answers, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.OUTBOX_TRANSPORT = "marketplace.outbox.transports.SmtpTransport"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield answers
    controller.stop()


@pytest.fixture
def mail_dir(settings, tmp_path):
    settings.OUTBOX_TRANSPORT = "marketplace.outbox.transports.FileTransport"
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


@pytest.fixture
def outbox_backend(settings):
    """pytest-django puts Django's own test backend in; these tests are about ours."""
    settings.EMAIL_BACKEND = "marketplace.outbox.backends.OutboxEmailBackend"


@pytest.fixture
def two_shops(db):
    now = clock.real()
    with all_shops("two shops for a test"):
        return [Shop.objects.create(code=f"outbox-{name}", name=name, created_at=now, updated_at=now) for name in "AB"]


@pytest.fixture
def raw_count(db):
    """Count rows of the outbox by bare SQL, as the policies let the open scope see them."""

    def count():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM outbox_outboxmessage")
            return cursor.fetchone()[0]

    return count
