"""Help in the portal: found by title, read in one's own language, led on from what is no longer current."""

import re

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from marketplace.defaults import install_all_defaults
from marketplace.help.defaults import MAKING_OFFERS, install_defaults
from marketplace.help.models import Article, ArticleText
from marketplace.shops.models import Membership
from tests.factories.shops import NOON


@pytest.fixture
def guide(db: None) -> Article:
    install_defaults()
    return Article.objects.get(slug=MAKING_OFFERS)


def make_article(slug: str, title: str, body: str = "<p>Text.</p>", **fields: object) -> Article:
    article = Article.objects.create(slug=slug, created_at=NOON, updated_at=NOON, **fields)
    ArticleText.objects.create(article=article, language="en", title=title, body=body)
    return article


def read(client: Client, member: Membership, slug: str, language: str) -> str:
    client.force_login(member.user)
    client.cookies["trastienda_language"] = language
    return client.get(f"/shop/{member.shop_id}/help/{slug}").content.decode()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Making and updating offers"),
        ("es", "Crear y actualizar ofertas"),
        ("pt", "Criar e atualizar ofertas"),
        ("de", "Angebote anlegen und aktualisieren"),
    ],
)
def test_the_guide_on_offers_is_there_in_the_readers_language(client, sales, guide, language, title):
    """R132."""
    page = read(client, sales, "making-offers/", language)

    assert f'<h1 lang="{language}">{title}</h1>' in page
    assert "<code>update-delete</code>" in page


def test_the_defaults_come_once_and_leave_what_the_operator_wrote(db):
    install_all_defaults()
    ArticleText.objects.filter(language="en").update(title="Ours")

    assert install_all_defaults()["help"] == 0
    assert ArticleText.objects.get(language="en").title == "Ours"


def test_every_language_of_the_guide_has_the_same_parts(guide):
    parts = {text.language: (text.body.count("<h2>"), text.body.count("<tr>")) for text in guide.texts.all()}

    assert parts == {"en": (8, 8), "es": (8, 8), "pt": (8, 8), "de": (8, 8)}


@pytest.mark.parametrize("language", ["en", "es", "pt", "de"])
def test_the_guide_calls_things_as_the_portal_does(guide, language):
    """R132. What is written bold is a word of the portal in that language."""
    body = guide.texts.get(language=language).body
    with translation.override(language):
        words = [
            gettext(text) for text in ("Offers", "New offer", "Find", "Product sheet", "Promotions", "Completeness")
        ]
        words += [gettext("They stay as they are"), gettext("Trial")]
        choices = (
            "Only try: check every row and change nothing",
            "They are removed: the file takes the place of all your offers",
        )
        words += [gettext(text).partition(":")[0] for text in choices]
        words.append(f"{gettext('Settings')}, {gettext('Listings')}")

    bold = re.findall("<strong>(.*?)</strong>", body)
    assert [word for word in words if word not in bold] == []


def test_an_article_without_the_readers_language_is_read_in_english(client, sales):
    make_article("closing-days", "Closing days")

    assert '<h1 lang="en">Closing days</h1>' in read(client, sales, "closing-days/", "de")


def test_an_article_in_one_other_language_alone_is_listed_and_read(client, sales):
    """R132."""
    article = make_article("dias", "Closing days")
    article.texts.update(language="es", title="Días de cierre")

    assert "Días de cierre" in read(client, sales, "", "de")
    assert '<h1 lang="es">Días de cierre</h1>' in read(client, sales, "dias/", "de")


def test_the_list_finds_articles_by_words_of_their_title(client, sales, guide):
    make_article("closing-days", "Closing days")

    page = read(client, sales, "?q=DAYS+clos", "en")

    assert "Closing days" in page
    assert "Making and updating offers" not in page


def test_an_article_that_is_replaced_leads_on_and_is_not_listed(client, sales):
    """R133."""
    new = make_article("new-way", "The new way")
    make_article("old-way", "The old way", is_current=False, replaced_by=new)

    page = read(client, sales, "old-way/", "en")
    listed = read(client, sales, "", "en")

    assert "no longer current" in page
    assert f'href="/shop/{sales.shop_id}/help/new-way/">Read “The new way” instead</a>' in page
    assert "The new way" in listed
    assert "The old way" not in listed


def test_script_in_an_article_is_inert(client, sales):
    make_article("odd", "Odd", body='<p onclick="x()">Fine</p><script>steal()</script><a href="javascript:x()">go</a>')

    page = read(client, sales, "odd/", "en")

    assert "<p>Fine</p>" in page
    assert "steal()" not in page
    assert "javascript:" not in page
    assert "onclick" not in page


def test_an_unknown_article_is_not_there(client, sales):
    client.force_login(sales.user)

    assert client.get(f"/shop/{sales.shop_id}/help/none/").status_code == 404


def test_the_list_costs_the_same_for_one_article_and_for_ten(client, sales, django_assert_max_num_queries):
    make_article("a0", "Article")
    client.force_login(sales.user)
    with django_assert_max_num_queries(30) as few:
        client.get(f"/shop/{sales.shop_id}/help/")
    for number in range(1, 10):
        make_article(f"a{number}", "Article")

    with django_assert_max_num_queries(len(few)):
        client.get(f"/shop/{sales.shop_id}/help/")


@pytest.mark.parametrize(
    ("language", "other_words"),
    [
        ("de", ("Merkmal", "Vorbereitungszeit", "Werktag")),
        ("es", ("Estado del artículo",)),
        ("pt", ("Estado do artigo",)),
    ],
)
def test_articles_call_things_as_the_pages_do(db: None, language: str, other_words: tuple[str, ...]) -> None:
    install_defaults()

    body = ArticleText.objects.get(article__slug=MAKING_OFFERS, language=language).body

    assert [word for word in other_words if word in body] == []
