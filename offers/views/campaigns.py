"""The operator's campaigns (R020, R021). Open to integrated shops: prices are commerce, not product data (R008)."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from offers.forms.promotions import EntryForm, entry_initial
from offers.models import Promotion
from offers.pages.reductions import (
    campaign_words,
    discount_words,
    entry_examples,
    promotion_words,
    selection_names,
    selection_words,
)
from offers.services.campaigns import (
    ShownCampaign,
    change_entry,
    check_entry,
    join_campaign,
    leave_campaign,
    list_campaigns,
    past_entries,
    show_campaign,
)

# Which of two buttons was pressed: show what it would do, and save nothing.
LOOK = "look"
MOST_SHOWN = 200
TABS = (
    ("campaigns", gettext_lazy("Campaigns")),
    ("promotions", gettext_lazy("Your promotions")),
    ("past-campaigns", gettext_lazy("Past")),
)


class ReductionPage(PortalView):
    """A page of this area; `tab` is the one it stands under."""

    permission = Right.OFFER_READ
    area: ClassVar[str] = "promotions"
    tab: ClassVar[str] = "campaigns"

    @cached_property
    def at(self) -> datetime:
        return clock.now()

    def url_of(self, name: str, **kwargs: Any) -> str:
        return reverse(f"offers:{name}", kwargs={"shop_id": self.shop.pk, **kwargs})

    def listed(self, found: QuerySet[Promotion]) -> dict[str, Any]:
        """Promotions for a list, and how many it shows at most where there are more."""
        rows = list(found[: MOST_SHOWN + 1])
        names = selection_names(rows)
        shown = [promotion_words(each, self.at, self.shop.currency, names) for each in rows[:MOST_SHOWN]]
        return {"promotions": shown, "cut_at": MOST_SHOWN if len(rows) > MOST_SHOWN else 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [{"label": label, "url": self.url_of(name), "current": name == self.tab} for name, label in TABS]
        may_write = Right.OFFER_WRITE in self.member.rights
        return super().get_context_data(tabs=tabs, may_write=may_write, list_url=self.url_of(self.tab), **kwargs)


class LookMixin(ReductionPage):
    """A form that can be looked at before it is saved, with script while it is typed."""

    fragment_name: ClassVar[str] = "offers/promotions/_examples.html"

    @property
    def looks(self) -> bool:
        return LOOK in self.request.POST

    def wants_fragment(self) -> bool:
        return super().wants_fragment() and self.looks

    def look(self, form: Any, **context: Any) -> HttpResponse:
        """The form as it was typed, its faults, and what it would do; the parts of a page are swapped faults or not."""
        if self.wants_fragment():
            return self.page(form=form, faults=form.typed_faults(), **context)
        return self.page(form=form, **context, status=200 if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY)


class CampaignsView(ReductionPage):
    """What runs and what is to come, on every storefront."""

    template_name: ClassVar[str] = "offers/promotions/campaigns.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list_campaigns(shop_id=self.shop.pk, at=self.at)
        words = [campaign_words(each, self.at) for each in found]
        # Of those that the shop cannot join as it does not sell there, the number alone is seen at once.
        here = [each for each in words if each["is_sold_there"] or each["shown"].entry]
        elsewhere = [each for each in words if each not in here]
        return super().get_context_data(campaigns=here, elsewhere=elsewhere, **kwargs)


class PastCampaignsView(ReductionPage):
    """What the shop took part in."""

    tab = "past-campaigns"
    template_name: ClassVar[str] = "offers/promotions/past.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(past_entries(at=self.at)[: MOST_SHOWN + 1])
        past = found[:MOST_SHOWN]
        names = selection_names(past)
        entries = [
            {
                "entry": entry,
                "campaign": entry.campaign,
                "part": [discount_words(each) for each in entry.discounts.all()],
                "holds_for": selection_words(entry, names),
            }
            for entry in past
        ]
        over = Promotion.objects.over(self.at).order_by("-starts_at", "-pk")
        cut_at = MOST_SHOWN if len(found) > MOST_SHOWN else 0
        return super().get_context_data(entries=entries, entries_cut_at=cut_at, **self.listed(over), **kwargs)


class _CampaignPage(ReductionPage):
    permission = Right.OFFER_WRITE

    @cached_property
    def shown(self) -> ShownCampaign:
        """The campaign that the URL names (404 where there is none)."""
        return show_campaign(shop_id=self.shop.pk, code=self.kwargs["code"])

    def form(self, typed: Any = None) -> EntryForm:
        return EntryForm(typed, campaign=self.shown.campaign, initial=entry_initial(self.shown))

    def examples(self, form: EntryForm) -> dict[str, Any]:
        """Offers with what they would cost; none while the form is not whole."""
        if not form.is_valid() or not form.given():
            return {"examples": []}
        terms = form.terms()
        try:
            check_entry(self.shown.campaign, terms)
            return {"examples": entry_examples(self.shown.campaign, terms, self.shop.pk)}
        except ValidationFailed as error:
            form.show(error)
            return {"examples": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=campaign_words(self.shown, self.at), **kwargs)


class CampaignView(_CampaignPage, LookMixin):
    """Join, or change with what the shop takes part."""

    template_name: ClassVar[str] = "offers/promotions/campaign.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        known = EntryForm(form.initial, campaign=self.shown.campaign) if self.shown.entry else None
        return self.page(form=form, **(self.examples(known) if known else {}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if self.looks:
            return self.look(form, **self.examples(form))
        if form.is_valid():
            try:
                return self._save(form)
            except (ValidationFailed, Conflict) as error:
                form.show(error)
        return self.page(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _save(self, form: EntryForm) -> HttpResponse:
        code, terms = self.kwargs["code"], form.terms()
        if self.shown.entry:
            change_entry(shop_id=self.shop.pk, code=code, terms=terms, at=self.at)
            message = _("Your part in “%(name)s” is changed.")
        else:
            join_campaign(shop_id=self.shop.pk, code=code, terms=terms, actor=self.actor, at=self.at)
            message = _("Your shop takes part in “%(name)s”.")
        return self.done(message % {"name": self.shown.campaign.label}, to=self.url_of("campaigns"))


class LeaveCampaignView(_CampaignPage):
    """Leave: asked once, with its effect."""

    template_name: ClassVar[str] = "offers/promotions/act.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        title = _("Leave “%(name)s”") % {"name": self.shown.campaign.label}
        return self.page(dialog_id="act", dialog_title=title, dialog_body="offers/promotions/_leave.html")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        to = self.url_of("campaigns")
        try:
            leave_campaign(shop_id=self.shop.pk, code=self.kwargs["code"], at=self.at)
        except Conflict as error:
            return self.failed(error, to=to)
        return self.done(_("Your shop has left “%(name)s”.") % {"name": self.shown.campaign.label}, to=to)
