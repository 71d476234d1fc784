"""Articles in the reader's language; one that is not written in it is read in English, else in what there is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.errors import NotFound
from marketplace.help.models import Article, ArticleText

FALLBACK = "en"


@dataclass(frozen=True)
class ReadArticle:
    """An article as one reader sees it; `successor` is what stands in its place."""

    slug: str
    language: str
    title: str
    body: str
    is_current: bool
    successor: "ReadArticle | None" = None


def list_articles(find: str = "") -> list[ReadArticle]:
    """The current articles in their order, or those whose title holds the words. One query."""
    texts = ArticleText.objects.filter(article__is_current=True).select_related("article")
    found = _best(texts.order_by("article__position", "article__pk", "language"))
    words = find.casefold().split()
    return [_read(text) for text in found if all(word in text.title.casefold() for word in words)]


def read_article(slug: str) -> ReadArticle:
    """The article, current or not. Raises NotFound."""
    article = Article.objects.select_related("replaced_by").filter(slug=slug).first()
    named = [each for each in (article, article.replaced_by if article else None) if each]
    texts = ArticleText.objects.filter(article__in=named).select_related("article").order_by("language")
    by_slug = {text.article.slug: _read(text) for text in _best(texts)}
    if article is None or slug not in by_slug:
        raise NotFound(code="ARTICLE_NOT_FOUND", message=_("There is no such article."))
    found = by_slug[slug]
    successor = by_slug.get(article.replaced_by.slug) if article.replaced_by else None
    return ReadArticle(found.slug, found.language, found.title, found.body, found.is_current, successor)


def _best(texts: Iterable[ArticleText]) -> list[ArticleText]:
    """Of each article the text in the reader's own language, else the English one, else the first."""
    own = (get_language() or FALLBACK).split("-")[0]
    wanted = {FALLBACK: 1, own: 0}
    chosen: dict[int, ArticleText] = {}
    for text in texts:
        other = chosen.get(text.article_id)
        if other is None or wanted.get(text.language, 2) < wanted.get(other.language, 2):
            chosen[text.article_id] = text
    return list(chosen.values())


def _read(text: ArticleText) -> ReadArticle:
    return ReadArticle(text.article.slug, text.language, text.title, text.body, text.article.is_current)
