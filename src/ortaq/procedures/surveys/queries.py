"""Reading surveys: what they found, and only as much of it as may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from ortaq.kernel.keys.queries import lookup_hashes
from ortaq.kernel.records.models import Record
from ortaq.kernel.records.rules import parse_number
from ortaq.procedures.surveys.models import Batch, Code, Response, Survey
from ortaq.procedures.surveys.rules.answers import QUESTIONS, Answer, Summary, summed_up
from ortaq.procedures.surveys.rules.codes import tidy
from ortaq.procedures.surveys.rules.flags import Flag, Given, flags
from ortaq.procedures.surveys.rules.intervals import answers_needed
from ortaq.procedures.surveys.rules.sampling import checked_twice

_HOURS = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Found:
    """A survey with what it found so far. While it is open the public learns only how many were asked."""

    survey: Survey
    summary: Summary
    asked: int
    comments: tuple[str, ...]


def surveys_of(record: Record) -> list[Survey]:
    """The surveys about *record*, oldest first."""
    return list(Survey.objects.filter(about=record))


def survey(pk: int) -> Survey | None:
    """One survey with its record."""
    return Survey.objects.select_related("about", "about__body").filter(pk=pk).first()


def found(survey: Survey) -> Found:
    """What a survey found. Three SQL queries."""
    rows = list(Response.objects.filter(survey=survey).values("channel", *QUESTIONS))
    answers = [Answer({question: row[question] for question in QUESTIONS}, row["channel"]) for row in rows]
    comments = Response.objects.filter(survey=survey).exclude(public_comment="").order_by("pk")
    return Found(
        survey,
        summed_up(answers, survey.recipients),
        Code.objects.filter(survey=survey).count(),
        tuple(comments.values_list("public_comment", flat=True)),
    )


def summaries(surveys: Iterable[Survey]) -> dict[int, Summary]:
    """What several closed surveys found, by id. One SQL query."""
    closed = {each.pk: each for each in surveys if each.state == Survey.State.CLOSED}
    answers: dict[int, list[Answer]] = {pk: [] for pk in closed}
    for row in Response.objects.filter(survey__in=closed).values("survey_id", "channel", *QUESTIONS):
        answers[row["survey_id"]].append(Answer({question: row[question] for question in QUESTIONS}, row["channel"]))
    return {pk: summed_up(rows, closed[pk].recipients) for pk, rows in answers.items()}


def public_found(record: Record) -> Found | None:
    """What the newest closed survey about *record* found; None while there is none."""
    closed = Survey.objects.filter(about=record, state=Survey.State.CLOSED).order_by("-pk").first()
    return found(closed) if closed else None


def hints(survey: Survey) -> list[Flag]:
    """What smells of answers that recipients didn't give: for the officer, to look at. Two SQL queries.

    Of a closed survey: what was kept at its end.
    """
    if survey.state == Survey.State.CLOSED:
        return [Flag(*each) for each in survey.hints]
    rows = Response.objects.filter(survey=survey).values("channel", "day", "hour", "device", *QUESTIONS)
    given = [
        Given(
            datetime.combine(row["day"], time(row["hour"] or 0), _HOURS),
            bytes(row["device"]).hex(),
            row["channel"],
            {question: row[question] for question in QUESTIONS},
        )
        for row in rows
    ]
    asked = Code.objects.filter(survey=survey).values("channel").annotate(count=Count("pk")).order_by()
    return flags(given, {row["channel"]: row["count"] for row in asked})


def open_code(code: str, today: date) -> Code | None:
    """The code that may still be used today, with its survey; unknown, used and late are the same None."""
    return (
        Code.objects.filter(
            code_hash__in=lookup_hashes("survey", tidy(code)),
            used=False,
            survey__state=Survey.State.OPEN,
            survey__opens_on__lte=today,
            survey__closes_on__gte=today,
        )
        .select_related("survey", "survey__about", "survey__about__body")
        .first()
    )


def comments_to_read(survey: Survey) -> list[Response]:
    """Comments that an officer may make public, in no order that tells when they came."""
    return list(Response.objects.filter(survey=survey).exclude(comment="").order_by("pk")[:200])


def batch(pk: int) -> Batch | None:
    """One batch of paper forms with its survey."""
    return Batch.objects.select_related("survey", "survey__about").filter(pk=pk).first()


def record(number: str) -> Record | None:
    """The record that a survey is to be about."""
    parsed = parse_number(number)
    return Record.objects.select_related("body").filter(number=str(parsed)).first() if parsed else None


def office_surveys(bodies: Iterable[int]) -> list[Survey]:
    """The surveys about records of *bodies*, the newest first. One SQL query."""
    return list(
        Survey.objects.filter(about__body__in=list(bodies)).select_related("about", "about__body").order_by("-pk")[:100]
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """By channel: how many were given codes, how many of the codes were used."""

    channel: str
    asked: int
    used: int


def progress(survey: Survey) -> list[Progress]:
    """How far a survey is. One SQL query."""
    rows = Code.objects.filter(survey=survey).values("channel").order_by("channel")
    counted = rows.annotate(asked=Count("pk"), answered=Count("pk", filter=Q(used=True)))
    return [Progress(row["channel"], row["asked"], row["answered"]) for row in counted]


def places_asked(survey: Survey, channel: str) -> list[int]:
    """The places of the register that are asked by a channel and haven't answered. One SQL query."""
    return list(
        Code.objects.filter(survey=survey, channel=channel, used=False)
        .order_by("place")
        .values_list("place", flat=True)
    )


NEEDED_FOR = (30, 50, 100, 200, 500, 1000, 5000)


def needed_table() -> list[tuple[int, int, int]]:
    """How many answers a register of a size needs, for ±10 and for ±5 percentage points."""
    return [(size, *needed_for(size)) for size in NEEDED_FOR]


def needed_for(recipients: int | None) -> tuple[int, int]:
    """How many answers are needed for ±10 and for ±5 percentage points; of a register nobody counts: as of a huge one."""
    size = recipients or 1_000_000
    return answers_needed(size), answers_needed(size, Fraction(5, 100))


def batches_of(survey: Survey) -> list[Batch]:
    """The paper batches of a survey."""
    return list(Batch.objects.filter(survey=survey).select_related("typed_by"))


def sheets_wanted(batch: Batch) -> list[int]:
    """The sheets that are typed in now: all, or those that a second person types in again."""
    if batch.state == Batch.State.CHECKING:
        return checked_twice(batch.sheets, batch.seed)
    return list(range(1, batch.sheets + 1)) if batch.state == Batch.State.TYPING else []


def sheets_due(batch: Batch) -> list[int]:
    """Those of them that aren't typed in yet. One SQL query."""
    second = batch.state == Batch.State.CHECKING
    read = set(batch.readings.filter(second=second).values_list("number", flat=True))
    return [number for number in sheets_wanted(batch) if number not in read]


def response(survey: Survey, pk: str) -> Response | None:
    """One answer of a survey, by its random key."""
    try:
        return Response.objects.filter(survey=survey, pk=UUID(pk)).first()
    except ValueError:
        return None
