"""How long a shop prepares its orders, and what that promises."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import ValidationFailed
from marketplace.portal.faults import show_errors
from shipping import reach, sections
from shipping.forms.preparation import PreparationForm, PreviewForm, preparation_initial
from shipping.models import ShippingZone, ShopShipping
from shipping.pages.preview import PreviewWords, preview_words
from shipping.pages.words import country_name, place_of
from shipping.services.closures import shop_channels
from shipping.services.lookup import shipping_limits
from shipping.services.previewing import preview_promise
from shipping.services.settings import KEPT, set_preparation, shop_settings
from shipping.views.base import UNPROCESSABLE, ShippingView


class _PreparationPage(ShippingView):
    tab = "preparation"
    template_name = "shipping/preparation.html"

    @cached_property
    def settings(self) -> ShopShipping:
        return shop_settings(self.shop.pk)

    @cached_property
    def channels(self) -> list[Any]:
        return shop_channels(self.shop.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        destination = self.destination_form()
        kwargs.setdefault("form", PreparationForm(initial=preparation_initial(self.settings)))
        return super().get_context_data(
            destination=destination,
            preview=self.preview(destination),
            doubts=destination.doubts(),
            place=place_of(self.channels[0].timezone) if self.channels else "",
            sections=[] if self.wants_fragment() else self.sections(),
            **kwargs,
        )

    def sections(self) -> list[sections.ShownSection]:
        """What upper apps know of the shop's preparation."""
        return sections.sections_for(shop_id=self.shop.pk, at=clock.now(), rights=self.member.rights)

    def destination_form(self) -> PreviewForm:
        """For whom the preview is: what was asked for, else the shop's own place in its first channel."""
        typed = self.request.POST if self.request.method == "POST" else self.request.GET
        first = self.channels[0] if self.channels else None
        near = first is not None and first.country == self.shop.country
        chosen = {
            "channel": first.code if first else "",
            "country": first.country if first else "",
            "zip_code": self.shop.zip_code if near else "",
        }
        data = {**chosen, **{name: typed[name] for name in PreviewForm.base_fields if name in typed}}
        zones = ShippingZone.objects.filter(is_active=True).values_list("countries", flat=True)
        own = {each.country for each in self.channels}
        codes = {country for countries in zones for country in countries} | own
        named = [(code, country_name(code)) for code in codes]
        countries = sorted(named, key=lambda pair: (pair[0] not in own, pair[1]))
        channels = [(each.code, each.label) for each in self.channels]
        return PreviewForm(data, channels=channels, countries=countries, limits=shipping_limits())

    def preview(self, form: PreviewForm) -> PreviewWords | None:
        """What is promised with what is typed, as far as it makes sense; None where nothing can be."""
        given = form.sound()
        first = next(iter(self.channels), None)
        channel = next((each for each in self.channels if each.code == given.get("channel")), first)
        if channel is None:
            return None
        found = preview_promise(
            shop_id=self.shop.pk,
            channel=channel,
            country=given.get("country") or channel.country,
            zip_code=given.get("zip_code", ""),
            at=clock.now(),
            lead_time_days=given.get("lead_time_days"),
            cutoff=given.get("cutoff", KEPT),
            goods=reach.find_goods(self.shop.pk),
        )
        return preview_words(found, shop_id=self.shop.pk, currency=self.shop.currency) if found else None


class PreparationView(_PreparationPage):
    """The default lead time and the cut-off hour (R086)."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PreparationForm(request.POST)
        if form.is_valid():
            try:
                set_preparation(shop_id=self.shop.pk, at=clock.now(), **form.cleaned_data)
                return self.done(_("The preparation time is saved."), to=self.here)
            except ValidationFailed as error:
                show_errors(error, form)
        return self.page(form=form, status=UNPROCESSABLE)


class PreviewView(_PreparationPage):
    """The preview of what is typed: the fragment alone for HTMX, else the page with it, unsaved."""

    http_method_names = ["get", "head", "options"]
    fragment_name: ClassVar[str] = "shipping/_preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed = {name: request.GET[name] for name in PreparationForm.base_fields if name in request.GET}
        saved = {name: value for name, value in preparation_initial(self.settings).items() if name not in typed}
        return self.page(form=PreparationForm(initial={**saved, **typed}), unsaved=bool(typed))


class OldPreparationView(ShippingView):
    """Where the page stood before; bookmarks lead on."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.url_of("preparation"))
