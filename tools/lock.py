"""Writes requirements/runtime.txt and dev.txt anew from pyproject.toml: every version with its hashes, and no host.

Left out is gurobipy, which pabutools names and no test of ours calls: it isn't free.

Needs ``uv`` (`pip install uv`); which package index it asks is the machine's own business.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILE = (
    "pip", "compile", "pyproject.toml", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links", "--no-emit-package", "gurobipy", "--upgrade", "--quiet",
)  # fmt: skip


def main() -> int:
    """Compiles both locks; returns the exit code."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin") or shutil.which("uv")
    if uv is None:
        print("uv isn't here. Install it into the environment: .venv/bin/pip install uv", file=sys.stderr)
        return 1
    for name, more in (("runtime", ()), ("dev", ("--group", "dev"))):
        target = f"requirements/{name}.txt"
        done = subprocess.run(
            [uv, *COMPILE, *more, "--output-file", target], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            return done.returncode
        print(f"{target} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
