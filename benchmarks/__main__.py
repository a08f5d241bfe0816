"""Every benchmark with its defaults, one after the other: ``python -m benchmarks [NAME …]``."""

import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
NO_BENCHMARK = {"__main__", "__init__", "measure", "votes"}


def main() -> int:
    """Runs those that are named, else all; the exit code says whether one of them failed."""
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_BENCHMARK)
    chosen = sys.argv[1:] or known
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "psycopg", "granian"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}")
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}
    failed = []
    for name in chosen:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        done = subprocess.run([sys.executable, HERE / f"{name}.py"], check=False, cwd=HERE.parent, env=environment)
        print(f"== {name}: {'done' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s")
        if done.returncode:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
