"""A living style page: every component of the portal once, on invented data. Served by the tests alone, no query.

The moment is Mon 4 May 2026, 15:12 in Madrid, after the holiday of 1 May.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.utils import timezone
from django.views import View

from marketplace import clock, worktime
from marketplace.actors import Actor, ActorKind
from marketplace.permissions import Right, Role
from marketplace.portal.deadline_card import DeadlineCard, WhyLink, build_card

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 5, 4, 15, 12, tzinfo=MADRID)
OFFICE = worktime.WorkCalendar(
    timezone="Europe/Madrid",
    windows={day: [(time(9), time(18))] for day in range(1, 6)},
    holidays={date(2026, 5, 1)},
)
OFFICE_POLICY = {"clock": "WORKING", "timezone": "Europe/Madrid", "holidays": {"2026-05-01": "Fiesta del Trabajo"}}
BRAZIL = worktime.WorkCalendar(
    timezone="America/Sao_Paulo",
    windows={day: [(time(9), time(18))] for day in range(1, 6)},
    holidays={date(2026, 5, 1)},
)
ALL_DAY = worktime.WorkCalendar(
    timezone="Europe/Madrid",
    windows={day: [(time(0), time.max)] for day in range(1, 6)},
    holidays={date(2026, 5, 1)},
)


def madrid(day: int, hour: int = 0, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)


@dataclass
class Row:
    """A deadline as the card wants it."""

    opened_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    policy: dict[str, Any] = field(default_factory=lambda: dict(OFFICE_POLICY))


def card(key: str, row: Row, calendar: worktime.WorkCalendar | None = OFFICE, **more: Any) -> DeadlineCard:
    end = max(row.due_at, row.closed_at or NOW)
    return build_card(
        row,
        key=key,
        segments=worktime.segments(row.opened_at, end, calendar),
        at=NOW,
        rule_text=more.pop("rule_text", "Answer within 24 working hours · Spain, Mon–Fri 09:00–18:00"),
        missed_text=more.pop("missed_text", "It counts as 1 late answer; the warning comes at 5 in a month."),
        links=[WhyLink("Rows of this figure", "#rows"), WhyLink("Rule as of 29 Apr", "#rule")],
        why_url=f"/gallery/why/{key}",
        **more,
    )


def cards() -> dict[str, DeadlineCard]:
    elapsed = {"clock": "ELAPSED", "timezone": "Europe/Madrid"}
    brazil = {**OFFICE_POLICY, "timezone": "America/Sao_Paulo"}
    all_day = {**OFFICE_POLICY}
    return {
        "overdue": card("overdue", Row(madrid(28, 18, 0, 4), madrid(30, 18, 0, 4))),
        "overdue_elapsed": card("overdue_elapsed", Row(madrid(2, 14), madrid(4, 14), policy=elapsed), None),
        "soon": card("soon", Row(madrid(29, 11, 20, 4), madrid(4, 17, 20), warn_at=madrid(4, 10))),
        "soon_brazil": card(
            "soon_brazil", Row(madrid(30, 9, 0, 4), madrid(5, 15), warn_at=madrid(4, 12), policy=brazil), BRAZIL
        ),
        "ontime": card("ontime", Row(madrid(30, 16, 0, 4), madrid(5, 11), warn_at=madrid(5, 10))),
        "ontime_all_day": card("ontime_all_day", Row(madrid(30, 12, 0, 4), madrid(5, 12), policy=all_day), ALL_DAY),
        "ontime_long": card("ontime_long", Row(madrid(24, 9, 0, 4), madrid(18, 18), warn_at=madrid(14, 9))),
        "ontime_elapsed": card("ontime_elapsed", Row(madrid(4, 13, 5), madrid(5, 13, 5), policy=elapsed), None),
        "settled": card(
            "settled", Row(madrid(27, 12, 0, 4), madrid(29, 12, 0, 4), closed_at=madrid(28, 15, 31, 4), outcome="met")
        ),
        "settled_late": card(
            "settled_late",
            Row(madrid(27, 9, 0, 4), madrid(29, 9, 0, 4), closed_at=madrid(29, 11, 0, 4), outcome="late"),
        ),
        "void": card("void", Row(madrid(30, 9, 0, 4), madrid(5, 9), closed_at=madrid(4, 9, 26), outcome="void")),
    }


class GalleryForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Shop name", max_length=40, help_text="As customers see it.")
    email = forms.EmailField(label="E-mail of the customer service")
    price = forms.DecimalField(label="Price to the customer", help_text="0 means free shipping.")
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    country = forms.ChoiceField(label="Country", choices=[("ES", "Spain"), ("PT", "Portugal"), ("DE", "Germany")])
    method = forms.ChoiceField(
        label="Method", choices=[("standard", "Standard"), ("express", "Express")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Open on",
        choices=[("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = forms.DateField(label="Valid from", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    agreed = forms.BooleanField(label="Tell me by mail about new orders", required=False)


NAVIGATION = [
    ("today", "Today", "today", "12", "2"),
    ("orders", "Orders", "orders", "6", ""),
    ("messages", "Messages", "mail", "5", "1"),
    ("offers", "Offers", "tag", "", ""),
    ("invoices", "Invoices", "doc", "", "1"),
    ("shipping", "Shipping", "truck", "", ""),
    ("performance", "Performance", "chart", "", ""),
]


class GalleryFrame:
    """The frame's values without a database."""

    home_url = "/gallery/"
    clock = "Mon 4 May 2026, 15:12"
    person = "Nuria Caballero"
    initials = "NC"
    role = "Owner"
    language_url = "/gallery/"
    language_name = "English"
    search_url = "/gallery/"
    other_shops = (SimpleNamespace(name="Alcolea Jardín", url="/gallery/"),)
    account_links = (SimpleNamespace(label="Password", url="/gallery/", icon="lock"),)

    @property
    def navigation(self) -> Any:
        def link(code: str, label: str, icon: str, todo: str = "", late: str = "") -> Any:
            return SimpleNamespace(
                code=code, label=label, icon=icon, url="/gallery/", current=code == "orders", todo=todo, late=late
            )

        main = [link(*item) for item in NAVIGATION]
        foot = [link("members", "Members", "people"), link("settings", "Settings", "gear")]
        return SimpleNamespace(main=main, foot=foot, short=main[:4], rest=main[4:] + foot, rest_current=False)


