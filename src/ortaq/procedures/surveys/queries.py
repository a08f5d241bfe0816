"""Reading surveys: what they found, and only as much of it as may be shown."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count

from ortaq.kernel.keys.queries import lookup_hashes
from ortaq.kernel.records.models import Record
from ortaq.procedures.surveys.models import Batch, Code, Response, Survey
from ortaq.procedures.surveys.rules.answers import QUESTIONS, Answer, Summary, summed_up
from ortaq.procedures.surveys.rules.codes import tidy
from ortaq.procedures.surveys.rules.flags import Flag, Given, flags

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
