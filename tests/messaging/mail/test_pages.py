"""HTML mail: its words, and what its sender's program puts around what it quotes."""

import pytest

from messaging.mail.reading import read_mail
from tests.factories.mail import make_mail

GMAIL = """<div dir="ltr">Sigue sin llegar.<br><b>Un saludo</b></div><br>
<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 3 nov 2025 a las 10:00, Tienda
(&lt;<a href="mailto:t@example.com">t@example.com</a>&gt;) escribió:<br></div>
<blockquote class="gmail_quote"><p>Su pedido ha salido.</p><blockquote>¿Y mi pedido?</blockquote></blockquote></div>"""
OUTLOOK = """<div class=WordSection1><p class=MsoNormal>Sigue sin llegar.<br>Un saludo</p>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>
<b>De:</b> Tienda &lt;t@example.com&gt;<br><b>Enviado el:</b> lunes<br><b>Para:</b> Ana<br><b>Asunto:</b> Pedido</p>
</div></div>
<p class=MsoNormal>Su pedido ha salido.</p></div>"""
OUTLOOK_WEB = """<div>Sigue sin llegar.</div><div>Un saludo</div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg"><font><b>De:</b> Tienda</font></div>
<div>Su pedido ha salido.</div>"""
APPLE = """<html><body>Sigue sin llegar.<br>Un saludo<br><div>
<blockquote type="cite"><div>El 3 nov 2025, a las 10:00, Tienda
&lt;t@example.com&gt; escribió:</div><br><div>Su pedido ha salido.</div></blockquote></div></body></html>"""
THUNDERBIRD = """<p>Sigue sin llegar.<br>Un saludo</p><div class="moz-cite-prefix">El 3/11/25 a las 10:00, Tienda
escribió:<br></div><blockquote type="cite" cite="mid:1@x"><p>Su pedido ha salido.</p></blockquote>"""
YAHOO = """<div>Sigue sin llegar.<br>Un saludo</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>En lunes, Tienda
escribió: </div><div>Su pedido ha salido.</div></div>"""
BARE = "<p>Sigue sin llegar.<br>Un saludo</p><p>El 3/11/25 a las 10:00, Tienda escribió:</p><p>Su pedido ha salido.</p>"


def read_page(page: str):
    return read_mail(make_mail(page, content_type="text/html; charset=utf-8"))


@pytest.mark.parametrize("page", [GMAIL, OUTLOOK, OUTLOOK_WEB, APPLE, THUNDERBIRD, YAHOO, BARE])
def test_what_is_quoted_is_kept_apart(page):
    mail = read_page(page)

    assert mail.text == "Sigue sin llegar.\nUn saludo"
    assert "Su pedido ha salido." in mail.quoted
    assert "Tienda" in mail.quoted


def test_words_below_a_quote_are_the_writer_s_own():
    mail = read_page("<div>Arriba</div><blockquote type=cite>Historia</blockquote><div>Abajo</div>")

    assert (mail.text, mail.quoted) == ("Arriba\n\nAbajo", "Historia")


def test_a_forward_without_a_word_is_what_the_writer_says():
    page = """<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>
    De: Correos<br></div>Devuelto.</div>"""

    assert read_page(page).text == "---------- Forwarded message ---------\nDe: Correos\nDevuelto."


def test_only_what_can_be_seen_is_text():
    page = """<html><head><title>T</title><style>p {}</style></head><body><!-- no --><script>no()</script>
    <p>Hola&nbsp;a&ntilde;o</p><p style="display: none">oculto</p><img src="cid:1" alt="foto">
    <ul><li>uno</li><li>dos</li></ul><table><tr><td>A</td><td>B</td></tr></table></body></html>"""

    assert read_page(page).text == "Hola año\n\n  * uno\n  * dos\nA B"


@pytest.mark.parametrize("page", ["", "   ", "<!-- -->", "\ue0f0\ue0f1", "<?xml version='1.0' encoding='utf-16'?>"])
def test_an_empty_page_says_nothing(page):
    assert read_page(page).text == ""
