from datetime import UTC, datetime

import pytest

from marketplace.outbox.composing import Attachment, MailParts, compose, named_sender

LONG_ID = "<AM0PR04MB5892F9C9E8A9C7E1C6A1B2C3D4E5F0123@AM0PR04MB5892.eurprd04.prod.outlook.com>"
# Decoded it holds line breaks and a header.
ENCODED = "=?utf-8?q?x=0D=0ABcc:_eve@evil.example=0D=0A=0D=0AHi?="


def lines_of(*, subject="Your parcel", sender="Alcolea", file_name="note.txt", headers=None):
    parts = MailParts(
        sender=named_sender(sender, "mail@market.example"),
        to=["ana@example.com"],
        subject=subject,
        text="It leaves today.",
        headers=headers or {},
        attachments=[Attachment.of(file_name, "text/plain", b"Monday")],
    )
    content = compose(parts=parts, message_id="<1@market.example>", at=datetime(2026, 3, 2, tzinfo=UTC))
    return content.decode("ascii").split("\r\n")


def test_ids_longer_than_a_line_go_out_as_they_are():
    lines = lines_of(headers={"In-Reply-To": LONG_ID, "References": f"<1@a.example> {LONG_ID}"})

    assert f"In-Reply-To: {LONG_ID}" in lines
    at = lines.index("References: <1@a.example>")
    assert lines[at + 1] == f" {LONG_ID}"


@pytest.mark.parametrize(
    "values",
    [
        {"subject": ENCODED},
        {"subject": f"[A-1] {ENCODED} {ENCODED}"},
        {"subject": f"=?{ENCODED}"},
        {"sender": ENCODED},
        {"file_name": f"{ENCODED}.txt"},
        {"headers": {"In-Reply-To": f"<{ENCODED}@a.example>"}},
        {"headers": {"References": f"<{ENCODED}@a.example>"}},
        {"headers": {"X-Note": ENCODED}},
    ],
    ids=str,
)
def test_what_looks_encoded_adds_no_header_and_no_body(values):
    lines = lines_of(**values)

    assert not [line for line in lines if line.startswith(("Bcc:", "Hi"))]
    assert "It leaves today." in lines
