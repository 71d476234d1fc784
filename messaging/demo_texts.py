"""What the demo's people write: invented, per language of the channels; and the photo that one of them sends."""

import struct
import zlib

Texts = dict[str, tuple[str, str]]

_ES: Texts = {
    "where": ("¿Dónde está mi pedido?", "Buenos días: ¿me pueden decir cuándo llega mi pedido? Gracias."),
    "where_answer": (
        "",
        "Hola: el paquete salió ayer de nuestro almacén y llega mañana por la mañana. Disculpe la espera.",
    ),
    "fits": ("Medidas", "Hola, ¿el soporte sirve también para una pared de pladur? No lo veo en la ficha."),
    "fits_answer": ("", "Hola: sí, con los tacos de la bolsa pequeña. Aguanta hasta 12 kg."),
    "thanks": ("Medidas", "Perfecto, muchas gracias por la rapidez."),
    "address": (
        "Su dirección de entrega",
        "Hola: el transportista nos pide el número del portal. ¿Nos lo puede confirmar, por favor?",
    ),
    "return": (
        "Quiero devolverlo",
        "Buenas tardes: no es lo que esperaba. ¿Cómo puedo devolverlo y quién paga el envío?",
    ),
    "operator_question": (
        "",
        "¿Podemos ofrecer la recogida gratuita en este pedido, aunque el cliente haya cambiado de idea?",
    ),
    "late": (
        "Sigo esperando el paquete",
        "Según el seguimiento, el paquete está parado desde el miércoles. ¿Qué ha pasado?",
    ),
    "missing": (
        "Llegó sin el transformador",
        "Buenos días: el artículo llegó ayer, pero falta una pieza y no puedo usarlo. ¿Me la pueden enviar esta semana?"
        " Adjunto una foto de lo que venía en la caja.",
    ),
    "missing_again": ("Llegó sin el transformador", "Sigo sin noticias. Si no es posible, prefiero devolverlo."),
    "automatic": ("", "Hemos recibido su mensaje. Una persona de nuestro equipo le responderá."),
    "change": ("Cambio de dirección", "Hola, me he mudado. ¿Pueden enviar el pedido a la oficina? Es la misma ciudad."),
    "invoice": (
        "Factura a nombre de empresa",
        "Buenos días, necesito la factura a nombre de mi empresa. ¿Qué datos necesitan?",
    ),
    "photo": ("", "caja.png"),
    "invoice_sent": ("Su factura", "Buenos días, le adjunto la factura de su pedido. Un saludo."),
    "invoice_file": ("", "factura.pdf"),
    "quick_tracking": (
        "Seguimiento del envío",
        "Hola: su pedido ya ha salido. Con el enlace de seguimiento del correo de envío puede ver dónde está.",
    ),
    "quick_thanks": ("Gracias", "Muchas gracias por su mensaje. Quedamos a su disposición para lo que necesite."),
}

_PT: Texts = {
    "where": ("Onde está a minha encomenda?", "Bom dia, podem dizer-me quando chega a minha encomenda? Obrigada."),
    "where_answer": (
        "",
        "Olá: a encomenda saiu ontem do nosso armazém e chega amanhã de manhã. Pedimos desculpa pela espera.",
    ),
    "fits": ("Medidas", "Olá, o suporte também serve para uma parede de gesso? Não encontro na ficha."),
    "fits_answer": ("", "Olá: sim, com as buchas do saco pequeno. Aguenta até 12 kg."),
    "thanks": ("Medidas", "Perfeito, muito obrigada pela rapidez."),
    "address": (
        "A sua morada de entrega",
        "Olá: a transportadora pede-nos o número da porta. Pode confirmá-lo, por favor?",
    ),
    "return": ("Quero devolver", "Boa tarde, não é o que esperava. Como posso devolver e quem paga o envio?"),
    "operator_question": (
        "",
        "Podemos oferecer a recolha gratuita neste pedido, embora o cliente tenha mudado de ideias?",
    ),
    "late": (
        "Continuo à espera da encomenda",
        "Segundo o seguimento, a encomenda está parada desde quarta-feira. O que aconteceu?",
    ),
    "missing": (
        "Chegou sem uma peça",
        "Bom dia: o artigo chegou ontem, mas falta uma peça e não o posso usar. Podem enviá-la esta semana?"
        " Junto uma fotografia do que vinha na caixa.",
    ),
    "missing_again": ("Chegou sem uma peça", "Continuo sem notícias. Se não for possível, prefiro devolver."),
    "automatic": ("", "Recebemos a sua mensagem. Uma pessoa da nossa equipa vai responder-lhe."),
    "change": ("Mudança de morada", "Olá, mudei de casa. Podem enviar para o escritório? É na mesma cidade."),
    "invoice": (
        "Fatura em nome da empresa",
        "Bom dia, preciso da fatura em nome da minha empresa. De que dados precisam?",
    ),
    "photo": ("", "caixa.png"),
    "invoice_sent": ("A sua fatura", "Bom dia, envio em anexo a fatura da sua encomenda. Cumprimentos."),
    "invoice_file": ("", "fatura.pdf"),
    "quick_tracking": (
        "Seguimento do envio",
        "Olá: a sua encomenda já saiu. Com a ligação de seguimento do e-mail de envio pode ver onde está.",
    ),
    "quick_thanks": ("Obrigado", "Muito obrigado pela sua mensagem. Ficamos ao seu dispor."),
}

