"""Questions and answers of the shop's listings, or of one product's (R015)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from offers.models import FaqEntry, Offer, Product
from offers.presentation_forms import QuestionForm
from offers.services.faq import add_entry, change_entry, find_entry, move_entry, remove_entry
from offers.services.integration import check_products_writable
from offers.views.named import NamedOfferMixin


class _QuestionPage(PortalView):
    """A page about one question; those of a product lead back to its preview."""

    permission = Right.OFFER_WRITE
    area = "settings"

    @property
    def product(self) -> Product | None:
        """Whose question it is; None for every product's."""
        raise NotImplementedError

    @cached_property
    def back_url(self) -> str:
        product = self.product
        if product is not None:
            offers = Offer.objects.current().filter(product=product).order_by("pk")
            offer_id = offers.values_list("pk", flat=True).first()
            if offer_id is not None:
                return reverse("offers:preview", args=[self.shop.pk, offer_id])
        return reverse("offers:presentation", args=[self.shop.pk])

    def check_writable(self) -> None:
        """What is said of a product is its integrator's; what is said of the shop stays the shop's (R008)."""
        if self.product is not None:
            check_products_writable(self.shop.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(product=self.product, back_url=self.back_url, **kwargs)


class _QuestionForm(_QuestionPage):
    template_name: ClassVar[str] = "offers/listing/question.html"

    def initial(self) -> dict[str, str]:
        return {}

    def save(self, given: dict[str, str]) -> FaqEntry:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_writable()
        return self.page(form=QuestionForm(initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_writable()
        form = QuestionForm(request.POST)
        if form.is_valid():
            try:
                self.save(form.cleaned_data)
                return self.done(_("The question is saved."), to=self.back_url)
            except (Conflict, ValidationFailed) as error:
                show_errors(error, form)
        return self.page(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


class NewQuestionView(_QuestionForm):
    """Ask one on every listing."""

    product = None

    def save(self, given: dict[str, str]) -> FaqEntry:
        return add_entry(shop_id=self.shop.pk, question=given["question"], answer=given["answer"])


class NewProductQuestionView(NamedOfferMixin, _QuestionForm):
    """Ask one on the listing of one product."""

    @property
    def product(self) -> Product | None:
        return self.offer.product

    @cached_property
    def back_url(self) -> str:
        return reverse("offers:preview", args=[self.shop.pk, self.offer.pk])

    def save(self, given: dict[str, str]) -> FaqEntry:
        return add_entry(
            shop_id=self.shop.pk,
            product_id=self.offer.product_id,
            question=given["question"],
            answer=given["answer"],
        )


class _EntryPage(_QuestionPage):
    @cached_property
    def entry(self) -> FaqEntry:
        return find_entry(self.kwargs["entry_id"])

    @property
    def product(self) -> Product | None:
        return self.entry.product


class QuestionView(_EntryPage, _QuestionForm):
    """Say it otherwise."""

    def initial(self) -> dict[str, str]:
        return {"question": self.entry.question, "answer": self.entry.answer}

    def save(self, given: dict[str, str]) -> FaqEntry:
        return change_entry(entry_id=self.entry.pk, **given)


class MoveQuestionView(_EntryPage):
    """One place up or down."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_writable()
        move_entry(entry_id=self.entry.pk, up=request.POST.get("direction") != "down")
        return self.go(f"{self.back_url}#questions")


class RemoveQuestionView(_EntryPage):
    """Take one off: asked once, with its effect."""

    template_name: ClassVar[str] = "offers/listing/question_remove.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_writable()
        return self.page(
            entry=self.entry,
            dialog_id="act",
            dialog_title=_("Remove question"),
            dialog_body="offers/listing/_question_remove.html",
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_writable()
        back_url = self.back_url
        remove_entry(entry_id=self.entry.pk)
        return self.done(_("The question is removed."), to=back_url)
