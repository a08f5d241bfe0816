"""Makes the virtual environment and installs a lock into it: ``python3.11 tools/install.py runtime`` or ``dev``.

Every package must have the hash that the lock names. Ortaq itself isn't built: the environment reads ``src``.
"""

import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
COMMAND = f"""#!{PYTHON}
import sys

from ortaq.program.cli import main

sys.exit(main())
"""


def main() -> int:
    """Installs; returns the exit code."""
    which = sys.argv[1]
    if sys.version_info[:2] != (3, 11):
        found = ".".join(map(str, sys.version_info[:3]))
        print(
            f"Ortaq needs Python 3.11, this is {found}. Say where it is: make PYTHON=/path/to/python3.11",
            file=sys.stderr,
        )
        return 1
    start = time.monotonic()
    lock = ROOT / "requirements" / f"{which}.txt"
    packages = lock.read_text(encoding="utf-8").count("--hash=sha256:") and sum(
        "==" in line for line in lock.read_text(encoding="utf-8").splitlines()
    )
    print(f"Installing {packages} packages into {ENVIRONMENT} …", flush=True)
    if not PYTHON.exists():
        venv.EnvBuilder(with_pip=True, symlinks=True).create(ENVIRONMENT)
    # What runs comes ready built; a test tool (an old Open311 client's parser) exists as source alone.
    built = "--only-binary=:all:" if which == "runtime" else "--prefer-binary"
    done = subprocess.run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", built,
         "--require-hashes", "-r", lock], check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        print(
            "The packages can't be installed. What pip said stands above; try again with `make setup`.", file=sys.stderr
        )
        return done.returncode
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(ENVIRONMENT), "platbase": str(ENVIRONMENT)}))
    (site / "ortaq.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = ENVIRONMENT / "bin" / "ortaq"
    command.write_text(COMMAND, encoding="utf-8")
    command.chmod(0o755)
    for done_name in ("runtime", "dev") if which == "dev" else ("runtime",):
        (ENVIRONMENT / f"installed-{done_name}").touch()
    print(f"Installed in {time.monotonic() - start:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
