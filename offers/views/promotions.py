"""The operator's campaigns and the shop's own promotions (R020 to R022). Open to integrated shops: prices are
commerce, not product data (R008).
"""

from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from offers.choices import PromotionState
from offers.forms.promotions import EntryForm, PromotionForm, entry_initial, promotion_initial
from offers.models import Promotion
from offers.pages.reductions import (
    MARKS,
    campaign_words,
    discount_words,
    entry_examples,
    promotion_examples,
    reward_words,
    selection_words,
)
from offers.services.campaigns import (
    ShownCampaign,
    change_entry,
    join_campaign,
    leave_campaign,
    list_campaigns,
    past_entries,
    show_campaign,
)
from offers.services.promotions import (
    change_promotion,
    create_promotion,
    stop_promotion,
    terms_of,
)

UNPROCESSABLE = 422
MOST_SHOWN = 200
TABS = (
    ("campaigns", gettext_lazy("Campaigns")),
    ("promotions", gettext_lazy("Your promotions")),
    ("past-campaigns", gettext_lazy("Past")),
)


class _Page(PortalView):
    """A page of this area; `tab` is the one it stands under."""

    permission = Right.OFFER_READ
    area: ClassVar[str] = "promotions"
    tab: ClassVar[str] = "campaigns"

    @cached_property
    def at(self) -> datetime:
        return clock.now()

    def url_of(self, name: str, **kwargs: Any) -> str:
        return reverse(f"offers:{name}", kwargs={"shop_id": self.shop.pk, **kwargs})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [{"label": label, "url": self.url_of(name), "current": name == self.tab} for name, label in TABS]
        may_write = Right.OFFER_WRITE in self.member.rights
        return super().get_context_data(tabs=tabs, may_write=may_write, list_url=self.url_of(self.tab), **kwargs)


class CampaignsView(_Page):
    """What runs and what is to come, on every storefront."""

    template_name: ClassVar[str] = "offers/promotions/campaigns.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Those that the shop cannot join come last.
        shown = sorted(list_campaigns(shop_id=self.shop.pk, at=self.at), key=lambda each: not each.is_sold_there)
        return super().get_context_data(campaigns=[campaign_words(each, self.at) for each in shown], **kwargs)


class PastCampaignsView(_Page):
    """What the shop took part in."""

    tab = "past-campaigns"
    template_name: ClassVar[str] = "offers/promotions/past.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [
            {
                "entry": entry,
                "campaign": entry.campaign,
                "part": [discount_words(each) for each in entry.discounts.all()],
                "holds_for": selection_words(entry),
            }
            for entry in past_entries(at=self.at)
        ]
        over = Promotion.objects.over(self.at).order_by("-starts_at", "-pk")[:MOST_SHOWN]
        promotions = [_shown(each, self.at, self.shop.currency) for each in over]
        return super().get_context_data(entries=entries, promotions=promotions, **kwargs)


class _CampaignPage(_Page):
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
        try:
            return {"examples": entry_examples(self.shown.campaign, form.terms(), self.shop.pk)}
        except ValidationFailed:
            return {"examples": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=campaign_words(self.shown, self.at), **kwargs)


