"""`python -m marketplace.stack` runs a stack; `python -m marketplace.stack stop` ends the one of this DATA_DIR."""

import sys

try:
    from marketplace.stack import supervisor
    from marketplace.stack.stopping import stop_running
except ImportError as error:
    sys.exit(f"trastienda: {error}. Run `make run`, which installs what is missing.")

if __name__ == "__main__":
    sys.exit(stop_running() if sys.argv[1:] == ["stop"] else supervisor.main())
