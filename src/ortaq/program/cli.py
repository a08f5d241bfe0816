"""The command-line program ``ortaq``. `ortaq --help` says what it can do; every command has a ``--help`` of its own.

Exit codes: 0 done; 1 something is wrong, and the message says what, where and what to do; 2 the command was
misspelled; 130 stopped by Ctrl-C.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from ortaq.kernel.parties.roles import ROLES
from ortaq.program.locks import Busy
from ortaq.program.place import DatabaseTrouble
from ortaq.program.trouble import Trouble

DESCRIPTION = "Ortaq: the platform on which a region's state bodies, NGOs, businesses and citizens work together."
EPILOG = """\
Most people need only `ortaq up`. Data lies in ./var, or where ORTAQ_VAR points.
DATABASE_URL=postgresql://user:password@host/name uses a PostgreSQL of your own instead of the embedded one.
"""


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=18)


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(
        prog="ortaq",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=_formatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)

    def command(name: str, help_text: str, *, more: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.", epilog=more or None,
            formatter_class=_formatter,
        )  # fmt: skip

    up = command(
        "up",
        "start everything: database, web server, background worker",
        more="Stop it with Ctrl-C. The data stays; the next start goes on with it.",
    )
    _address(up)
    up.add_argument("--no-demo", action="store_true", help="don't load demonstration data into an empty database")

    web = command("web", "run only the web server; the database must be running and migrated")
    _address(web)
    command("worker", "run only the background worker (mails, clocks, daily checkpoints)")
    command("migrate", "bring the database's tables to this version, compile translations, collect static files")

    region = command("load-region", "load a region's territories, bodies and calendar from its data file")
    region.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="a region's JSON file (default: the region that ORTAQ_REGION names)",
    )
    kato = command(
        "load-kato", "set the territories' codes of the KATO classifier from a CSV file (columns slug, kato)"
    )
    kato.add_argument("file", type=Path, metavar="FILE", help="one wrong line, and nothing is set")
    population = command(
        "load-population",
        "set figures of population from a CSV file (columns slug, counted_on, people, source, url)",
    )
    population.add_argument("file", type=Path, metavar="FILE", help="one wrong line, and nothing is set")
    role = command(
        "role",
        "give or end an office role",
        more="Example: ortaq role give anna@example.kz registrar akimat-taraz --until 2027-12-31",
    )
    role.add_argument("verb", choices=["give", "end"])
    role.add_argument("email", help="address of the account; it is made when it isn't there")
    role.add_argument("role", help=", ".join(ROLES))
    role.add_argument("body", help="short name of the body in the region's file, such as akimat-taraz")
    role.add_argument(
        "--until", type=date.fromisoformat, default=None, metavar="DATE", help="last day (default: no end)"
    )
    role.add_argument("--reason", default="by command on the server", help="kept in the log: the order, without names")
    key = command("key", "give or take back a program's key for Open311")
    key.add_argument("verb", choices=["give", "revoke"])
    key.add_argument("holder", help="who gets it; to take it back: its number")
    key.add_argument("--body", default=None, help="only for appeals to this body")
    command(
        "rotate-field-key",
        "make a new field key and seal all personal fields under it, while the program runs",
        more="Safe to stop at any moment: the same command goes on where it was. Older keys stay in the ring.",
    )
    demo = command("demo", "make demonstration data, labelled as such wherever it shows")
    demo.add_argument("--size", type=int, default=None, metavar="N", help="how many appeals to make (default: 300)")

    command(
        "verify",
        "check that nobody changed the event log: every hash, every signature; and that roll-ups hold what they count",
        more="Exit code 1 when anything was changed, removed or inserted; each finding is printed.",
    )
    command(
        "rebuild",
        "make the sums and counts that pages of fairs read anew from memoranda, gifts and projects",
        more="Safe while the program runs: pages show the old figures until the new ones are there.",
    )

    backup = command(
        "backup",
        "write database, files and keys to one archive",
        more="Keep the archive closed: it holds personal data and, unless left out, the keys that open it.",
    )
    backup.add_argument(
        "target", type=Path, metavar="DIR|FILE", help="a file to make, or a directory to put a dated file into"
    )
    backup.add_argument(
        "--without-keys",
        action="store_true",
        help="leave the keys out; without them encrypted fields can never be read",
    )
    restore = command(
        "restore",
        "bring back an archive that `ortaq backup` wrote",
        more="The restored twin is quarantined: it sends no mail until you say `ortaq doctor --release`.",
    )
    restore.add_argument(
        "archive", type=Path, metavar="FILE", help="the archive; it is checked before anything is changed"
    )
    restore.add_argument("--replace", action="store_true", help="replace the data that is there (it is lost)")

    doctor = command("doctor", "look for what is wrong with this installation, and say what to do")
    doctor.add_argument(
        "--release", action="store_true", help="end the quarantine of a restored twin: from now on it sends mails"
    )

    counting = command(
        "count",
        "count a file of votes (.pb) and say who won and why; needs no database",
        more="Without --rule the file's own word is taken. docs/counting.md tells how to recount a vote.",
    )
    counting.add_argument("file", type=Path, metavar="FILE.pb")
    counting.add_argument(
        "--rule", default=None, metavar="RULE", help="a rule's name, or a file that holds a rule as JSON"
    )
    counting.add_argument("--json", action="store_true", help="print everything as JSON")
    counting.add_argument("--why", action="store_true", help="say of every project why it won or lost")
    counting.add_argument("--show-rule", action="store_true", help="don't count: print the rule in words and as JSON")
    counting.add_argument("--language", choices=["kk", "ru", "en"], default="en", help="of reasons and rules")

    _elections(command("election", "make the key of a vote, open and count its box, check what was published"))

    importing = command("import", "load a file of figures or of a plan")
    kinds = importing.add_subparsers(title="what to import", metavar="KIND", dest="kind", required=True)
    figures = kinds.add_parser("figures", help="budget figures from CSV or XLSX; one wrong row, and nothing is loaded")
    figures.add_argument("file", type=Path, metavar="FILE")
    plan = kinds.add_parser("plan", help="a body's plan of the social order from CSV or XLSX, as draft lines")
    plan.add_argument("file", type=Path, metavar="FILE")
    plan.add_argument("--body", required=True, metavar="SLUG", help="short name of the body, such as employment-taraz")
    plan.add_argument("--year", required=True, type=int, metavar="YEAR")
    plan.add_argument("--despite-totals", action="store_true", help="load it though its own totals contradict its rows")
    for code, what in (("ocds", "a package of OCDS releases"), ("360giving", "a package of 360Giving grants")):
        kind = kinds.add_parser(code, help=f"{what} published elsewhere; shown when a second person lets it be")
        kind.add_argument("file", type=Path, metavar="FILE")

    exporting = command("export", "write open data of a year: what the site has under /data/")
    exporting.add_argument(
        "kind", choices=["ocds", "360giving", "figures"],
        help="releases of contracting, grants, or plan and fact of each line as a table",
    )  # fmt: skip
    exporting.add_argument("--year", type=int, required=True, metavar="YEAR", help="of the plans, such as 2026")
    exporting.add_argument(
        "--out", type=Path, default=None, metavar="FILE",
        help="where to (default: standard output); beside figures a description NAME.datapackage.json is written",
    )  # fmt: skip
    return top


def _elections(election: argparse.ArgumentParser) -> None:
    acts = election.add_subparsers(title="what to do", metavar="ACT", dest="act", required=True)
    keys = acts.add_parser("keys", help="make a vote's key, in parts for its keepers, before voting opens")
    keys.add_argument("number", nargs="?", metavar="EL-YEAR-NUMBER", help="the vote (not with --offline)")
    keys.add_argument("--load", type=Path, metavar="FILE", help="the public half of a key that was made elsewhere")
    keys.add_argument(
        "--offline", type=Path, metavar="FILE", help="make a key without database and network; FILE: its public half"
    )
    keys.add_argument("--needed", type=int, default=3, metavar="K", help="with --offline: parts that open the box (3)")
    keys.add_argument("--keepers", type=int, default=5, metavar="N", help="with --offline: parts in all (5)")
    close = acts.add_parser("close", help="open the box of a vote that is over, count it, publish it")
    close.add_argument("number", metavar="EL-YEAR-NUMBER")
    close.add_argument("--out", type=Path, metavar="DIR", help="also write the publication into this directory")
    acts.add_parser("verify", help="check a publication and count it again; needs no database")


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--host",
        default=os.environ.get("ORTAQ_HOST", "127.0.0.1"),
        help="address to listen on (default: %(default)s; 0.0.0.0 for all)",
    )
    command.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("ORTAQ_PORT", "8000"),
        help="port to listen on (default: %(default)s)",
    )
    command.add_argument("--workers", type=int, default=None, metavar="N", help="web processes (default: one per core)")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use a number from 1 to 65535")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    given = sys.argv[1:] if arguments is None else arguments
    if given[:2] == ["election", "verify"]:  # the verifier has a command line of its own
        given, rest = given[:2], given[2:]
    else:
        rest = []
    chosen = parser().parse_args(given)
    chosen.rest = rest
    try:
        return _run(chosen)
    except (DatabaseTrouble, Trouble) as trouble:
        print(f"\nortaq: {trouble}", file=sys.stderr)
    except Busy as busy:
        print(f"\nortaq: {busy.note} is using this data. Try again when it is ready.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; nothing is left to be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 1


def _run(chosen: argparse.Namespace) -> int:
    if chosen.command == "count":
        from ortaq.program import counting

        return counting.run(
            chosen.file, chosen.rule, as_json=chosen.json, why=chosen.why, show_rule=chosen.show_rule,
            language=chosen.language,
        )  # fmt: skip
    if chosen.command == "election":
        return _run_election(chosen)
    # Imported late: `ortaq --help` and the supervisor of `ortaq up` don't need Django.
    from ortaq.program import backup, commands, doctor, keyring, opendata, people, up, web

    match chosen.command:
        case "up":
            return up.run(host=chosen.host, port=chosen.port, workers=chosen.workers, demo=not chosen.no_demo)
        case "web":
            return web.run(host=chosen.host, port=chosen.port, workers=chosen.workers)
        case "worker":
            return commands.work()
        case "migrate":
            return commands.migrate()
        case "load-region":
            return commands.load_region(chosen.path)
        case "load-kato":
            return people.load_kato(chosen.file)
        case "load-population":
            return people.load_population(chosen.file)
        case "role" if chosen.verb == "give":
            return people.give_role(chosen.email, chosen.role, chosen.body, chosen.until, chosen.reason)
        case "role":
            return people.end_role(chosen.email, chosen.role, chosen.body, chosen.reason)
        case "key" if chosen.verb == "give":
            return people.give_key(chosen.holder, chosen.body)
        case "key":
            return people.revoke_key(_number(chosen.holder))
        case "rotate-field-key":
            return keyring.rotate()
        case "demo":
            return commands.make_demo(chosen.size)
        case "verify":
            return commands.verify()
        case "rebuild":
            return commands.rebuild()
        case "backup":
            return backup.back_up(chosen.target, with_keys=not chosen.without_keys)
        case "restore":
            return backup.restore(chosen.archive, replace=chosen.replace)
        case "doctor":
            return doctor.examine(release=chosen.release)
        case _ if chosen.kind == "plan":
            return commands.import_plan(chosen.file, chosen.body, chosen.year, despite_totals=chosen.despite_totals)
        case "export":
            return opendata.export(chosen.kind, chosen.year, chosen.out)
        case "import" if chosen.kind in {"ocds", "360giving"}:
            return opendata.import_package(chosen.kind, chosen.file)
        case _:
            return commands.import_figures(chosen.file)


def _run_election(chosen: argparse.Namespace) -> int:
    from ortaq.program import elections

    if chosen.act == "verify":
        return elections.verify(chosen.rest)
    if chosen.act == "close":
        return elections.close(chosen.number, chosen.out)
    if chosen.offline is not None:
        return elections.make_offline(chosen.needed, chosen.keepers, chosen.offline)
    if chosen.number is None:
        raise Trouble("Which vote? Give its number, or --offline FILE.")
    return elections.make_key(chosen.number, chosen.load)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise Trouble(f"{text!r} is not the number of a key.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
