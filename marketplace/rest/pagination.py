"""Both paginations of the seller API: by offset with a total and a Link header, and by seeking with a token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Field, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.rest.page_tokens import PageToken, read_token
from marketplace.rest.wire import Query, refuse

Row = TypeVar("Row", bound=Model)

# Offsets beyond a billion are slips, and a sum of two must fit Postgres' bigint.
_FURTHEST = 10**9


def read_sort(
    query: Query, allowed: Mapping[str, Sequence[str]], *, default: str, descending: bool = False
) -> list[str]:
    """Order by `sort` and `order` from a whitelist of names; each names model fields that end in the key."""
    name = query.choice("sort", allowed) or default
    direction = (query.text("order") or ("desc" if descending else "asc")).lower()
    if direction not in ("asc", "desc"):
        raise refuse("order", _("The order is asc or desc."))
    return [f"-{each}" if direction == "desc" else each for each in allowed[name]]


@dataclass(frozen=True)
class OffsetPage:
    """`max` rows from `offset` on. More than `most` are cut to `most`: connectors ask for too many."""

    request: Request
    size: int
    offset: int
    everything: bool

    @classmethod
    def read(cls, request: Request, *, default: int = 10, most: int = 100) -> "OffsetPage":
        query = Query(request.query_params)
        size = query.integer("max")
        # `start` is what some connectors send instead (trap 16).
        offset = query.integer("offset", maximum=_FURTHEST) or query.integer("start", maximum=_FURTHEST) or 0
        everything = query.boolean("paginate") is False
        return cls(request, size=min(default if size is None else size, most), offset=offset, everything=everything)

    def rows(self, queryset: QuerySet[Row]) -> list[Row]:
        """This page's rows, in one query."""
        return list(queryset if self.everything else queryset[self.offset : self.offset + self.size])

    def answer(self, name: str, rows: Sequence[Any], *, total: int) -> Response:
        """`{name: rows, total_count}` with links to the neighbours that have rows."""
        return Response({name: rows, "total_count": total}, headers=self._links(total))

    def _links(self, total: int) -> dict[str, str]:
        if self.everything or not self.size:
            return {}
        links = []
        if self.offset > 0 and total:
            links.append(self._link(max(min(self.offset, total) - self.size, 0), "previous"))
        if self.offset + self.size < total:
            links.append(self._link(self.offset + self.size, "next"))
        return {"Link": ", ".join(links)} if links else {}

    def _link(self, offset: int, relation: str) -> str:
        query = self.request.query_params.copy()
        query.pop("start", None)
        query["offset"], query["max"] = str(offset), str(self.size)
        return f'<{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}>; rel="{relation}"'


@dataclass(frozen=True)
class SeekPage(Generic[Row]):
    """`limit` rows behind a place in the list. With a `page_token` every other parameter comes from the token.

    `query` is what filters must read. Sort fields are never null and end in the key: pages neither overlap nor skip.
    """

    operation: str
    shop_id: int
    query: Query
    fields: tuple[str, ...]
    descending: bool
    limit: int
    token: PageToken | None = field(default=None)

    @classmethod
    def read(
        cls,
        request: Request,
        *,
        operation: str,
        shop_id: int,
        sorts: Mapping[str, Sequence[str]],
        default: str,
        limit: int = 10,
        most: int = 100,
    ) -> "SeekPage[Row]":
        """`sorts` is the whitelist, `default` the sort as it would be sent: `dateCreated,DESC`."""
        query, token = _read_query(request, operation)
        fields, descending = _read_criterion(query, sorts, default)
        size = query.integer("limit", minimum=1)
        return cls(operation, shop_id, query, fields, descending, min(size or limit, most), token)

    def answer(self, queryset: QuerySet[Row], build: Any) -> Response:
        """The page as `{data, next_page_token, previous_page_token}`, tokens only where rows are."""
        rows = self._rows(queryset)
        body: dict[str, Any] = {"data": build(rows)}
        if rows and self._has_more(queryset, rows[-1], forwards=True):
            body["next_page_token"] = self._token(rows[-1], forwards=True)
        if rows and self._has_more(queryset, rows[0], forwards=False):
            body["previous_page_token"] = self._token(rows[0], forwards=False)
        return Response(body)

    def _rows(self, queryset: QuerySet[Row]) -> list[Row]:
        forwards = self.token is None or self.token.forwards
        found = self._ordered(queryset, forwards=forwards)
        if self.token:
            found = found.filter(self._behind(self._key_of_token(queryset, self.token), forwards=forwards))
        rows = list(found[: self.limit])
        return rows if forwards else rows[::-1]

    def _has_more(self, queryset: QuerySet[Row], row: Row, *, forwards: bool) -> bool:
        if self.token is None and not forwards:
            return False
        key = [getattr(row, name) for name in self.fields]
        return queryset.order_by().filter(self._behind(key, forwards=forwards)).exists()

    def _ordered(self, queryset: QuerySet[Row], *, forwards: bool) -> QuerySet[Row]:
        sign = "-" if self.descending == forwards else ""
        return queryset.order_by(*(f"{sign}{name}" for name in self.fields))

    def _behind(self, key: Sequence[Any], *, forwards: bool) -> Q:
        """Rows behind `key`: lexicographic, with a plain bound on the first field for the index."""
        compare = "lt" if self.descending == forwards else "gt"
        behind = Q()
        for last in range(len(self.fields)):
            same = {name: key[at] for at, name in enumerate(self.fields[:last])}
            behind |= Q(**same, **{f"{self.fields[last]}__{compare}": key[last]})
        return Q(**{f"{self.fields[0]}__{compare}e": key[0]}) & behind

    def _key_of_token(self, queryset: QuerySet[Row], token: PageToken) -> list[Any]:
        fields = (_field(queryset.model, name) for name in self.fields)
        return [each.to_python(text) for each, text in zip(fields, token.key, strict=True)]

    def _token(self, row: Row, *, forwards: bool) -> str:
        key = [_field(type(row), name).value_to_string(row) for name in self.fields]
        return PageToken(self.operation, self.shop_id, self._carried(), key, forwards).write()

    def _carried(self) -> str:
        query = self.query.values.copy()
        query.pop("page_token", None)
        return query.urlencode()


def asked_query(request: Request, *, operation: str) -> Query:
    """The query that a list is asked with: that of the page token where there is one."""
    return _read_query(request, operation)[0]


def _read_query(request: Request, operation: str) -> tuple[Query, PageToken | None]:
    query = Query(request.query_params)
    text = query.text("page_token")
    if not text:
        return query, None
    token = read_token(text, operation=operation)
    return Query(QueryDict(token.query)), token


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[return-value]  # sort fields are columns


def _read_criterion(query: Query, sorts: Mapping[str, Sequence[str]], default: str) -> tuple[tuple[str, ...], bool]:
    name, _comma, direction = (query.text("sort") or default).partition(",")
    direction = (direction or default.partition(",")[2]).strip().upper()
    if name not in sorts or direction not in ("ASC", "DESC"):
        allowed = ", ".join(f"{each},ASC|DESC" for each in sorts)
        raise refuse("sort", _("Sorting is one of %(allowed)s.") % {"allowed": allowed})
    return tuple(sorts[name]), direction == "DESC"
