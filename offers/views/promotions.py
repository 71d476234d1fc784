"""The shop's own promotions (R022). Open to integrated shops: prices are commerce, not product data (R008)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.permissions import Right
from offers.forms.promotions import PromotionForm, promotion_initial
from offers.models import Promotion
from offers.pages.reductions import promotion_effect, promotion_words, selection_names
from offers.services.promotions import change_promotion, check_promotion, create_promotion, stop_promotion, terms_of
from offers.views.campaigns import LookMixin, ReductionPage

# The tick that prices shall fall so far.
AGREED = "agreed"


class PromotionsView(ReductionPage):
    """The shop's own that run or are to come."""

    tab = "promotions"
    template_name: ClassVar[str] = "offers/promotions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Promotion.objects.not_over(self.at).order_by("starts_at", "pk")
        return super().get_context_data(**self.listed(found), **kwargs)


class _PromotionPage(ReductionPage):
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

    def words_of(self, promotion: Promotion) -> dict[str, Any]:
        return promotion_words(promotion, self.at, self.shop.currency, selection_names([promotion]))

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
            check_promotion(terms)
            examples, fall = promotion_effect(terms, self.shop.pk)
        except ValidationFailed as error:
            form.show(error)
            examples, fall = [], None
        agreed = fall is not None and self.request.POST.get(AGREED) == fall.seen
        span = {"from": terms.starts_at, "until": terms.ends_at}
        return {"examples": examples, "fall": fall, "agreed": agreed, **span}

    def asked(self, form: PromotionForm) -> dict[str, Any]:
        """The effect again, where prices fall too far and the seller has not said that they shall."""
        effect = self.examples(form)
        if effect.get("fall") is None or effect["agreed"]:
            return {}
        form.add_error(None, _("Some prices fall very far. Look at the effect and confirm it, or change the benefit."))
        return effect


class NewPromotionView(_PromotionPage, LookMixin):
    """A promotion to make."""

    template_name: ClassVar[str] = "offers/promotions/promotion.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if self.looks:
            return self.look(form, **self.examples(form))
        effect = self.asked(form)
        if form.is_valid():
            try:
                made = create_promotion(shop_id=self.shop.pk, terms=form.terms(self.language), at=self.at)
                return self.done(_("Promotion “%(name)s” is made.") % {"name": made}, to=self.url_of("promotions"))
            except (ValidationFailed, Conflict) as error:
                form.show(error)
        return self.page(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY, **effect)


class PromotionView(_PromotionPage, LookMixin):
    """A promotion to change."""

    template_name: ClassVar[str] = "offers/promotions/promotion.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.promotion = self.named
        shown = self.words_of(self.promotion)
        examples, fall = promotion_effect(terms_of(self.promotion), self.shop.pk)
        span: dict[str, Any] = {"from": self.promotion.starts_at, "until": self.promotion.ends_at}
        return self.page(form=self.form(), promotion=self.promotion, shown=shown, examples=examples, fall=fall, **span)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.promotion = self.named
        form = self.form(request.POST)
        shown = self.words_of(self.promotion)
        if self.looks:
            return self.look(form, promotion=self.promotion, shown=shown, **self.examples(form))
        effect = self.asked(form)
        if form.is_valid():
            try:
                return self._save(form)
            except (ValidationFailed, Conflict) as error:
                form.show(error)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.page(form=form, promotion=self.promotion, shown=shown, status=status, **effect)

    def _save(self, form: PromotionForm) -> HttpResponse:
        number, terms = self.named.internal_id, form.terms(self.language)
        saved = change_promotion(internal_id=number, terms=terms, at=self.at)
        return self.done(_("Promotion “%(name)s” is saved.") % {"name": saved}, to=self.url_of("promotions"))


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
