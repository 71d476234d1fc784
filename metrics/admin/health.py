"""The health of all shops in one list, the worst first; and the rows behind one figure of one shop (R109)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.errors import ValidationFailed
from marketplace.operator import OperatorAdmin
from marketplace.permissions import Right
from marketplace.shops.models import Channel, Shop
from metrics.admin.limits import FigureLimitForm
from metrics.choices import Part
from metrics.definitions import FIGURES, Figure
from metrics.limits import JUDGED_DAYS, Judged, Standing
from metrics.models import FigureLimit
from metrics.pages.rows import PAGE_ROWS
from metrics.pages.standings import write_limits
from metrics.pages.stretches import last_days, today_in
from metrics.pages.values import reason_for_none, write_of, write_value
from metrics.services.drilldown import rows_of
from metrics.services.health import FigureHealth, ShopHealth, read_health

SHOPS_SHOWN = 50


@dataclass(frozen=True)
class Cell:
    """A figure of a shop as the list prints it."""

    text: str
    detail: str
    judged: Judged
    url: str


@dataclass(frozen=True)
class Row:
    """A shop on one channel."""

    health: ShopHealth
    cells: Sequence[Cell | None]
    url: str


@admin.register(FigureLimit)
class FigureLimitAdmin(OperatorAdmin):
    """All limits by channel; they are changed here or on the channel."""

    form = FigureLimitForm
    fields = ("channel", "figure", ("warning", "suspension"), "min_counted")
    list_display = ("figure_label", "channel", "limits", "min_counted")
    list_filter = ("channel",)
    list_select_related = ("channel",)

    @admin.display(description=gettext_lazy("figure"), ordering="figure")
    def figure_label(self, limit: FigureLimit) -> str:
        return str(FIGURES[limit.figure].label) if limit.figure in FIGURES else limit.figure

    @admin.display(description=gettext_lazy("limits"))
    def limits(self, limit: FigureLimit) -> str:
        figure = FIGURES.get(limit.figure)
        return write_limits(figure, limit.warning, limit.suspension) if figure else ""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("health/", self.admin_site.admin_view(self.health), name="metrics_health_changelist"),
            path(
                "health/<int:shop_id>/<int:channel_id>/<slug:figure>/",
                self.admin_site.admin_view(self.behind),
                name="metrics_health_rows",
            ),
        ]
        return [*own, *super().get_urls()]

    def health(self, request: HttpRequest) -> HttpResponse:
        """All shops, filtered by name, channel, and whether any figure is over its limit."""
        self._check(request)
        channels = list(Channel.objects.order_by("code"))
        chosen = next((each for each in channels if each.code == request.GET.get("channel")), None)
        found = read_health(at=clock.now(), channel_id=chosen.pk if chosen else None)
        wanted, only_over = request.GET.get("q", "").strip(), request.GET.get("over") == "1"
        shown = [
            each for each in found if wanted.casefold() in each.shop_name.casefold() and (each.is_over or not only_over)
        ]
        figures = _judged_figures(found)
        page: Page[ShopHealth] = Paginator(shown, SHOPS_SHOWN).get_page(request.GET.get("page"))
        context = {
            "title": _("Health of all shops"),
            "figures": figures,
            "rows": [_row(each, figures) for each in page],
            "page": page,
            "channels": channels,
            "chosen": chosen,
            "q": wanted,
            "only_over": only_over,
            "over_count": sum(each.worst == Standing.SUSPENSION for each in found),
            "warned_count": sum(each.worst == Standing.WARNING for each in found),
            "shop_count": len(found),
            "days": JUDGED_DAYS,
            "query": urlencode({key: request.GET[key] for key in ("q", "channel", "over") if request.GET.get(key)}),
        }
        return self._page(request, "admin/metrics/health.html", context)

    def behind(self, request: HttpRequest, shop_id: int, channel_id: int, figure: str) -> HttpResponse:
        """The rows that one figure of one shop counts above the line, or another part of it."""
        self._check(request)
        shop, channel = Shop.objects.filter(pk=shop_id).first(), Channel.objects.filter(pk=channel_id).first()
        if shop is None or channel is None or figure not in FIGURES:
            raise Http404
        chosen, at = FIGURES[figure], clock.now()
        since, until = last_days(JUDGED_DAYS, today=today_in([channel], at))
        part = next((each for each in _parts_of(chosen) if each == request.GET.get("part")), Part.NUMERATOR)
        read = partial(
            rows_of,
            figure=figure,
            part=part,
            shop_id=shop.pk,
            channel_id=channel.pk if chosen.by_channel else None,
            since=since,
            until=until,
            at=at,
            limit=PAGE_ROWS,
            rights=frozenset(Right),
        )
        try:
            found = read(seek=request.GET.get("seek", ""))
        except ValidationFailed:
            found = read()  # a place of another list: from the first page
        labels = {Part.NUMERATOR: chosen.numerator_label, Part.DENOMINATOR: chosen.denominator_label}
        context = {
            "title": f"{chosen.label} · {shop.name} · {channel.label}",
            "figure": chosen,
            "parts": [(each.value, labels.get(each, each.label), each == part) for each in _parts_of(chosen)],
            "part": part,
            "rows": [(each, _order_url(each.order_id)) for each in found.rows],
            "next_seek": urlencode({"part": part, "seek": found.next_seek}) if found.next_seek else "",
            "health_url": reverse("admin:metrics_health_changelist"),
        }
        return self._page(request, "admin/metrics/behind.html", context)

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        return TemplateResponse(request, template, {**self.admin_site.each_context(request), **context})


def _judged_figures(found: Sequence[ShopHealth]) -> list[Figure]:
    """The figures that any shop is judged by and that can have a value, in the registry's order."""
    codes = {code for each in found for code in each.figures}
    return [figure for code, figure in FIGURES.items() if code in codes and not figure.missing]


def _parts_of(figure: Figure) -> list[Part]:
    return [part for part in Part if getattr(figure, part.value)]


def _row(health: ShopHealth, figures: Sequence[Figure]) -> Row:
    cells = [_cell(health, health.figures.get(figure.code)) for figure in figures]
    return Row(health, cells, reverse("admin:shops_shop_change", args=[health.shop_id]))


def _cell(health: ShopHealth, each: FigureHealth | None) -> Cell | None:
    if each is None:
        return None
    measured = each.measured
    url = reverse("admin:metrics_health_rows", args=[health.shop_id, health.channel_id, measured.figure.code])
    detail = write_of(measured) if measured.value is not None else reason_for_none(measured)
    return Cell(write_value(measured), detail, each.judged, url)


def _order_url(order_id: str) -> str:
    return f"{reverse('admin:orders_order_changelist')}?{urlencode({'q': order_id})}" if order_id else ""