_DE: Texts = {
    "where": ("Wo ist meine Bestellung?", "Guten Morgen, können Sie mir sagen, wann meine Bestellung ankommt? Danke."),
    "where_answer": (
        "",
        "Guten Tag, das Paket hat gestern unser Lager verlassen und kommt morgen Vormittag an. Bitte entschuldigen Sie"
        " die Wartezeit.",
    ),
    "fits": ("Maße", "Hallo, passt die Halterung auch an eine Wand aus Gipskarton? In der Beschreibung steht nichts."),
    "fits_answer": ("", "Guten Tag, ja, mit den Dübeln aus dem kleinen Beutel. Sie trägt bis zu 12 kg."),
    "thanks": ("Maße", "Wunderbar, vielen Dank für die schnelle Antwort."),
    "address": (
        "Ihre Lieferanschrift",
        "Guten Tag, der Zusteller fragt nach der Hausnummer. Können Sie sie uns bitte bestätigen?",
    ),
    "return": (
        "Rückgabe",
        "Guten Tag, das ist nicht, was ich erwartet habe. Wie kann ich es zurückgeben, und wer zahlt?",
    ),
    "operator_question": (
        "",
        "Dürfen wir hier eine kostenlose Abholung anbieten, obwohl der Kunde es sich anders überlegt hat?",
    ),
    "late": ("Wann kommt das Paket?", "Laut Sendungsverfolgung steht das Paket seit Mittwoch still. Was ist passiert?"),
    "missing": (
        "Ein Teil fehlt",
        "Guten Tag, der Artikel kam gestern an, aber ein Teil fehlt, und ich kann ihn nicht benutzen. Können Sie es mir"
        " diese Woche schicken? Ein Foto vom Inhalt des Kartons liegt bei.",
    ),
    "missing_again": ("Ein Teil fehlt", "Ich habe noch nichts gehört. Wenn es nicht geht, gebe ich ihn lieber zurück."),
    "automatic": ("", "Wir haben Ihre Nachricht erhalten. Jemand aus unserem Team wird Ihnen antworten."),
    "change": ("Neue Anschrift", "Hallo, ich bin umgezogen. Können Sie an mein Büro liefern? Es ist dieselbe Stadt."),
    "invoice": (
        "Rechnung an die Firma",
        "Guten Morgen, ich brauche die Rechnung auf meine Firma. Welche Angaben brauchen Sie?",
    ),
    "photo": ("", "karton.png"),
    "invoice_sent": ("Ihre Rechnung", "Guten Tag, anbei die Rechnung zu Ihrer Bestellung. Viele Grüße"),
    "invoice_file": ("", "Rechnung.pdf"),
    "quick_tracking": (
        "Sendungsverfolgung",
        "Guten Tag, Ihre Bestellung ist unterwegs. Über den Link in der Versandmail sehen Sie, wo sie gerade ist.",
    ),
    "quick_thanks": ("Danke", "Vielen Dank für Ihre Nachricht. Melden Sie sich gern jederzeit wieder."),
}

TEXTS: dict[str, Texts] = {"es": _ES, "pt": _PT, "de": _DE}


def _draw_box(width: int = 320, height: int = 220) -> bytes:
    """A PNG of a cardboard box on a table, drawn here so that no picture of anybody's is needed."""
    rows = b"".join(b"\x00" + b"".join(_pixel(x, y) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pixel(x: int, y: int) -> bytes:
    if 60 <= x < 260 and 70 <= y < 180:
        return b"\x9c\x6b\x35" if 150 <= x < 170 else b"\xc7\x94\x55"
    if 50 <= x < 270 and 50 <= y < 70:
        return b"\xd9\xac\x72"
    return b"\xe9\xe6\xdf" if y < 150 else b"\xb7\xad\x9f"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PHOTO = _draw_box()
