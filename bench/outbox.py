"""How fast the outbox writes and delivers; to be run by `python -m marketplace.stack.testing`.

Delivery is one worker; each mail is handed over, synced to the disk (files) and recorded in a transaction of its own.
"""

import logging
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from marketplace import clock
from marketplace.tenancy import all_shops

SMTP_PORT = 18_825


class Sink:
    """Takes every mail and forgets it."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        return "250 OK"


def write(mails: int) -> float:
    """Write that many mails in one transaction; seconds."""
    queue_mail = import_string("marketplace.outbox.services.queue_mail")
    started = perf_counter()
    with all_shops("a benchmark"):
        for number in range(mails):
            queue_mail(
                shop_id=None, to=f"c{number}@example.com", subject="Order", text="Hello\n" * 20, html="<p>Hi</p>"
            )
    return perf_counter() - started


def deliver(transport: str) -> float:
    """Deliver all that is due by one worker; seconds."""
    settings.OUTBOX_TRANSPORT = f"marketplace.outbox.transports.{transport}"
    started = perf_counter()
    with clock.reading():
        import_string("marketplace.outbox.delivery.deliver_due")()
    return perf_counter() - started


def main(mails: int) -> None:
    """Print three rates."""
    call_command("migrate", verbosity=0)
    settings.MAIL_DIR = Path(tempfile.mkdtemp(prefix="outbox-bench-"))
    print(f"written    {mails / write(mails):8.0f} a second, in one transaction")
    print(f"files      {mails / deliver('FileTransport'):8.0f} a second")
    write(mails)
    controller = Controller(Sink(), hostname="127.0.0.1", port=SMTP_PORT)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", SMTP_PORT
    print(f"SMTP       {mails / deliver('SmtpTransport'):8.0f} a second, over one connection")
    controller.stop()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")
    django.setup()
    logging.disable(logging.WARNING)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
