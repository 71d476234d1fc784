"""The demo's listings: some shops say everything around their offers, some little, most nothing (R013 to R018)."""

from dataclasses import dataclass, field
from typing import Any

from marketplace.shops.models import Shop
from offers.demo_pictures import drawing
from offers.models import FaqEntry, OfferSettings


@dataclass(frozen=True)
class DemoTexts:
    """What a shop of the demo says around its offers."""

    template: str = ""
    images: tuple[str, ...] = ()
    warranty: str = ""
    delivery: str = ""
    returns: str = ""
    faq: tuple[tuple[str, str], ...] = field(default=())


TEXTS = {
    "alcolea": DemoTexts(
        template=(
            "{{description}}\n<p>{{title}}: hecho a mano en nuestro taller de Córdoba.</p>\n"
            "{{attributes}}\n<h3>Entrega</h3>\n{{delivery}}\n<h3>Garantía</h3>\n{{warranty}}"
        ),
        images=("delivery-1", "warranty-1"),
        warranty="3 años en todo lo que fabricamos. La bombilla no está incluida en la garantía.",
        delivery="Embalado contra golpes. La mensajería avisa por SMS la mañana de la entrega.",
        returns="Puede devolverlo en 30 días, sin uso y en su caja. La recogida corre de nuestra cuenta.",
        faq=(
            ("¿Lleva la bombilla incluida?", "No. Casquillo E27, hasta 60 W o LED equivalente."),
            ("¿Hacen factura?", "Sí. Indique su NIF al hacer el pedido."),
        ),
    ),
    "azulejo": DemoTexts(
        template="{{description}}\n\nPeça {{title}}, pintada à mão em Aveiro. Cada peça é ligeiramente diferente.",
        warranty="2 anos contra defeitos de fabrico.",
        delivery="Enviado em caixa dupla, por ser frágil.",
        returns="Devoluções em 14 dias.",
        faq=(("Pode ir à máquina de lavar loiça?", "Sim, exceto as peças com douramento."),),
    ),
    "fichtenhof": DemoTexts(
        warranty="5 Jahre auf alle Werkzeuge, 2 Jahre auf alles andere.",
        delivery="Sperriges liefert die Spedition bis zur Bordsteinkante.",
        faq=(("Kann man die Schere nachschleifen?", "Ja. Ersatzteile führen wir ebenfalls."),),
    ),
    "ipedourado": DemoTexts(warranty="1 ano de garantia.", returns="7 dias após o recebimento."),
}


def load(demo: Any) -> None:
    """Write the texts of each shop that has none."""
    for code, texts in TEXTS.items():
        shop = Shop.objects.get(code=code)
        settings, _made = OfferSettings.objects.get_or_create(shop=shop)
        settings.description_template, settings.image_urls = texts.template, [drawing(name) for name in texts.images]
        settings.warranty, settings.delivery_note = texts.warranty, texts.delivery
        settings.save(update_fields=["description_template", "image_urls", "warranty", "delivery_note"])
        if texts.returns:
            Shop.objects.filter(pk=shop.pk).update(return_policy=texts.returns, updated_at=demo.now)
        if not FaqEntry.objects.filter(shop=shop).exists():
            FaqEntry.objects.bulk_create(
                FaqEntry(shop=shop, position=place, question=question, answer=answer)
                for place, (question, answer) in enumerate(texts.faq, start=1)
            )
