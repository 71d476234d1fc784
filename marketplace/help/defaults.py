"""The articles that a marketplace starts with: `articles/<slug>.<language>.html`, the first line being the title."""

from pathlib import Path

from marketplace import clock
from marketplace.help.models import Article, ArticleText

MAKING_OFFERS = "making-offers"
_FOLDER = Path(__file__).parent / "articles"
_SLUGS = (MAKING_OFFERS,)


def install_defaults() -> int:
    """Add the articles that are missing; what the operator has written stays."""
    added = 0
    for position, slug in enumerate(_SLUGS, start=1):
        now = clock.now()
        article, is_new = Article.objects.get_or_create(
            slug=slug, defaults={"position": position * 10, "created_at": now, "updated_at": now}
        )
        if is_new:
            ArticleText.objects.bulk_create(_texts(article))
            added += 1
    return added


def _texts(article: Article) -> list[ArticleText]:
    texts = []
    for path in sorted(_FOLDER.glob(f"{article.slug}.*.html")):
        title, _break, body = path.read_text(encoding="utf-8").partition("\n")
        texts.append(ArticleText(article=article, language=path.suffixes[0][1:], title=title, body=body.strip()))
    return texts
