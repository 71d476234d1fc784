"""The guide is reached from where offers are made."""

import pytest

from marketplace.help.defaults import install_defaults


@pytest.mark.parametrize(
    ("language", "title"),
    [("es", "Crear y actualizar ofertas"), ("de", "Angebote anlegen und aktualisieren")],
)
@pytest.mark.parametrize("page", ["offers/", "offers/new"])
def test_the_link_on_the_page_opens_the_guide_in_the_readers_language(client, owner, shop, page, language, title):
    """R132."""
    install_defaults()
    client.force_login(owner.user)
    client.cookies["trastienda_language"] = language
    link = f"/shop/{shop.pk}/help/making-offers/"

    assert f'href="{link}"' in client.get(f"/shop/{shop.pk}/{page}").content.decode()
    assert f'<h1 lang="{language}">{title}</h1>' in client.get(link).content.decode()
