"""One figure: its page, and its rows as a file."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.errors import DomainError, NotFound
from marketplace.portal import exports
from marketplace.tenancy import shop_scope
from metrics.charts import Chart
from metrics.choices import Part
from metrics.definitions import FIGURES, Figure
from metrics.limits import JUDGED_DAYS
from metrics.measures import FigureRow, Measured, RowPage
from metrics.pages import rows as row_pages
from metrics.pages.consequences import consequences_of
from metrics.pages.courses import course_of, days_chart, is_rolling, months_chart
from metrics.pages.mending import steps_for
from metrics.pages.performance import PartLink, beside_texts, parts_of
from metrics.pages.spreads import SpreadRow, spread_rows
from metrics.pages.standings import Verdict
from metrics.pages.stretches import last_days
from metrics.pages.values import reason_for_none, write_of, write_value
from metrics.periods import Span
from metrics.views.base import FiguresView

_RESPONSE = "order_messages_response_delay"
_LONGEST_COURSE = 365  # days drawn where the stretch has no beginning


class FigureView(FiguresView):
    """One figure: its course, its months, what follows and how to mend it, and the rows that it counts."""

    template_name = "metrics/figure.html"
    fragment_name = "metrics/_figure.html"
    region: ClassVar[str] = "figures"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        figure = FIGURES.get(kwargs["figure"])
        if figure is None:
            raise NotFound()
        self.figure: Figure = figure
        kind = request.GET.get("format", "")
        if kind in {"csv", "xlsx"} and self.part is not None:
            return self.export_file(kind)
        return super().get(request, *args, **kwargs)

    @property
    def measured(self) -> Measured:
        return self.figures[self.figure.code]

    @property
    def verdict(self) -> Verdict | None:
        return self.verdicts.get(self.figure.code)

    @cached_property
    def parts(self) -> list[PartLink]:
        return parts_of(self.measured, self.place)

    @cached_property
    def part(self) -> Part | None:
        return row_pages.choose_part(self.request.GET.get("part", ""), [each.part for each in self.parts])

    @cached_property
    def read_rows(self) -> Callable[[str, int], RowPage]:
        """Reads a page of the part's rows from a place on, and so many of them."""
        return row_pages.reader(
            self.figure, self.part or Part.NUMERATOR, self.place, rights=self.member.rights, at=self.at
        )

    def shown(self) -> dict[str, Any]:
        measured, verdict, code = self.measured, self.verdict, self.figure.code
        return {
            "figure": self.figure,
            "value": write_value(measured),
            "reason": reason_for_none(measured),
            "detail": write_of(measured) if measured.value is not None else "",
            "verdict": verdict,
            "is_judged": self.stretch.judges(self.figure),
            "follows": consequences_of(verdict) if verdict else [],
            "steps": steps_for(code, shop_id=self.shop.pk, rights=self.member.rights),
            "beside": [] if self.spread else beside_texts(measured),  # the spread holds the same mean
            "spread": self.spread,
            "judged_days": JUDGED_DAYS,
            "is_rolling": is_rolling(self.figure),
            "page_title": " · ".join([str(self.figure.label), _("Performance"), self.shop.name]),
            "action": reverse("metrics:figure", args=[self.shop.pk, code]),
            **self.charts(),
            **self.row_context(),
        }

    @cached_property
    def spread(self) -> Sequence[SpreadRow]:
        """Median and 90th percentile of the response time: of the whole shop, in a stretch that ends now."""
        is_now = self.stretch.until in (None, self.today)
        if self.figure.code != _RESPONSE or self.channel_pk is not None or not is_now:
            return []
        return spread_rows(shop_id=self.shop.pk, since=self.stretch.since, at=self.at)

    @property
    def course(self) -> Span:
        """The stretch, with the days before it that its first ones reach back to."""
        until = self.stretch.until or self.today
        return course_of(self.stretch.since or last_days(_LONGEST_COURSE, today=until)[0], until)

    def charts(self) -> dict[str, Chart | None]:
        """The course by day, and the last four months with their limits where one channel is shown."""
        if self.figure.missing or not self.figure.by_period:
            return {"by_day": None, "by_month": None}
        judged = self.verdict.judged if self.verdict and self.channel else None
        days = self.reader.days(*self.course.bounds, codes=(self.figure.code,))
        first = self.course.bounds[0] + timedelta(days=JUDGED_DAYS - 1)
        now = self.measured if self.stretch.is_judged else None
        return {
            "by_day": days_chart(self.figure, days, first=first, now=now, judged=judged),
            "by_month": months_chart(self.figure, self.months, judged),
        }

    def row_context(self) -> dict[str, Any]:
        """The chosen part and a page of its rows."""
        if self.part is None:
            return {"parts": [], "rows": []}
        found = self._read_page()
        currency = self.measured.currency
        shown = row_pages.show_rows(
            found,
            figure=self.figure,
            part=self.part,
            currency=currency,
            shop_id=self.shop.pk,
            rights=self.member.rights,
        )
        url = self.place.url(self.figure.code, part=self.part)
        following = self.place.url(self.figure.code, part=self.part, seek=found.next_seek) if found.next_seek else ""
        return {
            "parts": self.parts,
            "part": self.part,
            "part_text": next((each.long_label for each in self.parts if each.part == self.part), ""),
            "rows": shown,
            "has_amounts": any(each.amount for each in shown),
            "first_url": f"{url}#rows" if self.request.GET.get("seek") else "",
            "following_url": f"{following}#rows" if following else "",
            "csv_url": f"{url}&format=csv",
            "xlsx_url": f"{url}&format=xlsx",
        }

    def _read_page(self) -> RowPage:
        try:
            return self.read_rows(self.request.GET.get("seek", ""), row_pages.PAGE_ROWS)
        except DomainError:
            return self.read_rows("", row_pages.PAGE_ROWS)

    def export_file(self, kind: str) -> HttpResponseBase:
        """All rows of the part as a file."""
        zone = (self.channel or self.channels[0]).timezone if self.channels else "UTC"
        columns = row_pages.export_columns(zone)
        name = f"{slugify(self.figure.code)}-{self.part}-{slugify(self.shop.name) or self.shop.pk}.{kind}"
        if kind == "xlsx":
            book = exports.write_xlsx(columns, row_pages.every_row(self.read_rows))
            response = FileResponse(book, as_attachment=True, filename=name)
            response["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return response
        lines = StreamingHttpResponse(
            exports.csv_lines(columns, self._rows_later()), content_type="text/csv; charset=utf-8"
        )
        lines["Content-Disposition"] = f'attachment; filename="{name}"'
        return lines

    def _rows_later(self) -> Iterator[FigureRow]:
        """The rows of a streamed file, which leaves after the request's transaction: scope and language open anew."""
        shop, language = self.shop, translation.get_language()
        read = self.read_rows  # knows by now what to read

        def stream() -> Iterator[FigureRow]:
            with shop_scope(shop), translation.override(language):
                yield from row_pages.every_row(read)

        return stream()
