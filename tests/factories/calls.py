"""A caller of the REST faces: a key and the calls that it makes."""

from typing import Any

import orjson
from django.test import Client


class Caller:
    """Calls with one key raw in `Authorization`, or none. An error on our side is an answer, as it is outside."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query, headers=self._headers())

    def send(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Any:
        """Any method with a JSON body, or with none at all."""
        content = b"" if body is None else orjson.dumps(body)
        return self.raw(method, path, content, headers=headers)

    def raw(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Any method with any bytes."""
        sent = {**self._headers(), **(headers or {})}
        return self.client.generic(method, path, content, content_type=content_type, headers=sent)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.send("PUT", path, body, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.send("POST", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.send("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.send("DELETE", path, **options)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.key} if self.key else {}
