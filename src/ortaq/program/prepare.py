"""What ``ortaq up`` does before the web server starts, in a process of its own: the supervisor stays small."""

import os
import sys

from ortaq.program import commands
from ortaq.program.trouble import Trouble


def main() -> int:
    """Migrates, collects, fills an empty database. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]
    try:
        commands.set_up()
        commands.compile_messages()
        commands.migrate_database()
        commands.collect_static()
        commands.fill(demo="--demo" in sys.argv)
    except Trouble as trouble:
        print(f"\nortaq: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
