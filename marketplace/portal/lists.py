"""The list page: tabs by what to do, filters, order and page in the URL, bulk actions, export.

Declared, not written, by each list:

class OrderList(ListView):
    permission, area, url_name = Right.ORDER_READ, "orders", "orders:list"
    filterset_class = OrderFilterSet
    tabs = (Tab("accept", _("To accept"), lambda orders: orders.to_accept()), ...)
    sorts = (Sort("due", _("Deadline"), (SortField("next_due", nullable=True), SortField("pk"))), ...)
    columns = (Column("due", _("Deadline"), sort="due", template="orders/cells/_due.html", value=..., css="due"), ...)

    def get_queryset(self): return Order.objects.with_next_deadline()
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise, cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal import exports, formats
from marketplace.portal.filtering import SEARCH, Chip, active_chips
from marketplace.portal.paging import AFTER, BEFORE, CursorInvalid, Page, SortField, ordered, read_page
from marketplace.portal.views import PortalView
from marketplace.tenancy import shop_scope

COUNT_CAP = 1_000  # "1,000+" is a good answer, and never a slow one
PAGE_SIZES = (25, 50, 100)
_OWN_PARAMETERS = ("tab", "sort", "size", "cols", "format", AFTER, BEFORE)


@dataclass(frozen=True)
class Tab:
    """A list within the list. `narrow` picks its rows; `late` shows its count as something overdue.

    `empty_title` and `empty_text` say why it is empty and what to do, where that differs from the whole list's words.
    """

    code: str
    label: str | Promise
    narrow: Callable[[Any], Any] = lambda queryset: queryset
    late: bool = False
    empty_title: str | Promise = ""
    empty_text: str | Promise = ""


@dataclass(frozen=True)
class Sort:
    """An order that the URL may name; with a minus it runs the other way. The last field must be unique."""

    code: str
    label: str | Promise
    fields: tuple[SortField, ...]


@dataclass(frozen=True)
class Column:
    """A column: printed by `template` (with `row`) or as the text of `value`; exported by `export` or `value`."""

    code: str
    label: str | Promise
    value: Callable[[Any], Any] | None = None
    template: str = ""
    sort: str = ""
    css: str = ""
    export: Callable[[Any], Any] | None = None
    optional: bool = False
    on_screen: bool = True

    @property
    def exporter(self) -> Callable[[Any], Any] | None:
        return self.export or self.value


def file_column(code: str, label: str | Promise, export: Callable[[Any], Any]) -> Column:
    """A column of the exported file alone."""
    return Column(code, label, export=export, on_screen=False)


@dataclass(frozen=True)
class BulkAction:
    """An action on the selected rows: posts `selected` to a route. `%n` in the labels is their number."""

    code: str
    one: str | Promise
    many: str | Promise
    url_name: str
    right: Right
    main: bool = False

    @property
    def label(self) -> str:
        """Before script has counted: the plural without its number."""
        return " ".join(str(self.many).replace("%n", "").split())


@dataclass(frozen=True)
class TabLink:
    """A tab as printed."""

    label: str | Promise
    url: str
    count: str
    current: bool
    late: bool


@dataclass(frozen=True)
class HeaderCell:
    """A table head as printed: its link sorts, or turns the order around."""

    column: Column
    url: str
    direction: str


class ListView(PortalView):
    """Base of every list page. The same URL answers with the page, its fragment, or the file."""

    template_name = "portal/list.html"
    fragment_name = "portal/_list.html"
    region: ClassVar[str] = "list"
    poll_seconds: ClassVar[int] = 30  # a list is counted anew each time, tab by tab
    url_name: ClassVar[str]
    title: ClassVar[str | Promise]
    find_label: ClassVar[str | Promise] = _("Find in this list")
    filterset_class: ClassVar[type[django_filters.FilterSet]]
    tabs: ClassVar[Sequence[Tab]] = (Tab("all", _("All")),)
    sorts: ClassVar[Sequence[Sort]]
    columns: ClassVar[Sequence[Column]]
    bulk: ClassVar[Sequence[BulkAction]] = ()
    page_size: ClassVar[int] = 50
    export_name: ClassVar[str | Promise] = _("list")
    empty_title: ClassVar[str | Promise] = _("Nothing here yet")
    empty_text: ClassVar[str | Promise] = ""
    no_match_title: ClassVar[str | Promise] = _("Nothing matches these filters")

    def get_queryset(self) -> QuerySet[Any]:
        """All rows of the list, with what its filters and order need."""
        raise NotImplementedError

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What the rows of a page or file need besides: prefetches, annotations. Counts do without."""
        return queryset

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        """A last look at the page's rows: attach what templates print (deadline cards)."""
        return rows

    def complete_rows(self, rows: Iterator[Any]) -> Iterator[Any]:
        """The same for the rows of a file, as they come."""
        return rows

    def row_url(self, row: Any) -> str:
        """Where a click on the row leads; empty for rows that do not open."""
        return ""

    def row_label(self, row: Any) -> str:
        """How the row is called in "Select …"."""
        return str(row)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = request.GET.get("format")
        if kind in {"csv", "xlsx"}:
            return self.export_file(kind)
        return self.page()

    @property
    def url(self) -> str:
        return reverse(self.url_name, kwargs={"shop_id": self.shop.pk})

    @cached_property
    def tab(self) -> Tab:
        wanted = self.request.GET.get("tab")
        return next((tab for tab in self.tabs if tab.code == wanted), self.default_tab())

    def default_tab(self) -> Tab:
        return self.tabs[0]

    @cached_property
    def sort(self) -> tuple[Sort, bool]:
        """The order asked for, and whether it runs backwards; an unknown one is the first."""
        wanted = self.request.GET.get("sort", "")
        known = {sort.code: sort for sort in self.sorts}
        return known.get(wanted.removeprefix("-"), self.sorts[0]), wanted.startswith("-") and wanted[1:] in known

    @cached_property
    def sort_fields(self) -> list[SortField]:
        sort, backwards = self.sort
        return [field.reversed() if backwards else field for field in sort.fields]

    @cached_property
    def size(self) -> int:
        wanted = self.request.GET.get("size", "")
        return int(wanted) if wanted.isdecimal() and int(wanted) in PAGE_SIZES else self.page_size

    @cached_property
    def filterset(self) -> django_filters.FilterSet:
        rows = self.tab.narrow(self.get_queryset())
        return self.filterset_class(self.request.GET, queryset=rows, request=self.request, prefix=None)

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """The rows of this tab that the filters let through; a filter that cannot be read lets none through."""
        matching: QuerySet[Any] = self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()
        return matching

    @cached_property
    def shown(self) -> list[Column]:
        """The columns of the screen: all, or those that the reader chose among the optional ones."""
        chosen = set(self.request.GET.getlist("cols"))
        return [c for c in self.columns if c.on_screen and (not c.optional or not chosen or c.code in chosen)]

    def read(self) -> Page:
        query, fields = self.request.GET, self.sort_fields
        rows = self.for_page(self.matching)
        salt = f"portal.list.{self.url_name}"
        try:
            return read_page(
                rows, fields, size=self.size, salt=salt, after=query.get(AFTER, ""), before=query.get(BEFORE, "")
            )
        except CursorInvalid:
            return read_page(rows, fields, size=self.size, salt=salt)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.read()
        context = super().get_context_data(**kwargs)
        context |= {
            "list": self,
            "here": self.request.get_full_path(),
            "rows": [ListRow(row, self) for row in self.prepare_rows(page.rows)],
            "tabs": self.tab_links(),
            "heads": self.heads(),
            "chips": self.chips,
            "total": capped_count(self.matching),
            "previous_url": self.query_url(**{BEFORE: page.previous, AFTER: ""}) if page.previous else "",
            "following_url": self.query_url(**{AFTER: page.following, BEFORE: ""}) if page.following else "",
            "actions": [action for action in self.bulk if action.right in self.member.rights],
            "optional_columns": [column for column in self.columns if column.optional and column.on_screen],
            "kept": self.kept_parameters(),
        }
        return context

    @cached_property
    def chips(self) -> list[Chip]:
        return active_chips(self.filterset, self.request.GET)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips or self.request.GET.get("q"))

    @property
    def nothing_title(self) -> str | Promise:
        return self.tab.empty_title or self.empty_title

    @property
    def nothing_text(self) -> str | Promise:
        return self.tab.empty_text or self.empty_text

    @property
    def clear_url(self) -> str:
        """The tab without its filters."""
        own = {key: self.request.GET.get(key, "") for key in ("tab", "sort", "size")}
        return self._url({key: value for key, value in own.items() if value})

    def tab_links(self) -> list[TabLink]:
        """Tabs with their counts, whatever the filters say: they are what is to do."""
        links = []
        for tab in self.tabs:
            count = capped_count(tab.narrow(self.get_queryset()))
            url = self.query_url(tab=tab.code, after="", before="")
            links.append(TabLink(tab.label, url, count, tab is self.tab, tab.late and count != "0"))
        return links

    def heads(self) -> list[HeaderCell]:
        return [self._head(column) for column in self.shown]

    def _head(self, column: Column) -> HeaderCell:
        sort, backwards = self.sort
        if not column.sort:
            return HeaderCell(column, "", "")
        current = column.sort == sort.code
        url = self.query_url(sort=f"-{column.sort}" if current and not backwards else column.sort, after="", before="")
        if not current:
            return HeaderCell(column, url, "")
        descending = self.sort_fields[0].descending
        return HeaderCell(column, url, "descending" if descending else "ascending")

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "")

    @property
    def filter_fields(self) -> list[Any]:
        """The fields of the filter menu; the free text stands outside it."""
        return [bound for bound in self.filterset.form if bound.name != SEARCH]

    @property
    def set_filters(self) -> list[tuple[str, str]]:
        """The filters in force, as the search field carries them along."""
        own = {*_OWN_PARAMETERS, SEARCH}
        return [(key, value) for key, values in self.request.GET.lists() if key not in own for value in values if value]

    @property
    def parameters_but_columns(self) -> list[tuple[str, str]]:
        skipped = {"cols", "format", AFTER, BEFORE}
        return [(key, value) for key, values in self.request.GET.lists() if key not in skipped for value in values]

    @property
    def caption(self) -> str:
        """What the table shows, for who hears it: "Orders, To ship, by Deadline"."""
        return gettext("%(list)s, %(tab)s, by %(order)s") % {
            "list": self.title,
            "tab": self.tab.label,
            "order": self.sort[0].label,
        }

    @property
    def page_title(self) -> str:
        """Tells browser tabs apart: "To ship · Orders · Shop"."""
        tab = [str(self.tab.label)] if len(self.tabs) > 1 else []
        return " · ".join([*tab, str(self.title), self.shop.name])

    def kept_parameters(self) -> list[tuple[str, str]]:
        """What the filter form carries along unseen: tab, order and columns, but not the place in the paging."""
        kept = (key for key in _OWN_PARAMETERS if key not in {AFTER, BEFORE, "format"})
        return [(key, value) for key in kept for value in self.request.GET.getlist(key)]

    def query_url(self, **changes: str) -> str:
        """This list's URL with some parameters changed; an empty one is left out."""
        query = self.request.GET.copy()
        query.pop("format", None)
        for key, value in changes.items():
            query.pop(key, None)
            if value:
                query[key] = value
        encoded = query.urlencode()
        return f"{self.url}?{encoded}" if encoded else self.url

    def _url(self, parameters: dict[str, str]) -> str:
        query = self.request.GET.copy()
        query.clear()
        query.update(parameters)
        return f"{self.url}?{query.urlencode()}" if parameters else self.url

    @property
    def csv_url(self) -> str:
        return self.query_url(format="csv", after="", before="")

    @property
    def xlsx_url(self) -> str:
        return self.query_url(format="xlsx", after="", before="")

    def file_columns(self) -> Sequence[Column]:
        """The columns of a file, as far as they have a value for it."""
        return self.columns

    def export_file(self, kind: str) -> HttpResponseBase:
        """All rows that match, in the list's order, as a file."""
        columns = exports.headers((c.label, c.exporter) for c in self.file_columns() if c.exporter)
        name = f"{slugify(str(self.export_name)) or 'list'}-{slugify(self.shop.name) or self.shop.pk}.{kind}"
        response: HttpResponse | StreamingHttpResponse | FileResponse
        if kind == "xlsx":
            rows = self.export_rows()
            response = FileResponse(exports.write_xlsx(columns, rows), as_attachment=True, filename=name)
            response["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return response
        response = StreamingHttpResponse(
            exports.csv_lines(columns, self._rows_later()), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def export_rows(self) -> Iterator[Any]:
        rows = ordered(self.for_page(self.matching), self.sort_fields)
        return self.complete_rows(rows[: exports.XLSX_ROWS].iterator(chunk_size=exports.CHUNK))

    def _rows_later(self) -> Iterator[Any]:
        """The rows of a streamed file. It leaves after the request's transaction: scope and language open anew."""
        rows, shop, language = (
            ordered(self.for_page(self.matching), self.sort_fields),
            self.shop,
            translation.get_language(),
        )

        def stream() -> Iterator[Any]:
            with shop_scope(shop), translation.override(language):
                yield from self.complete_rows(rows.iterator(chunk_size=exports.CHUNK))

        return stream()


class ListRow:
    """A row with what the table prints around it."""

    def __init__(self, row: Any, view: ListView) -> None:
        self.row = row
        self._view = view

    @cached_property
    def url(self) -> str:
        return self._view.row_url(self.row)

    @property
    def label(self) -> str:
        return self._view.row_label(self.row)

    @property
    def cells(self) -> list[tuple[Column, Any]]:
        return [(column, column.value(self.row) if column.value else "") for column in self._view.shown]


def capped_count(queryset: QuerySet[Any]) -> str:
    """How many rows, counted no further than the cap."""
    count = queryset.order_by().values("pk")[: COUNT_CAP + 1].count()
    return formats.write_count(count, cap=COUNT_CAP)
