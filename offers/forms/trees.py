"""Trees as selects show them: each node indented under what it stands below."""

from collections.abc import Iterator

from offers.services.catalogue import Tree

INDENT = "\N{NO-BREAK SPACE}" * 4


def indented(tree: Tree) -> Iterator[tuple[str, str]]:
    """Codes and names in the tree's order."""
    for pk in tree.in_order():
        node = tree.rows[pk]
        yield node.code, INDENT * (len(tree.line(pk)) - 1) + node.name
