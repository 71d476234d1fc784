"""What the fault test of mail is about: conversations whose customers will write. Prints their addresses and customers.

A program, run on an empty server: the test itself stays out of the database that its processes use.
"""

import json
import sys

import django
from django.core.management import call_command


def make_scene(threads: int) -> list[tuple[str, str, str]]:
    """Migrate, and make conversations in two shops; id, address and customer of each."""
    call_command("migrate", verbosity=0)
    from messaging.addresses import reply_address
    from tests.factories.messaging import make_thread
    from tests.factories.shops import make_channel, make_shop

    channel = make_channel(code="ES", label="España")
    shops = [make_shop(code=code, name=code, channels=(channel,)) for code in ("casa-norte", "casa-sur")]
    made = [make_thread(shops[number % 2]) for number in range(threads)]
    return [(str(each.thread_id), reply_address(each.reply_token), each.order.customer_email) for each in made]


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make_scene(int(sys.argv[1]))))