SHIP = SimpleNamespace(
    url_name="gallery-bulk", one="Ship 1 order", many="Ship %n orders", label="Ship orders", main=True
)


def gallery_tab(label: str, count: str, mark: str) -> Any:
    return SimpleNamespace(label=label, count=count, url="/gallery/", current=mark == "current", late=mark == "late")


TABS = [
    ("To accept", "2", ""),
    ("To ship", "4", ""),
    ("Late", "1", "late"),
    ("Incidents", "0", ""),
    ("All", "1,000+", "current"),
]


def gallery_columns() -> list[Any]:
    """The columns of the gallery's list of orders."""
    return [
        SimpleNamespace(code=code, label=label, css=css, template=template)
        for code, label, css, template in [
            ("due", "Deadline", "due", "gallery/_due.html"),
            ("id", "Order", "", "gallery/_id.html"),
            ("customer", "Customer", "", "gallery/_customer.html"),
            ("state", "State", "", "gallery/_state.html"),
            ("channel", "Channel", "drop quiet", ""),
            ("paid", "Customer paid", "num", ""),
        ]
    ]


def gallery_list(rows: list[Any]) -> Any:
    """What the list templates read of a ListView."""
    columns = gallery_columns()
    chip = SimpleNamespace(label="Placed", value="from 20 Apr 2026", remove_query="")
    form = forms.Form()
    form.fields["state"] = forms.ChoiceField(
        label="State", choices=[("", "Any"), ("SHIPPING", "To ship")], required=False
    )
    view = SimpleNamespace(
        title="Orders",
        url="/gallery/",
        query="",
        caption="Orders, All, by Deadline",
        find_label="Number, name, SKU",
        set_filters=[],
        filter_fields=list(form),
        clear_url="/gallery/",
        csv_url="/gallery/",
        xlsx_url="/gallery/",
        shown=columns,
        parameters_but_columns=[],
        is_filtered=False,
        page_title="All · Orders",
    )
    heads = [
        SimpleNamespace(column=column, url="/gallery/", direction="ascending" if column.code == "due" else "")
        for column in columns
    ]
    items = [
        SimpleNamespace(
            row=row,
            url="/gallery/",
            label=row.id,
            cells=[(c, {"channel": row.channel, "paid": row.paid}.get(c.code, "")) for c in columns],
        )
        for row in rows
    ]
    return {
        "list": view,
        "heads": heads,
        "rows": items,
        "chips": [chip],
        "total": "1,000+",
        "kept": [],
        "optional_columns": columns[4:5],
        "tabs": [gallery_tab(*tab) for tab in TABS],
        "actions": [SHIP],
        "previous_url": "/gallery/",
        "following_url": "/gallery/",
    }


