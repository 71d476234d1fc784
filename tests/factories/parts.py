"""Bodies in parts, written out byte by byte as real clients send them."""

from dataclasses import dataclass

BOUNDARY = "----FormBoundary7MA4YWxkTrZu0gW"


@dataclass(frozen=True)
class Part:
    """One part: a field, or a file where it has a name."""

    name: str
    content: bytes
    filename: str | None = None
    content_type: str = ""

    def written(self) -> bytes:
        head = f'Content-Disposition: form-data; name="{self.name}"'
        if self.filename is not None:
            head += f'; filename="{self.filename}"'
        if self.content_type:
            head += f"\r\nContent-Type: {self.content_type}"
        return head.encode() + b"\r\n\r\n" + self.content + b"\r\n"


def in_parts(*parts: Part, boundary: str = BOUNDARY, is_closed: bool = True) -> bytes:
    """The body; an open one was cut off before its end."""
    opening = f"--{boundary}\r\n".encode()
    body = b"".join(opening + part.written() for part in parts)
    return body + f"--{boundary}--\r\n".encode() if is_closed else body


def content_type(boundary: str = BOUNDARY) -> str:
    """The header that goes with it."""
    return f"multipart/form-data; boundary={boundary}"
