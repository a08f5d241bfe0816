"""Demonstration data: hundreds of made-up appeals over a year, in every state and under every law, from a fixed seed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db import transaction

from ortaq.kernel.clocks.queries import calendar
from ortaq.kernel.clocks.rules import Calendar, local_day
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.search.actions import recount
from ortaq.systems.reception.actions import Filing, file_appeal, join_appeal
from ortaq.systems.reception.actions.statistics import refresh_day_counts
from ortaq.systems.reception.demo.people import demo_accounts, make_people, office_of
from ortaq.systems.reception.demo.stories import Story
from ortaq.systems.reception.demo.texts import SAMPLES, STREETS, Sample
from ortaq.systems.reception.demo.ways import JUST_FILED, WAYS, Way
from ortaq.systems.reception.models import Appeal, Category
from ortaq.systems.reception.queries.intake import suggest_bodies, territory_choices

SEED = 2018
SIZE = 310
OLD = ((2018, 12, "2018-09-03"), (2019, 6, "2019-03-04"), (2023, 14, "2023-05-15"))
"""How many appeals of earlier years, so that every regime of the law is seen: (year, how many, from which day)."""


@transaction.atomic
def make_demo(*, by: Actor, at: datetime, progress: Callable[[str], None] = print, size: int = SIZE) -> int:
    """Makes demo accounts and *size* demo appeals up to the moment *at*; nothing when there are demo appeals already.

    Returns how many were made: a few more than asked, since what is split or written again counts too. The same seed
    gives the same data for the same moment.
    """
    staff = make_people()
    if Appeal.objects.filter(is_demo=True).exists():
        return 0
    random = Random(SEED)  # noqa: S311 -- made-up data, the same each time
    known = calendar()
    moments = _moments(random, at, size, known)
    for count, (moment, way) in enumerate(moments, 1):
        _tell(random, moment, way, staff, known.last_office_moment(at), count, known)
        if count % 20 == 0:
            progress(f"{count} / {len(moments)}")
    _join(random, at)
    recount()
    refresh_day_counts(date(2018, 1, 1), local_day(at))
    return Appeal.objects.filter(is_demo=True).count()


def _moments(random: Random, at: datetime, size: int, known: Calendar) -> list[tuple[datetime, Way]]:
    """When each appeal came and what becomes of it, in the order of time.

    Every way is told once, as far as *size* has room; the rest by their weights.
    """
    weighted = [way for way in WAYS for _ in range(way.weight)]
    finished = [way for way in weighted if way.over]
    chosen = []
    for _year, many, first in OLD:
        start = datetime.fromisoformat(first).replace(hour=4, tzinfo=UTC)
        chosen += [
            (start + timedelta(days=3 * n, minutes=random.randrange(400)), random.choice(finished)) for n in range(many)
        ]
    room = max(0, size - len(chosen))
    told = [*WAYS[:room], *(random.choice(weighted) for _ in range(room - len(WAYS)))]
    latest = known.last_office_moment(at)
    chosen += [(latest - timedelta(days=random.uniform(*way.days)), way) for way in told]
    chosen += [(at - timedelta(hours=random.uniform(1, 20)), JUST_FILED) for _ in range(8)]
    return sorted(chosen, key=lambda each: each[0])


def _tell(
    random: Random,
    moment: datetime,
    way: Way,
    people: dict[str, Actor],
    now: datetime,
    count: int,
    known: Calendar,
) -> None:
    sample = random.choice(way.samples)
    category = Category.objects.get(slug=sample.category)
    places = [each for each in territory_choices() if each.parent_id]
    territory = places[0] if random.random() < 0.35 else random.choice(places)
    body = suggest_bodies(category.pk, territory.pk)[0].body
    street = f"{random.choice(STREETS)}, {random.randrange(1, 90)}"
    filing = Filing(
        type=sample.type,
        category_id=category.pk,
        territory_id=territory.pk,
        body_id=body.pk,
        subject=sample.subject,
        text=sample.text.format(place=street),
        language=sample.language,
        name=f"Демо тұрғын №{count}",
        delivery=random.choice(("portal",) * 5 + ("email", "post", "in_person")),
        email=f"resident{count}@demo.example",
        address=street,
        place=street,
        consent_to_publish=random.random() < 0.75,
        channel=random.choice(("web",) * 6 + ("phone", "paper", "personal")),
        is_demo=True,
    )
    if filing.channel != "web" and not known.in_office_hours(moment):  # the site is there at any hour, a desk isn't
        moment = known.last_office_moment(moment) - timedelta(minutes=random.randrange(540))
    filed = file_appeal(filing=replace(filing, **way.filing), by=SYSTEM, at=moment)
    way.tell(Story(filed.appeal, sample, people, office_of(people, body), moment, now, random, known))


def _join(random: Random, at: datetime) -> None:
    public = list(Appeal.objects.filter(is_demo=True, published_at__isnull=False, state="answered").order_by("-id")[:6])
    for appeal in public:
        for n in range(random.randrange(1, 5)):
            join_appeal(
                appeal=appeal,
                name=f"Демо көрші {n}",
                email=f"neighbour{appeal.pk}.{n}@demo.example",
                phone="",
                by=SYSTEM,
                at=at,
            )


__all__ = ["SAMPLES", "Sample", "demo_accounts", "make_demo"]
