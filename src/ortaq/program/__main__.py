"""``python -m ortaq.program`` is the same as ``ortaq``."""

import sys

from ortaq.program.cli import main

sys.exit(main())
