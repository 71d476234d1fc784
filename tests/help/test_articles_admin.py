"""The operator writes help in the admin."""

from django.test import Client

from marketplace.help.models import Article
from tests.factories.shops import NOON


def test_an_article_is_written_in_two_languages_and_replaced(client: Client, operator, sales):
    """R132, R133."""
    client.force_login(operator)
    texts = {"texts-TOTAL_FORMS": "2", "texts-INITIAL_FORMS": "0", "texts-MIN_NUM_FORMS": "0"}
    for place, (language, title) in enumerate([("en", "Closing days"), ("de", "Schließtage")]):
        texts |= {
            f"texts-{place}-language": language,
            f"texts-{place}-title": title,
            f"texts-{place}-body": "<p>Text.</p>",
        }

    made = client.post(
        "/admin/help/article/add/", {"slug": "closing-days", "position": "5", "is_current": "on", **texts}
    )

    assert made.status_code == 302
    article = Article.objects.get()
    assert sorted(article.texts.values_list("language", "title")) == [("de", "Schließtage"), ("en", "Closing days")]
    client.force_login(sales.user)
    client.cookies["trastienda_language"] = "de"
    assert "Schließtage" in client.get(f"/shop/{sales.shop_id}/help/").content.decode()


def test_the_address_of_an_article_stays(client: Client, operator):
    """R132: pages of the portal lead to it."""
    article = Article.objects.create(slug="making-offers", created_at=NOON, updated_at=NOON)
    client.force_login(operator)
    url = f"/admin/help/article/{article.pk}/change/"
    none = {"texts-TOTAL_FORMS": "0", "texts-INITIAL_FORMS": "0", "texts-MIN_NUM_FORMS": "0"}

    answer = client.post(url, {"slug": "renamed", "position": "7", "is_current": "on", **none})

    article.refresh_from_db()
    assert answer.status_code == 302
    assert (article.slug, article.position) == ("making-offers", 7)
