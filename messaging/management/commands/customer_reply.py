"""`manage.py customer_reply`: play the customer, and answer a shop's mail through the mail door."""

import mimetypes
import smtplib
from argparse import ArgumentParser
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace import clock
from marketplace.tenancy import all_shops
from messaging.addresses import read_reply_token
from messaging.mail.headers import header, message_ids, people
from messaging.mail.parsing import parse
from messaging.mail.reading import read_mail
from messaging.models import Thread

_WROTE = {
    "es": "El {date}, {name} <{address}> escribió:",
    "pt": "Em {date}, {name} <{address}> escreveu:",
    "de": "Am {date} schrieb {name} <{address}>:",
    "en": "On {date}, {name} <{address}> wrote:",
}


@dataclass
class Answer:
    """What the customer sends."""

    to: str
    sender: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class Command(BaseCommand):
    requires_system_checks = ()  # the stack was checked when it started
    help = "Sends a mail as a customer's program does, to the mail door of the running stack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument(
            "--mail", type=Path, metavar="FILE", help="a mail that a shop wrote (var/mail/....eml); else the newest one"
        )
        way.add_argument("--to", metavar="ADDRESS", help="the address of a conversation (reply+...)")
        parser.add_argument("--body", required=True, metavar="TEXT", help="what the customer writes")
        parser.add_argument(
            "--from", dest="sender", default="", metavar="ADDRESS", help="the order's customer unless given"
        )
        parser.add_argument("--subject", default="", metavar="TEXT")
        parser.add_argument("--attach", type=Path, action="append", default=[], metavar="FILE", help="may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        to = options["to"]
        answer = _answer_to_address(to) if to else _answer_to_mail(options["mail"] or _newest_mail())
        answer.sender = options["sender"] or answer.sender
        if not answer.sender:
            raise CommandError("No conversation has this address; name the sender by --from.")
        answer.subject = options["subject"] or answer.subject
        answer.body = f"{options['body']}\n\n{answer.body}".strip() + "\n"
        said = _send(_compose(answer, options["attach"]), answer)
        self.stdout.write(f"From {answer.sender} to {answer.to}: {said}")


def _newest_mail() -> Path:
    """The mail that a shop wrote last: it has a conversation's address to answer to."""
    for path in sorted(Path(settings.MAIL_DIR).glob("*.eml"), reverse=True):
        written = parse(path.read_bytes())
        if any(read_reply_token(person.address) for person in people(written, "Reply-To")):
            return path
    raise CommandError(f"No mail of a shop lies in {settings.MAIL_DIR}; name one by --mail, or an address by --to.")


def _answer_to_mail(path: Path) -> Answer:
    """Answer as mail programs do: to Reply-To, naming the mail, quoting it below."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    mail, message = read_mail(raw), parse(raw)
    to = [person.address for person in people(message, "Reply-To", "From")]
    if not to:
        raise CommandError(f"{path} is no mail that can be answered.")
    ids = message_ids(message, "References", "Message-ID")
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    told = {"date": header(message, "Date"), "name": mail.sender.name, "address": mail.sender.address}
    wrote = _WROTE.get(header(message, "Content-Language"), _WROTE["en"]).format(**told)
    quoted = "\n".join(f"> {line}".rstrip() for line in f"{mail.text}\n\n{mail.quoted}".strip().splitlines())
    return Answer(
        to=to[0],
        sender=next((person.address for person in people(message, "To")), ""),
        subject=subject,
        body=f"{wrote}\n\n{quoted}",
        headers={"In-Reply-To": mail.message_id, "References": " ".join(ids)},
    )


def _answer_to_address(address: str) -> Answer:
    """A new mail into a conversation, from the customer of its order."""
    with all_shops("whoever plays the customer has the address alone"):
        thread = Thread.objects.filter(reply_token=read_reply_token(address) or "").select_related("order").first()
    if thread is None:
        return Answer(to=address, sender="", subject="Re:", body="")
    subject = f"Re: [{thread.order.order_id}] {thread.topic_value}"
    return Answer(to=address, sender=thread.order.customer_email, subject=subject, body="")


def _compose(answer: Answer, files: list[Path]) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = answer.sender, answer.to, answer.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = make_msgid(domain=answer.sender.rpartition("@")[2] or "customer.example")
    for name, value in answer.headers.items():
        if value:
            mail[name] = value
    mail.set_content(answer.body)
    for path in files:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        maintype, _, subtype = kind.partition("/")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=path.name)
    return mail


def _send(mail: EmailMessage, answer: Answer) -> str:
    """Hand the mail to the door; what the door says."""
    try:
        with smtplib.SMTP("127.0.0.1", settings.SMTP_PORT, timeout=30) as door:
            door.ehlo()
            door.mail(answer.sender)
            code, said = door.rcpt(answer.to)
            if code == 250:
                code, said = door.data(mail.as_bytes())
    except (OSError, smtplib.SMTPException) as error:
        raise CommandError(f"No mail door at 127.0.0.1:{settings.SMTP_PORT}: does the stack run? ({error})") from error
    text = f"{code} {said.decode(errors='replace')}"
    if code != 250:
        raise CommandError(text)
    return text
