"""Help: the list of articles, and one of them."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from marketplace.help.reading import list_articles, read_article
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from marketplace.safe_html import clean_html

LONGEST_QUERY = 100


class HelpView(PortalView):
    """A page of help, open to everybody who works here."""

    permission = Right.PLATFORM_READ
    area = "help"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(list_url=reverse("help:list", args=[self.shop.pk]), **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self.page()


class HelpListView(HelpView):
    """The current articles, and those whose title holds what is sought."""

    template_name = "help/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        find = self.request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
        return super().get_context_data(find=find, articles=list_articles(find), **kwargs)


class ArticleView(HelpView):
    """One article, and where to go from one that is no longer current (R132, R133)."""

    template_name = "help/article.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article = read_article(self.kwargs["slug"])
        body = mark_safe(clean_html(article.body))  # noqa: S308  # cleaned right here
        return super().get_context_data(article=article, body=body, **kwargs)
