"""``ortaq rotate-field-key``: a new field key, and everything sealed under it."""

import time

from ortaq.program.commands import django, step
from ortaq.program.trouble import Trouble

LEARN_SECONDS = 2.0
"""Running processes look for a new ring each second (``kernel/keys/queries.py``): nothing is sealed before they know it."""


def rotate() -> int:
    """Goes on with a rotation that was broken off; else makes a new key first. Can be killed and run again."""
    with django("ortaq rotate-field-key"):
        from ortaq.kernel.keys import actions
        from ortaq.kernel.keys.queries import ring

        if actions.left():
            print(f"Going on: key {ring().newest} is there, not everything is sealed under it.")
        else:
            try:
                number = actions.add_key()
            except actions.RingFixed as error:
                if len(ring().numbers) > 1:
                    print(f"Everything is sealed under key {ring().newest} already.")
                    return 0
                raise Trouble(
                    "The field key comes from ORTAQ_FIELD_KEY. Put a second one behind it (`1:OLD 2:NEW`, 64 hexadecimal "
                    "digits each), restart every process, then run this again."
                ) from error
            print(f"Key {number} is made. Back up the keys now: the archives so far don't hold it.")
        time.sleep(LEARN_SECONDS)
        with step("Sealing anew") as note:
            done = actions.rotate(note)
            note(f"{done} rows")
        left = actions.left()
        if left:
            raise Trouble(
                f"{sum(left.values())} rows were written under an older key meanwhile: is a process running that doesn't "
                "know the new ring? Restart it, then run this again."
            )
        print(
            f"Everything is sealed under key {ring().newest}. Older keys stay: PINs and keys of programs are checked by them."
        )
        return 0
