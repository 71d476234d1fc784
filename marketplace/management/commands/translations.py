from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from babel.messages.pofile import PoFileError
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.catalogues import check_catalogues, compile_catalogues, update_catalogues

SOURCE_LANGUAGE = "en"  # msgids are English, so it needs no catalogue


class Command(BaseCommand):
    help = "Extracts, checks or compiles the message catalogues under locale/, without GNU gettext."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--update", action="store_true", help="bring the catalogues in line with the source")
        action.add_argument("--check", action="store_true", help="fail when a catalogue is not whole")
        action.add_argument("--compile", action="store_true", help="write the .mo files that are out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        languages = [code for code, _ in settings.LANGUAGES if code != SOURCE_LANGUAGE]
        if options["check"]:
            self._check(root, languages)
        else:
            self._write(update_catalogues if options["update"] else compile_catalogues, root, languages)

    def _check(self, root: Path, languages: Sequence[str]) -> None:
        problems = check_catalogues(root=root, languages=languages)
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"Problems: {len(problems)}. `manage.py translations --update` adds and drops messages.")
        self.stdout.write("The catalogues are whole.")

    def _write(self, write: Callable[..., list[Path]], root: Path, languages: Sequence[str]) -> None:
        try:
            paths = write(root=root, languages=languages)
        except (PoFileError, UnicodeDecodeError) as error:
            raise CommandError(f"A catalogue cannot be read: {error}") from error
        for path in paths:
            self.stdout.write(str(path.relative_to(root)))
