"""The page of all figures; and the dashboard that renews itself."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from metrics.limits import JUDGED_DAYS
from metrics.pages.dashboard import dashboard
from metrics.pages.performance import groups_of
from metrics.pages.values import write_month
from metrics.views.base import FiguresView


class DashboardView(PortalView):
    """What stands below the queue of Today, by itself: it renews itself without the queue."""

    permission = Right.METRIC_READ
    area = "today"
    template_name = "metrics/dashboard.html"
    fragment_name = "metrics/_dashboard.html"
    region: ClassVar[str] = "dashboard"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(section=dashboard(self.shop, self.member.rights, clock.now()))


class PerformanceView(FiguresView):
    """All figures."""

    template_name = "metrics/performance.html"
    fragment_name = "metrics/_performance.html"
    region: ClassVar[str] = "figures"

    def shown(self) -> dict[str, Any]:
        return {
            "groups": groups_of(self.figures, self.verdicts, self.months, self.place),
            "months": [{"label": write_month(each), "is_running": each.is_running} for each in self.months],
            "page_title": self.page_title,
            "judged_days": JUDGED_DAYS,
            "action": reverse("metrics:performance", args=[self.shop.pk]),
        }

    @property
    def page_title(self) -> str:
        over = sum(verdict.judged.is_over for verdict in self.verdicts.values())
        first = (
            [ngettext("%(n)s past its limit or warning", "%(n)s past their limits or warnings", over) % {"n": over}]
            if over
            else []
        )
        return " · ".join([*first, _("Performance"), self.shop.name])
