import os
from gettext import GNUTranslations
from io import StringIO
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command

from marketplace.catalogues import (
    Problem,
    ProblemKind,
    catalogue_path,
    check_catalogues,
    compile_catalogues,
    extract_messages,
    update_catalogues,
)

HEADER = """
# Trastienda: es
msgid ""
msgstr ""
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


@pytest.fixture
def write(tmp_path):
    """Write a file of a made-up project; `orders` is a package of it."""

    def write_file(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    write_file("orders/__init__.py", "")
    return write_file


@pytest.fixture
def write_spanish(write):
    def write_catalogue(*messages):
        entries = "\n".join(dedent(message) for message in messages)
        return write("locale/es/LC_MESSAGES/django.po", HEADER + entries)

    return write_catalogue


def extracted(root):
    return [(message.context, message.id) for message in extract_messages(root) if message.id]


def problems(root):
    return [(problem.kind, problem.text) for problem in check_catalogues(root=root, languages=["es"])]


def update(root):
    return update_catalogues(root=root, languages=["es"])


# Extraction


def test_every_gettext_function_of_django_is_extracted_from_python(tmp_path, write):
    write(
        "orders/views.py",
        """
        _("Accept"), gettext("Refuse"), gettext_lazy("Ship"), gettext_noop("Cancel")
        ngettext("%(count)s day", "%(count)s days", n), ngettext_lazy("one", "many", n)
        pgettext("verb", "Order"), pgettext_lazy("noun", "Order")
        npgettext("clock", "hour", "hours", n), npgettext_lazy("clock", "minute", "minutes", n)
        _("A text in "
          "two parts")
        other("Not this")
        """,
    )

    assert extracted(tmp_path) == [
        (None, "Accept"),
        (None, "Refuse"),
        (None, "Ship"),
        (None, "Cancel"),
        (None, ("%(count)s day", "%(count)s days")),
        (None, ("one", "many")),
        ("verb", "Order"),
        ("noun", "Order"),
        ("clock", ("hour", "hours")),
        ("clock", ("minute", "minutes")),
        (None, "A text in two parts"),
    ]


def test_every_translation_tag_is_extracted_from_templates(tmp_path, write):
    write(
        "templates/order.html",
        """
        <main>
            <h1>{% translate "Orders" %}</h1>
              {% translate "Order" context "verb" %}
          {% blocktranslate with name=shop.name %}Hello {{ name }}, 100 %{% endblocktranslate %}
            {% blocktranslate trimmed count counter=days %}
              {{ counter }} day
            {% plural %}
              {{ counter }} days
            {% endblocktranslate %}
         {% include "x.html" with label=_("Save") %} {{ title|default:_("None") }}
        </main>
        """,
    )

    assert extracted(tmp_path) == [
        (None, "Orders"),
        ("verb", "Order"),
        (None, "Hello %(name)s, 100 %%"),
        (None, ("%(counter)s day", "%(counter)s days")),
        (None, "Save"),
        (None, "None"),
    ]


def test_texts_come_from_packages_and_templates_and_from_nowhere_else(tmp_path, write):
    write("orders/models.py", '_("model")')
    write("orders/templates/orders/list.html", '{% translate "list" %}')
    write("orders/templates/orders/mail.txt", '{% translate "mail" %}')
    write("templates/base.html", '{% translate "base" %}')
    write("orders/migrations/0001_initial.py", '_("migration")')
    write("orders/static/orders/page.html", '{% translate "static" %}')
    write("orders/notes.txt", '{% translate "notes" %}')
    write("tests/__init__.py", '_("test")')
    write("scripts/tool.py", '_("script")')

    assert {text for _, text in extracted(tmp_path)} == {"model", "list", "mail", "base"}


def test_comments_for_translators_are_kept(tmp_path, write):
    write(
        "orders/views.py",
        """
        # Translators: on the button
        _("Ship")
        # not for translators
        _("Pack")
        """,
    )
    write("templates/a.html", '<p>\n  {# Translators: a greeting #}\n  {% translate "Hello" %}\n</p>')

    update(tmp_path)

    text = catalogue_path(tmp_path, "es").read_text()
    assert '#. Translators: on the button\n#: orders/views.py\nmsgid "Ship"' in text
    assert '#. Translators: a greeting\n#: templates/a.html\nmsgid "Hello"' in text
    assert "not for translators" not in text


# Update


def test_a_new_catalogue_is_sorted_and_holds_nothing_that_changes_by_itself(tmp_path, write):
    write("orders/views.py", '_("Ship")\n_("Accept")\nngettext("%(n)s day", "%(n)s days", n)')

    assert update(tmp_path) == [tmp_path / "locale/es/LC_MESSAGES/django.po"]
    assert catalogue_path(tmp_path, "es").read_text() == dedent(
        """\
        # Trastienda: es
        msgid ""
        msgstr ""
        "Language: es\\n"
        "Plural-Forms: nplurals=2; plural=(n != 1);\\n"
        "MIME-Version: 1.0\\n"
        "Content-Type: text/plain; charset=utf-8\\n"
        "Content-Transfer-Encoding: 8bit\\n"

        #: orders/views.py
        #, python-format
        msgid "%(n)s day"
        msgid_plural "%(n)s days"
        msgstr[0] ""
        msgstr[1] ""

        #: orders/views.py
        msgid "Accept"
        msgstr ""

        #: orders/views.py
        msgid "Ship"
        msgstr ""
        """
    )


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path, write, write_spanish):
    write("orders/views.py", '_("Ship")\n_("Shipped")')
    path = write_spanish(
        'msgid "Gone"\nmsgstr "Fuera"\n',
        '# a note of the translator\nmsgid "Ship"\nmsgstr "Enviar"\n',
        '#~ msgid "Long gone"\n#~ msgstr "Fuera"\n',
    )

    update(tmp_path)

    text = path.read_text()
    assert '# a note of the translator\n#: orders/views.py\nmsgid "Ship"\nmsgstr "Enviar"\n' in text
    assert 'msgid "Shipped"\nmsgstr ""\n' in text  # nothing guessed from "Ship"
    assert "fuzzy" not in text
    assert "Gone" not in text
    assert "Long gone" not in text


def test_a_second_update_changes_no_file(tmp_path, write):
    write("orders/views.py", '_("Ship")')
    update(tmp_path)

    assert update(tmp_path) == []


def test_moving_a_text_within_its_file_changes_no_catalogue(tmp_path, write):
    write("orders/views.py", '_("Ship")')
    update(tmp_path)
    write("orders/views.py", '\n\n\n_("Ship")')

    assert update(tmp_path) == []


# Check


def test_a_whole_catalogue_has_no_problem(tmp_path, write, write_spanish):
    write(
        "orders/views.py",
        '_("Ship")\n_("100%% of %(shop)s")\npgettext("verb", "Order")\nngettext("One day", "%(n)s days", n)',
    )
    write_spanish(
        'msgid "Ship"\nmsgstr "Enviar"\n',
        'msgid "100%% of %(shop)s"\nmsgstr "%(shop)s al 100%%"\n',
        'msgctxt "verb"\nmsgid "Order"\nmsgstr "Pedir"\n',
        'msgid "One day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "Un día"\nmsgstr[1] "%(n)s días"\n',
    )

    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("source", "catalogue", "expected"),
    [
        ('_("Ship")', "", (ProblemKind.MISSING, '"Ship" (orders/views.py)')),
        ('pgettext("verb", "A")', "", (ProblemKind.MISSING, '"A" [verb] (orders/views.py)')),
        ('_("Ship")', 'msgid "Ship"\nmsgstr ""', (ProblemKind.UNTRANSLATED, '"Ship" (orders/views.py)')),
        (
            'ngettext("day", "days", n)',
            'msgid "day"\nmsgid_plural "days"\nmsgstr[0] ""\nmsgstr[1] ""',
            (ProblemKind.UNTRANSLATED, '"day" (orders/views.py)'),
        ),
        ('_("Ship")', '#, fuzzy\nmsgid "Ship"\nmsgstr "Barco"', (ProblemKind.FUZZY, '"Ship" (orders/views.py)')),
        ("", 'msgid "Gone"\nmsgstr "Fuera"', (ProblemKind.OBSOLETE, '"Gone"')),
        ("", '#~ msgid "Gone"\n#~ msgstr "Fuera"', (ProblemKind.OBSOLETE, '"Gone"')),
        (
            'ngettext("day", "days", n)',
            'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "día"',
            (ProblemKind.PLURALS, '"day" (orders/views.py)'),
        ),
        (
            'ngettext("day", "days", n)',
            'msgid "day"\nmsgstr "día"',
            (ProblemKind.PLURALS, '"day" (orders/views.py)'),
        ),
        (
            '_("day")',
            'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "día"\nmsgstr[1] "días"',
            (ProblemKind.PLURALS, '"day" (orders/views.py)'),
        ),
        (
            '_("By %(date)s")',
            'msgid "By %(date)s"\nmsgstr "Hasta %(fecha)s"',
            (ProblemKind.PLACEHOLDERS, '"By %(date)s" (orders/views.py)'),
        ),
        (
            '_("By {date}")',
            'msgid "By {date}"\nmsgstr "Hasta la fecha"',
            (ProblemKind.PLACEHOLDERS, '"By {date}" (orders/views.py)'),
        ),
        (
            '_("By %(date)s")',
            'msgid "By %(date)s"\nmsgstr "Hasta %(date)d"',
            (ProblemKind.PLACEHOLDERS, '"By %(date)s" (orders/views.py)'),
        ),
        (
            'ngettext("One day", "%(n)s days", n)',
            'msgid "One day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "Un día"\nmsgstr[1] "Unos días"',
            (ProblemKind.PLACEHOLDERS, '"One day" (orders/views.py)'),
        ),
    ],
)
def test_what_is_wrong_with_a_message_is_told(tmp_path, write, write_spanish, source, catalogue, expected):
    write("orders/views.py", source)
    write_spanish(catalogue + "\n")

    assert problems(tmp_path) == [expected]


def test_the_same_text_in_another_context_is_another_message(tmp_path, write, write_spanish):
    write("orders/views.py", 'pgettext("verb", "Order")')
    write_spanish('msgid "Order"\nmsgstr "Pedido"\n')

    assert problems(tmp_path) == [
        (ProblemKind.MISSING, '"Order" [verb] (orders/views.py)'),
        (ProblemKind.OBSOLETE, '"Order"'),
    ]


def test_more_plural_forms_than_the_language_has_make_a_catalogue_unreadable(tmp_path, write, write_spanish):
    write("orders/views.py", 'ngettext("day", "days", n)')
    write_spanish('msgid "day"\nmsgid_plural "days"\nmsgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n')

    [(kind, text)] = problems(tmp_path)

    assert kind is ProblemKind.UNREADABLE
    assert "num_plurals" in text


def test_a_catalogue_that_is_not_there_is_told(tmp_path, write):
    assert [str(problem) for problem in check_catalogues(root=tmp_path, languages=["es"])] == [
        "es: unreadable: there is no locale/es/LC_MESSAGES/django.po"
    ]


# Compile


def compiled_texts(path):
    with path.open("rb") as file:
        return GNUTranslations(file)


def test_a_compiled_catalogue_translates(tmp_path, write_spanish):
    write_spanish(
        'msgid "Ship"\nmsgstr "Enviar"\n',
        'msgctxt "verb"\nmsgid "Order"\nmsgstr "Pedir"\n',
        'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "día"\nmsgstr[1] "días"\n',
        '#, fuzzy\nmsgid "Doubt"\nmsgstr "Deuda"\n',
    )

    [path] = compile_catalogues(root=tmp_path, languages=["es"])

    texts = compiled_texts(path)
    assert path == tmp_path / "locale/es/LC_MESSAGES/django.mo"
    assert (texts.gettext("Ship"), texts.pgettext("verb", "Order")) == ("Enviar", "Pedir")
    assert [texts.ngettext("day", "days", n) for n in (0, 1, 2)] == ["días", "día", "días"]
    assert texts.gettext("Doubt") == "Doubt"
    assert [file.name for file in path.parent.iterdir() if file.suffix not in {".po", ".mo"}] == []


def test_only_a_catalogue_that_is_newer_is_compiled_again(tmp_path, write_spanish):
    source = write_spanish('msgid "Ship"\nmsgstr "Enviar"\n')
    [path] = compile_catalogues(root=tmp_path, languages=["es"])

    unchanged = compile_catalogues(root=tmp_path, languages=["es"])
    source.write_text(source.read_text().replace("Enviar", "Mandar"))
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    changed = compile_catalogues(root=tmp_path, languages=["es"])

    assert (unchanged, changed) == ([], [path])
    assert compiled_texts(path).gettext("Ship") == "Mandar"


def test_a_language_without_a_catalogue_is_not_compiled(tmp_path):
    assert compile_catalogues(root=tmp_path, languages=["es"]) == []


def test_a_text_that_a_note_for_translators_hides_is_told(tmp_path, write, write_spanish):
    """What follows a note on its line is a comment to whoever extracts."""
    note = "{% comment %}Translators: of the price.{% endcomment %}"
    write_spanish()
    write("orders/templates/a.html", f"{note}{{% blocktranslate %}}otherwise {{{{ usual }}}}{{% endblocktranslate %}}")
    write("orders/templates/b.html", f"{note}\n{{# no text #}}")

    (kind, text) = problems(tmp_path)[0]

    assert (kind, len(problems(tmp_path))) == (ProblemKind.HIDDEN, 1)
    assert "otherwise" in text
    assert "orders/templates/a.html" in text


# The command


@pytest.fixture
def project(settings, tmp_path, write):
    settings.BASE_DIR = tmp_path
    settings.LANGUAGES = [("es", "Español"), ("en", "English")]
    write("orders/views.py", '_("Ship")')
    return tmp_path


def run(option):
    output, errors = StringIO(), StringIO()
    call_command("translations", option, stdout=output, stderr=errors)
    return output.getvalue()


def test_the_check_lists_the_problems_and_fails(project):
    run("--update")
    errors = StringIO()

    with pytest.raises(CommandError, match="Problems: 1"):
        call_command("translations", "--check", stderr=errors)

    assert errors.getvalue() == str(Problem("es", ProblemKind.UNTRANSLATED, '"Ship" (orders/views.py)')) + "\n"


def test_update_translate_compile_and_check_is_the_whole_way(project):
    assert run("--update") == "locale/es/LC_MESSAGES/django.po\n"
    path = catalogue_path(project, "es")
    path.write_text(path.read_text().replace('msgid "Ship"\nmsgstr ""', 'msgid "Ship"\nmsgstr "Enviar"'))

    assert run("--compile") == "locale/es/LC_MESSAGES/django.mo\n"
    assert run("--check") == "The catalogues are whole.\n"
    assert not (project / "locale/en").exists()


def test_a_broken_catalogue_stops_the_command_with_its_line(project, write):
    write("locale/es/LC_MESSAGES/django.po", 'msgid "Ship"\nnonsense\n')

    with pytest.raises(CommandError, match="cannot be read"):
        run("--update")


def test_the_command_wants_to_know_what_to_do(project):
    with pytest.raises(CommandError, match="required"):
        call_command("translations")
