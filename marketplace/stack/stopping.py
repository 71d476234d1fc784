"""Ends a stack from another terminal."""

import json
import os
import signal
import sys
import time

from marketplace.stack.addresses import STACK_FILE, stack_addresses
from marketplace.stack.configuration import read_configuration
from marketplace.stack.console import say
from marketplace.stack.problems import StackProblem

PATIENCE = 40.0


def stop_running() -> int:
    """End the stack that runs on DATA_DIR and wait for it; 0 also when there is none."""
    try:
        folder = read_configuration(os.environ).data_dir
    except StackProblem as problem:
        sys.stderr.write(f"trastienda: {problem}\n")
        return 1
    if not stack_addresses(folder):
        say(f"no stack runs on {folder}")
        return 0
    number = json.loads((folder / STACK_FILE).read_text(encoding="utf-8"))["pids"]["supervisor"]
    os.kill(number, signal.SIGTERM)
    give_up = time.monotonic() + PATIENCE
    while stack_addresses(folder):
        if time.monotonic() > give_up:
            sys.stderr.write(f"trastienda: process {number} does not end\n")
            return 1
        time.sleep(0.1)
    say("stopped")
    return 0
