"""The mail door as a program: `python -m messaging.mail.door [--host 0.0.0.0] [--port 2525]`."""

import os
from argparse import ArgumentParser

import django
from django.conf import settings
from django.utils.module_loading import import_string


def main() -> None:
    """Take mail until asked to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    parser = ArgumentParser(prog="python -m messaging.mail.door", description="Takes customers' mail by SMTP.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=settings.SMTP_PORT, help="SMTP_PORT unless given")
    options = parser.parse_args()
    # Named, because models can be imported only now.
    import_string("messaging.mail.doorkeeper.run")(options.host, options.port)


if __name__ == "__main__":
    main()
