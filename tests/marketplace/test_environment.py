import pytest

from marketplace.settings.environment import host_of


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://shops.example", "shops.example"),
        ("https://Shops.example:8443/market", "shops.example"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[::1]", "[::1]"),
        ("http://[2001:db8::7]:8000", "[2001:db8::7]"),
    ],
)
def test_the_host_of_the_base_url_is_the_one_that_requests_name(rf, settings, base_url, host):
    settings.ALLOWED_HOSTS = [host_of(base_url)]
    authority = base_url.partition("://")[2].partition("/")[0]

    assert host_of(base_url) == host
    assert rf.get("/", headers={"Host": authority}).get_host() == authority
