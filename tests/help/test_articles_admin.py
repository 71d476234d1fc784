"""The operator writes help in the admin."""

from django.test import Client

from marketplace.help.models import Article


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
