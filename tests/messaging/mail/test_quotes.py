"""What the customer wrote, told from what the mail program repeats below it, in the marketplace's languages."""

import pytest

from messaging.mail.quotes import split_quoted

OWN = "¡Hola!\n\nSigue sin llegar.\nUn saludo"
HISTORY = "Hola Ana:\nsu pedido ha salido."

HEADERS = [
    pytest.param("El lun, 3 nov 2025 a las 10:00, Tienda (<tienda@example.com>) escribió:", id="Gmail, es"),
    pytest.param(
        "El lun, 3 nov 2025 a las 10:00, Tienda Inventada del Norte\n(<tienda@example.com>) escribió:", id="two"
    ),
    pytest.param("El 3 nov 2025, a las 10:00, Tienda <tienda@example.com> escribió:", id="Apple, es"),
    pytest.param("El 3/11/25 a las 10:00, Tienda escribió:", id="Thunderbird, es"),
    pytest.param("Em seg., 3 de nov. de 2025 às 10:00, Loja <loja@example.com> escreveu:", id="Gmail, pt"),
    pytest.param("Em seg., 3 de nov. de 2025 às 10:00, Loja Inventada <\nloja@example.com> escreveu:", id="pt, two"),
    pytest.param("No dia 03/11/2025, às 10:00, Loja <loja@example.com> escreveu:", id="Apple, pt"),
    pytest.param("On Mon, Nov 3, 2025 at 10:00 AM Shop <shop@example.com> wrote:", id="Gmail, en"),
    pytest.param("On 3 Nov 2025, at 10:00, Shop\n<shop@example.com>\nwrote:", id="Apple, en, three lines"),
    pytest.param("Am Mo., 3. Nov. 2025 um 10:00 Uhr schrieb Laden <laden@example.com>:", id="Gmail, de"),
    pytest.param("Am 03.11.2025 um 10:00 schrieb Laden <laden@example.com>:", id="Apple, de"),
    pytest.param("Laden <laden@example.com> schrieb am Mo., 3. Nov. 2025, 10:00:", id="name first, de"),
    pytest.param("Laden <laden@example.com> hat am 03.11.2025 10:00 CET geschrieben:", id="web.de"),
    pytest.param("Le lun. 3 nov. 2025 à 10:00, Boutique <b@example.com> a écrit :", id="Gmail, fr"),
    pytest.param("Il giorno lun 3 nov 2025 alle ore 10:00 Negozio <n@example.com> ha scritto:", id="Gmail, it"),
    pytest.param("Op ma 3 nov 2025 om 10:00 schreef Winkel <w@example.com>:", id="Gmail, nl"),
    pytest.param("pon., 3 lis 2025 o 10:00 Sklep <s@example.com> napisał(a):", id="Gmail, pl"),
    pytest.param(
        "-----Mensaje original-----\nDe: Tienda\nEnviado: lunes\nPara: Ana\nAsunto: Pedido\n", id="Outlook, es"
    ),
    pytest.param(
        "De: Tienda <t@example.com>\nEnviado el: lunes 10:00\nPara: Ana\nAsunto: Pedido\n", id="Outlook 365, es"
    ),
    pytest.param(
        "________________________________\nDe: Loja <l@example.com>\nEnviado: segunda-feira\nPara: Ana\nAssunto: X\n",
        id="Outlook, pt",
    ),
    pytest.param(
        "-----Ursprüngliche Nachricht-----\nVon: Laden\nGesendet: Montag\nAn: Ana\nBetreff: X\n", id="Outlook, de"
    ),
    pytest.param("-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: Ana\nSubject: Order\n", id="Outlook, en"),
    pytest.param("-------- Mensaje original --------\nDe: Tienda\nFecha: 3/11/25 10:00\nPara: Ana\n", id="Samsung, es"),
]


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "bare"])
@pytest.mark.parametrize("header", HEADERS)
def test_history_below_a_header_is_kept_apart(header, marked):
    history = "\n".join(f"> {line}" for line in HISTORY.splitlines()) if marked else HISTORY

    text, quoted = split_quoted(f"{OWN}\n\n{header}\n\n{history}\n")

    assert text == OWN
    assert quoted.startswith(header.splitlines()[0])
    assert quoted.endswith(history)


def test_marked_history_needs_no_header():
    assert split_quoted("Sí, gracias\n\n> ¿Le va bien el martes?\n") == ("Sí, gracias", "> ¿Le va bien el martes?")


def test_an_answer_below_the_history_is_the_writer_s_own():
    text, quoted = split_quoted("On 3 Nov 2025, Shop <s@example.com> wrote:\n> Which size?\n\nLarge, please.")

    assert text == "Large, please."
    assert quoted == "On 3 Nov 2025, Shop <s@example.com> wrote:\n> Which size?"


def test_answers_between_the_lines_are_all_kept_and_can_be_read_in_place():
    mail = "Hi!\n\nOn 3 Nov 2025, Shop <s@example.com> wrote:\n> Size?\n\nLarge.\n\n> Colour?\n\nRed.\n"

    text, quoted = split_quoted(mail)

    assert text == "Hi!\n\nLarge.\n\nRed."
    assert quoted == "On 3 Nov 2025, Shop <s@example.com> wrote:\n> Size?\n\nLarge.\n\n> Colour?"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I was at home. On Tuesday too.\nOn the card it says 12:30.",
        "El repartidor me escribió:\n“no hay nadie”\n¿Qué hago?",
        "La dirección es:\nCalle Inventada 1\nDe: Madrid\n",
        "Mirad https://example.com/on-monday-he-wrote: es lo mismo",
        "- uno\n- dos\n-- tres",
        "Von: Hamburg nach Madrid, geht das?",
        "----\nNo es una firma",
    ],
)
def test_words_that_look_like_a_header_stay(text):
    assert split_quoted(text) == (text.strip(), "")


def test_what_is_forwarded_without_a_word_is_what_the_writer_says():
    mail = (
        "---------- Forwarded message ---------\nDe: Correos <c@example.com>\nFecha: lunes\nAsunto: Aviso\n\nDevuelto."
    )

    assert split_quoted(mail) == (mail, "")


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAna Ejemplo\n+34 600 000 000",
        "Enviado desde mi iPhone",
        "Sent from Outlook for Android",
        "Enviado do meu iPhone",
    ],
)
def test_a_signature_goes_with_the_history(signature):
    text, quoted = split_quoted(f"Gracias\n\n{signature}\n\nEl 3/11/25 a las 10:00, Tienda escribió:\n> Hola")

    assert text == "Gracias"
    assert quoted.splitlines()[0] == signature.splitlines()[0].rstrip()
    assert quoted.endswith("> Hola")


def test_a_reply_without_a_word_says_nothing():
    assert split_quoted("El 3/11/25 a las 10:00, Tienda escribió:\n\nHola")[0] == ""
