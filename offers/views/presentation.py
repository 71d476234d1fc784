"""How listings are presented, under Settings: template, images, texts (R013, R014, R019)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from offers.listing.pictures import LONGEST_ADDRESS
from offers.listing.template import BLOCKS, INLINE
from offers.models import Offer
from offers.pages.differences import differences
from offers.presentation_forms import PresentationForm, presentation_initial
from offers.services.faq import list_faq
from offers.services.presentation import change_presentation, placeable_attributes, presentation_of

# Faults of single addresses stand at the field that holds them all.
_RENAMED = {f"image_urls[{place}]": "image_urls" for place in range(LONGEST_ADDRESS)}


class PresentationView(PortalView):
    """The form, and the shop's questions and answers (R015)."""

    permission = Right.OFFER_WRITE
    area = "settings"
    template_name: ClassVar[str] = "offers/listing/presentation.html"

    @property
    def may_set_returns(self) -> bool:
        return Right.SHOP_WRITE in self.member.rights

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = Offer.objects.current().order_by("pk").values_list("pk", flat=True).first()
        preview_url = reverse("offers:preview", args=[self.shop.pk, first]) if first else ""
        placeholders = [(f"{{{{{name}}}}}", text) for name, text in {**INLINE, **BLOCKS}.items()]
        return super().get_context_data(
            placeholders=[*placeholders, ("{{attribute:colour}}", _("One attribute, by its code"))],
            attributes=[(f"{{{{attribute:{each.code}}}}}", each.name) for each in placeable_attributes(self.shop.pk)],
            questions=list_faq(self.shop.pk),
            preview_url=preview_url,
            may_set=self.may_set_returns,
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        initial = presentation_initial(presentation_of(self.shop.pk))
        return self.page(form=PresentationForm(initial=initial, may_set_returns=self.may_set_returns))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PresentationForm(request.POST, may_set_returns=self.may_set_returns)
        if form.is_valid():
            try:
                return self._save(form)
            except Conflict as error:
                return self._overtaken(error)
            except ValidationFailed as error:
                show_errors(error, form, fields=_RENAMED)
        return self.page(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _save(self, form: PresentationForm) -> HttpResponse:
        change_presentation(
            shop_id=self.shop.pk,
            changes=form.changes,
            version=form.cleaned_data["version"] or None,
            at=clock.now(),
        )
        return self.done(_("Your listings are saved."), to=reverse("offers:presentation", args=[self.shop.pk]))

    def _overtaken(self, error: Conflict) -> HttpResponse:
        """Keep what was typed and show it beside what stands there now."""
        initial, typed = presentation_initial(presentation_of(self.shop.pk)), self.request.POST.copy()
        typed["version"] = initial["version"]
        form = PresentationForm(typed, initial=initial, may_set_returns=self.may_set_returns)
        form.is_valid()
        both = differences(form)
        form.add_error(None, error.message)
        return self.page(form=form, is_overtaken=True, differences=both, status=HTTPStatus.CONFLICT)
