from marketplace.stack.console import LogFilter


def picked(*lines):
    log = LogFilter()
    return [shown for line in lines if (shown := log.pick(line)) is not None]


def test_warnings_and_errors_reach_the_terminal_and_news_do_not():
    assert picked("12:00 INFO web started", "12:01 WARNING disk nearly full", "12:02 ERROR no mail server") == [
        "12:01 WARNING disk nearly full",
        "12:02 ERROR no mail server",
    ]


def test_our_own_log_is_read_by_its_levels():
    lines = ["12:00 [info     ] swept [sweep]", "12:01 [warning  ] slow [sweep]", "12:02 [error    ] no mail [outbox]"]

    assert picked(*lines) == lines[1:]


def test_of_a_traceback_the_last_line_reaches_the_terminal():
    lines = [
        "Traceback (most recent call last):",
        '  File "x.py", line 1',
        "    boom()",
        "",
        "ValueError: boom",
        "INFO on",
    ]

    assert picked(*lines) == ["ValueError: boom"]


def test_a_message_that_repeats_is_shown_once():
    assert picked("12:00:01 ERROR order 7 failed", "12:00:02 ERROR order 8 failed") == ["12:00:01 ERROR order 7 failed"]


def test_an_unknown_address_is_no_news_for_the_terminal():
    assert picked("12:00 [warning  ] Not Found: /favicon.ico [django.request]") == []


def test_a_notice_is_shown_without_its_mark():
    assert picked(":: loading the demo marketplace, once") == ["loading the demo marketplace, once"]


def test_of_a_preparation_the_terminal_shows_notices_alone():
    log = LogFilter(notices_only=True)

    assert log.pick("12:00 ERROR no such table") is None
    assert log.pick(":: loading") == "loading"