class CampaignView(_CampaignPage):
    """Join, or change with what the shop takes part."""

    template_name: ClassVar[str] = "offers/promotions/campaign.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        known = EntryForm(form.initial, campaign=self.shown.campaign) if self.shown.entry else None
        return self.page(form=form, **(self.examples(known) if known else {}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return self._save(form)
            except (ValidationFailed, Conflict) as error:
                form.show(error)
        return self.page(form=form, status=UNPROCESSABLE)

    def _save(self, form: EntryForm) -> HttpResponse:
        code, terms = self.kwargs["code"], form.terms()
        if self.shown.entry:
            change_entry(shop_id=self.shop.pk, code=code, terms=terms, at=self.at)
            message = _("Your part in “%(name)s” is changed.")
        else:
            join_campaign(shop_id=self.shop.pk, code=code, terms=terms, actor=self.actor, at=self.at)
            message = _("Your shop takes part in “%(name)s”.")
        return self.done(message % {"name": self.shown.campaign.label}, to=self.url_of("campaigns"))


class CampaignPreviewView(_CampaignPage):
    """What the typed percentages would make of some offers. Writes nothing."""

    template_name: ClassVar[str] = "offers/promotions/_examples.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(**self.examples(self.form(request.GET)))


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


class PromotionsView(_Page):
    """The shop's own that run or are to come."""

    tab = "promotions"
    template_name: ClassVar[str] = "offers/promotions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Promotion.objects.not_over(self.at).order_by("starts_at", "pk")[:MOST_SHOWN]
        promotions = [_shown(each, self.at, self.shop.currency) for each in found]
        return super().get_context_data(promotions=promotions, **kwargs)


class _PromotionPage(_Page):
    permission = Right.OFFER_WRITE
    tab = "promotions"
    promotion: Promotion | None = None

    @cached_property
    def named(self) -> Promotion:
        """The promotion that the URL names; another shop's is not there (404)."""
        found: Promotion | None = Promotion.objects.filter(pk=self.kwargs["promotion_id"]).first()
        if found is None:
            raise NotFound(message=_("There is no such promotion."))
        return found

    def form(self, typed: Any = None) -> PromotionForm:
        if self.promotion is None:
            return PromotionForm(typed, initial={"starts_at": self.at})
        terms = terms_of(self.promotion)
        begun = self.promotion.starts_at <= self.at
        initial = promotion_initial(terms, self.language)
        return PromotionForm(typed, known=terms, begun=begun, initial=initial)

    @property
    def language(self) -> str:
        return get_language() or "en"

    def examples(self, form: PromotionForm) -> dict[str, Any]:
        """Offers with what they would cost; none while the form is not whole."""
        if not form.is_valid():
            return {"examples": []}
        terms = form.terms(self.language)
        try:
            examples = promotion_examples(terms, self.shop.pk)
        except ValidationFailed:
            examples = []
        return {"examples": examples, "from": terms.starts_at, "until": terms.ends_at}


class NewPromotionView(_PromotionPage):
    """A promotion to make."""

    template_name: ClassVar[str] = "offers/promotions/promotion.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                made = create_promotion(shop_id=self.shop.pk, terms=form.terms(self.language), at=self.at)
                return self.done(_("Promotion “%(name)s” is made.") % {"name": made}, to=self.url_of("promotions"))
            except (ValidationFailed, Conflict) as error:
                form.show(error)
        return self.page(form=form, **self.examples(form), status=UNPROCESSABLE)


class PromotionView(_PromotionPage):
    """A promotion to change."""

    template_name: ClassVar[str] = "offers/promotions/promotion.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.promotion = self.named
        shown = _shown(self.promotion, self.at, self.shop.currency)
        examples = promotion_examples(terms_of(self.promotion), self.shop.pk)
        span: dict[str, Any] = {"from": self.promotion.starts_at, "until": self.promotion.ends_at}
        return self.page(form=self.form(), promotion=self.promotion, shown=shown, examples=examples, **span)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.promotion = self.named
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return self._save(form)
            except (ValidationFailed, Conflict) as error:
                form.show(error)
        shown = _shown(self.promotion, self.at, self.shop.currency)
        return self.page(form=form, promotion=self.promotion, shown=shown, status=UNPROCESSABLE)

    def _save(self, form: PromotionForm) -> HttpResponse:
        number, terms = self.named.internal_id, form.terms(self.language)
        saved = change_promotion(internal_id=number, terms=terms, at=self.at)
        return self.done(_("Promotion “%(name)s” is saved.") % {"name": saved}, to=self.url_of("promotions"))


class PromotionPreviewView(_PromotionPage):
    """What the typed promotion would make of some offers. Writes nothing."""

    template_name: ClassVar[str] = "offers/promotions/_examples.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(**self.examples(self.form(request.GET)))


class StopPromotionView(_PromotionPage):
    """Stop: asked once, with its effect."""

    template_name: ClassVar[str] = "offers/promotions/act.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        title = _("Stop “%(name)s”") % {"name": self.named}
        return self.page(dialog_id="act", dialog_title=title, dialog_body="offers/promotions/_stop.html")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        to = self.url_of("promotions")
        try:
            stopped = stop_promotion(internal_id=self.named.internal_id, at=self.at)
        except Conflict as error:
            return self.failed(error, to=to)
        return self.done(_("Promotion “%(name)s” is stopped.") % {"name": stopped}, to=to)


def _shown(promotion: Promotion, at: datetime, currency: str) -> dict[str, Any]:
    state = promotion.state_at(at)
    mark, icon = MARKS[state]
    return {
        "promotion": promotion,
        "state": PromotionState(state).label,
        "mark": mark,
        "icon": icon,
        "gives": reward_words(promotion, currency),
        "holds_for": selection_words(promotion),
        "ends_at": promotion.stopped_at or promotion.ends_at,
        "may_change": state != PromotionState.EXPIRED,
    }