def order_rows(made: dict[str, DeadlineCard]) -> list[Any]:
    people = [
        (
            "overdue",
            "10417-A",
            "Inés Quintanilla Prado",
            "Madrid",
            "Invoice missing",
            "2 lines · shipped 30 Apr",
            "Spain",
            "€1,284.00",
        ),
        ("soon", "10482-A", "Marta Vidal Ferrer", "Valencia", "To accept", "3 lines", "Spain", "€148.90"),
        (
            "soon_brazil",
            "10473-A",
            "Thaís Andrade Figueiredo",
            "Curitiba",
            "Part shipped",
            "1 of 3 lines",
            "Brazil",
            "R$1,412.70",
        ),
        ("ontime", "10439-A", "Sebastian Köhler", "Leipzig", "Incident: damaged", "1 line", "Germany", "€329.00"),
        ("ontime_elapsed", "10485-A", "Katharina Osterholz", "Münster", "To accept", "1 line", "Germany", "€64.90"),
        ("ontime_all_day", "10476-A", "Álvaro Peñalver Sáez", "Murcia", "To ship", "2 lines", "Spain", "€118.40"),
        ("settled", "10436-A", "Beatriz Sottomayor Leal", "Braga", "Received", "3 lines", "Spain", "€241.60"),
        ("settled_late", "10441-B", "Mathis Oberländer", "Freiburg", "Delivered", "1 line", "Germany", "€152.30"),
    ]
    names = ("card", "id", "customer", "city", "state", "note", "channel", "paid")
    return [SimpleNamespace(pk=n, **dict(zip(names, (made[p[0]], *p[1:]), strict=True))) for n, p in enumerate(people)]


class GalleryView(View):
    """The page."""

    template = "gallery/gallery.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(MADRID), clock.frozen(NOW):
            response = TemplateResponse(request, self.template, self.context(request))
            return response.render()

    def context(self, request: HttpRequest) -> dict[str, Any]:
        request.user = SimpleNamespace(is_authenticated=True, email="nuria@alcolea.example")  # type: ignore[assignment]
        if request.GET.get("toast"):
            messages.success(request, "Order 10482-A accepted. Ship it by Wed 6 May 18:00.")
            messages.error(request, "10473-A was changed by Leire Montero a moment ago. Nothing was saved.")
        made = cards()
        bad = GalleryForm(
            {
                "name": "Alcolea Hogar",
                "email": "nuria",
                "price": "",
                "country": "ES",
                "days": ["1"],
                "note": "Kept as typed",
            }
        )
        member = SimpleNamespace(
            shop=SimpleNamespace(pk=1, name="Alcolea Hogar"),
            role=Role.SHOP_ADMIN,
            rights=frozenset(Right),
            actor=Actor(ActorKind.MEMBER, "Nuria Caballero"),
        )
        return {
            "frame": GalleryFrame(),
            "shop": member.shop,
            "member": member,
            "cards": made,
            "card_list": list(made.values()),
            "form": bad,
            "days": self.feed(),
            "amount": Decimal("-159.32"),
            "placed": madrid(29, 19, 44, 4),
            **gallery_list(order_rows(made)),
        }

    def feed(self) -> list[Any]:
        def entry(moment: datetime, text: str, by: str, reason: str = "") -> Any:
            return SimpleNamespace(at=moment.astimezone(UTC), text=text, by=by, reason=reason)

        return [
            (
                "Today",
                [
                    entry(madrid(4, 13, 20), "Warning: 2 lines to ship today", "clock"),
                    entry(madrid(4, 4, 18), "Parcel 1 in transit", "Correios"),
                ],
            ),
            (
                "Thu 30 Apr",
                [entry(madrid(30, 17, 52, 4), "1 line refused", "Leire Montero", "Out of stock: last one was damaged")],
            ),
        ]


class EmptyView(GalleryView):
    """A list without rows."""

    template = "portal/list.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().context(request)
        context["rows"] = []
        context["list"].nothing_title = "No order yet"
        context[
            "list"
        ].nothing_text = "Orders appear here as soon as a customer buys. Offers must be active and in stock."
        return context


class ListGalleryView(GalleryView):
    """The list page."""

    template = "portal/list.html"


class WhyView(GalleryView):
    """One reason, as the chip's link gives it."""

    def get(self, request: HttpRequest, key: str = "") -> HttpResponse:
        with timezone.override(MADRID), clock.frozen(NOW):
            return TemplateResponse(
                request, "portal/_why.html", {"card": cards()[key], "why": cards()[key].why}
            ).render()


urlpatterns = [
    path("gallery/", GalleryView.as_view(), name="gallery"),
    path("gallery/list", ListGalleryView.as_view(), name="gallery-list"),
    path("gallery/empty", EmptyView.as_view(), name="gallery-empty"),
    path("gallery/bulk/<int:shop_id>", GalleryView.as_view(), name="gallery-bulk"),
    path("gallery/why/<str:key>", WhyView.as_view(), name="gallery-why"),
    path("accounts/", include("allauth.urls")),
]
