"""A stored file on its way to a browser."""

import pytest
from django.core.files.storage import default_storage

from marketplace.errors import NotFound
from marketplace.files.serving import file_response
from tests.files.test_store_file import JPEG, keep


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_file_is_saved_and_never_run(in_shop):
    response = file_response(keep(in_shop, "página.html", b"<script>alert(1)</script>"))

    assert response["Content-Disposition"] == "attachment; filename*=utf-8''p%C3%A1gina.html"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response.getvalue() == b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [("photo.jpg", JPEG, True), ("page.html", b"<b>x</b>", False), ("logo.svg", b"<svg onload='x()'/>", False)],
)
def test_pictures_alone_are_shown_in_a_page(name, content, shown, in_shop):
    disposition = file_response(keep(in_shop, name, content), inline=True)["Content-Disposition"]

    assert disposition.startswith("inline") is shown


def test_a_file_whose_bytes_are_gone_is_not_there(in_shop):
    stored = keep(in_shop)
    default_storage.delete(stored.path)

    with pytest.raises(NotFound):
        file_response(stored)
