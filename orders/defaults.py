"""The reasons that a new marketplace starts with. The operator changes them in admin."""

from typing import NamedTuple

from orders.choices import ReasonType
from orders.models import Reason


class _Start(NamedTuple):
    """A reason with its label in four languages. The numbers are what connectors know; the words are ours."""

    code: str
    is_shop_right: bool
    en: str
    es: str
    pt: str
    de: str


_REASONS: dict[ReasonType, tuple[_Start, ...]] = {
    ReasonType.INCIDENT_OPEN: (
        _Start(
            "1", False, "Item not received", "Artículo no recibido", "Artigo não recebido", "Artikel nicht erhalten"
        ),
        _Start("2", False, "Item damaged", "Artículo dañado", "Artigo danificado", "Artikel beschädigt"),
        _Start(
            "3",
            False,
            "Item does not match its description",
            "El artículo no coincide con la descripción",
            "O artigo não corresponde à descrição",
            "Artikel entspricht nicht der Beschreibung",
        ),
        _Start("4", False, "Wrong item received", "Artículo equivocado", "Artigo errado", "Falscher Artikel erhalten"),
        _Start("5", False, "Item incomplete", "Artículo incompleto", "Artigo incompleto", "Artikel unvollständig"),
    ),
    ReasonType.INCIDENT_CLOSE: (
        _Start("8", True, "Agreement reached", "Acuerdo alcanzado", "Acordo alcançado", "Einigung erzielt"),
        _Start(
            "9",
            True,
            "Item received after all",
            "El artículo llegó finalmente",
            "O artigo acabou por chegar",
            "Artikel doch noch eingetroffen",
        ),
        _Start("10", True, "Refunded", "Reembolsado", "Reembolsado", "Erstattet"),
    ),
    ReasonType.REFUND: (
        _Start(
            "14",
            False,
            "No response from the shop",
            "La tienda no respondió",
            "A loja não respondeu",
            "Keine Antwort des Händlers",
        ),
        _Start("15", True, "Out of stock", "Sin existencias", "Sem stock", "Nicht vorrätig"),
        _Start(
            "16",
            True,
            "Cancelled by the customer",
            "Cancelado por el cliente",
            "Cancelado pelo cliente",
            "Vom Kunden storniert",
        ),
        _Start("17", True, "Item returned", "Artículo devuelto", "Artigo devolvido", "Artikel zurückgesandt"),
        _Start(
            "18", True, "Item not received", "Artículo no recibido", "Artigo não recebido", "Artikel nicht erhalten"
        ),
        _Start(
            "19",
            True,
            "Agreement with the customer",
            "Acuerdo con el cliente",
            "Acordo com o cliente",
            "Einigung mit dem Kunden",
        ),
    ),
    ReasonType.CANCELATION: (
        _Start(
            "34",
            True,
            "Cancelled by the customer",
            "Cancelado por el cliente",
            "Cancelado pelo cliente",
            "Vom Kunden storniert",
        ),
        _Start("35", True, "Out of stock", "Sin existencias", "Sem stock", "Nicht vorrätig"),
        _Start(
            "SYSTEM_LATE_SHIPMENT_CANCELATION",
            False,
            "Not shipped in time",
            "No enviado a tiempo",
            "Não enviado a tempo",
            "Nicht rechtzeitig versandt",
        ),
    ),
    ReasonType.REFUSAL: (
        _Start("OUT_OF_STOCK", True, "Out of stock", "Sin existencias", "Sem stock", "Nicht vorrätig"),
        _Start(
            "PRICE_ERROR",
            True,
            "The price was wrong",
            "El precio era erróneo",
            "O preço estava errado",
            "Der Preis war falsch",
        ),
        _Start(
            "CANNOT_SHIP",
            True,
            "Cannot be sent to this address",
            "No se puede enviar a esta dirección",
            "Não é possível enviar para esta morada",
            "Versand an diese Adresse nicht möglich",
        ),
        _Start("OTHER", True, "Another reason", "Otro motivo", "Outro motivo", "Anderer Grund"),
        _Start(
            "UNSPECIFIED",
            False,
            "No reason given",
            "Sin motivo indicado",
            "Sem motivo indicado",
            "Ohne Angabe eines Grundes",
        ),
        _Start(
            "NOT_ACCEPTED_IN_TIME",
            False,
            "Not accepted in time",
            "No aceptado a tiempo",
            "Não aceite a tempo",
            "Nicht rechtzeitig angenommen",
        ),
    ),
    ReasonType.ORDER_MESSAGING: (
        _Start(
            "20",
            True,
            "Question about the product",
            "Pregunta sobre el producto",
            "Pergunta sobre o produto",
            "Frage zum Produkt",
        ),
        _Start(
            "21",
            True,
            "Question about delivery",
            "Pregunta sobre la entrega",
            "Pergunta sobre a entrega",
            "Frage zur Lieferung",
        ),
        _Start(
            "22",
            True,
            "Change of the delivery address",
            "Cambio de la dirección de entrega",
            "Alteração da morada de entrega",
            "Änderung der Lieferadresse",
        ),
        _Start("23", True, "Invoice", "Factura", "Fatura", "Rechnung"),
        _Start("24", True, "Cancellation", "Cancelación", "Cancelamento", "Stornierung"),
        _Start("25", True, "Return or exchange", "Devolución o cambio", "Devolução ou troca", "Rückgabe oder Umtausch"),
        _Start("26", True, "Other", "Otro", "Outro", "Sonstiges"),
    ),
    ReasonType.OFFER_MESSAGING: (
        _Start(
            "33",
            True,
            "Question about the offer",
            "Pregunta sobre la oferta",
            "Pergunta sobre a oferta",
            "Frage zum Angebot",
        ),
    ),
    ReasonType.MMP_SELLER_MESSAGING: (
        _Start(
            "40",
            True,
            "Question to the marketplace",
            "Pregunta al marketplace",
            "Pergunta ao marketplace",
            "Frage an den Marktplatz",
        ),
        _Start(
            "41",
            True,
            "Billing and payouts",
            "Facturación y pagos",
            "Faturação e pagamentos",
            "Abrechnung und Auszahlung",
        ),
    ),
    ReasonType.RETURN: (
        _Start("50", True, "Changed mind", "Cambio de opinión", "Mudança de ideias", "Meinung geändert"),
        _Start("51", True, "Defective", "Defectuoso", "Defeituoso", "Defekt"),
        _Start(
            "52",
            True,
            "Does not match its description",
            "No coincide con la descripción",
            "Não corresponde à descrição",
            "Entspricht nicht der Beschreibung",
        ),
        _Start("53", True, "Wrong item", "Artículo equivocado", "Artigo errado", "Falscher Artikel"),
    ),
    ReasonType.RETURN_REJECTION: (
        _Start(
            "60",
            True,
            "The time for returns is over",
            "El plazo de devolución ha terminado",
            "O prazo de devolução terminou",
            "Rückgabefrist abgelaufen",
        ),
        _Start(
            "61",
            True,
            "The item cannot be returned",
            "El artículo no admite devolución",
            "O artigo não pode ser devolvido",
            "Artikel von der Rückgabe ausgeschlossen",
        ),
    ),
    ReasonType.RETURN_NON_COMPLIANT: (
        _Start(
            "70",
            True,
            "Damaged by the customer",
            "Dañado por el cliente",
            "Danificado pelo cliente",
            "Vom Kunden beschädigt",
        ),
        _Start("71", True, "Incomplete", "Incompleto", "Incompleto", "Unvollständig"),
        _Start(
            "72",
            True,
            "Not the item that was sold",
            "No es el artículo vendido",
            "Não é o artigo vendido",
            "Nicht der verkaufte Artikel",
        ),
    ),
}


def install_defaults() -> int:
    """Add what is missing, by type and code, and return how many rows; what the operator has changed stays."""
    known = set(Reason.objects.values_list("type", "code"))
    missing = [
        Reason(
            type=kind,
            code=start.code,
            label=start.en,
            translations={"en": start.en, "es": start.es, "pt": start.pt, "de": start.de},
            is_shop_right=start.is_shop_right,
            position=position,
        )
        for kind, starts in _REASONS.items()
        for position, start in enumerate(starts, start=1)
        if (kind, start.code) not in known
    ]
    return len(Reason.objects.bulk_create(missing))
