"""`python -m bench [name ...]`: run the named benchmarks, or all of them, one after the other."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> None:
    """Run them in this process; a name that no benchmark has ends with a list of those there are."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    if unknown := sorted(set(names) - set(known)):
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    for name in names or known:
        print(f"== {name}", flush=True)
        sys.argv = [str(HERE / f"{name}.py")]
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
