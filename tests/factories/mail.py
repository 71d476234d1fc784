"""Mails as customers' programs send them, byte for byte."""

import base64
from collections.abc import Sequence
from email.header import Header

ANA = "Ana Ejemplo <ana@example.com>"


def make_mail(
    body: str = "¿Cuándo llega?",
    *,
    sender: str = ANA,
    to: str = "help@reply.example",
    subject: str = "Re: Pedido",
    message_id: str = "<1@mail.example.com>",
    content_type: str = "text/plain; charset=utf-8",
    headers: Sequence[str] = (),
) -> bytes:
    """One part, 8 bit."""
    head = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {Header(subject).encode()}",
        "Date: Mon, 03 Nov 2025 10:00:00 +0100",
        *([f"Message-ID: {message_id}"] if message_id else []),
        *headers,
        "MIME-Version: 1.0",
        f"Content-Type: {content_type}",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\r\n".join([*head, "", *body.split("\n"), ""]).encode()


def make_mixed(body: str, *files: tuple[str, str, bytes], headers: Sequence[str] = (), to: str = "") -> bytes:
    """A text and files, each with its Content-Disposition as it stands, its type and its bytes."""
    parts = [f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()]
    for disposition, mimetype, content in files:
        head = f"Content-Type: {mimetype}\r\n{disposition}Content-Transfer-Encoding: base64\r\n\r\n"
        parts.append(head.encode() + base64.encodebytes(content))
    recipient = [f"To: {to}"] if to else []
    head = "\r\n".join([f"From: {ANA}", *recipient, *headers, 'Content-Type: multipart/mixed; boundary="xyz"', "", ""])
    return head.encode() + b"".join(b"--xyz\r\n" + part + b"\r\n" for part in parts) + b"--xyz--\r\n"


def make_bounce(bounced_id: str, *, action: str = "failed", to: str = "help@reply.example") -> bytes:
    """A delivery report in the standard's form (RFC 3464) that sends a mail back."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@mx.example.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

<ana@example.com>: host mx.example.com said: 550 5.1.1 User unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ana@example.com
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

From: shop@example.com
To: ana@example.com
Message-ID: {bounced_id}
Subject: Your order

Hello
--b--
""".replace("\n", "\r\n").encode()
