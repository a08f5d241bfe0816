"""The kinds of record of fairs, as the kernel knows them."""

from collections.abc import Callable, Iterable

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.records.models import Link, Record
from ortaq.kernel.signatures.queries import signatures_of
from ortaq.systems.fairs.lifecycle import (
    FAIR,
    MEMORANDUM,
    OCCASION,
    PLEDGE,
    PROJECT,
    PUBLIC_PROJECTS,
    SPONSOR,
    TALK_REQUEST,
)
from ortaq.systems.fairs.models import (
    Fair,
    Memorandum,
    Occasion,
    Pledge,
    PledgeLine,
    ShowcaseProject,
    SponsorProfile,
    TalkRequest,
)
from ortaq.systems.fairs.permissions import (
    ORGANISERS,
    fair_capacities,
    memorandum_capacities,
    pledge_capacities,
    project_capacities,
    request_capacities,
    sponsor_capacities,
)
from ortaq.systems.fairs.queries.memoranda import open_version
from ortaq.systems.fairs.queries.pledges import standing_lines
from ortaq.systems.fairs.queries.sponsors import role_holders


def spokesmen(organisation_id: int | None, capacity: str) -> Iterable[Recipient]:
    """Who represents an organisation, told as *capacity*."""
    if organisation_id is not None:
        for holder in holders("representative", organisation_id):
            yield Recipient(capacity, holder.user.language, user_id=holder.user_id)


def organisers(body_id: int | None) -> Iterable[Recipient]:
    """Who organises the fairs of a body."""
    told = set()
    for role in ORGANISERS:
        for holder in holders(role, body_id or 0):
            if holder.user_id not in told:
                told.add(holder.user_id)
                yield Recipient("organiser", holder.user.language, user_id=holder.user_id)


def project_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a project tells *capacity*."""
    project = record if isinstance(record, ShowcaseProject) else ShowcaseProject.objects.get(pk=record.pk)
    return spokesmen(project.organisation_id, capacity) if capacity == "ngo" else organisers(project.body_id)


def _has_projects(record: Record) -> Decision:
    if ShowcaseProject.objects.filter(fair_id=record.pk, state__in=PUBLIC_PROJECTS).exists():
        return ALLOWED
    return refused(
        "Көрмеге қойылған жоба әлі жоқ.", "На выставке ещё нет ни одного проекта.", "No project is on show yet."
    )


def _election(record: Record) -> Record | None:
    link = Link.objects.filter(source_id=record.pk, kind=Link.Kind.RESULTS_IN, target__kind="election")
    found = link.select_related("target").order_by("-pk").first()
    return found.target if found else None


def _vote_is_called(record: Record) -> Decision:
    election = _election(record)
    if election is not None and election.published_at is not None:
        return ALLOWED
    return refused(
        "Алдымен дауыс беруді дайындап, жариялаңыз.",
        "Сначала подготовьте и объявите голосование.",
        "Prepare and announce the vote first.",
    )


def _vote_is_counted(record: Record) -> Decision:
    election = _election(record)
    if election is not None and election.state in {"counted", "certified"}:
        return ALLOWED
    return refused("Дауыстар әлі саналмаған.", "Голоса ещё не подсчитаны.", "The votes aren’t counted yet.")


FAIR_KIND = RecordKind(
    code="fair",
    prefix="FR",
    name=Text("Жәрмеңке", "Ярмарка", "Fair"),
    model=Fair,
    lifecycle=FAIR,
    capacities=fair_capacities,
    audience=lambda record, capacity: organisers(record.body_id),
    address=lambda record: f"fairs/{record.number}/",
    guards={"exhibit": _has_projects, "call_vote": _vote_is_called, "publish_results": _vote_is_counted},
)


def _unpledged(record: Record) -> Decision:
    if PledgeLine.objects.filter(need__project_id=record.pk, bound__gt=0).exists():
        return refused(
            "Жобаға көмек уәде етілген: алдымен демеушімен келісіңіз.",
            "Проекту обещана помощь: сначала договоритесь со спонсором.",
            "Help was promised to the project: settle it with the sponsor first.",
        )
    return ALLOWED


def _nothing_runs(record: Record) -> Decision:
    if Memorandum.objects.filter(pledge__project_id=record.pk, live=True).exists():
        return refused(
            "Жоба бойынша меморандум әлі аяқталған жоқ.",
            "По проекту есть незавершённый меморандум.",
            "A memorandum on the project isn’t finished yet.",
        )
    if Pledge.objects.filter(project_id=record.pk, state="accepted").exists():
        return refused(
            "Қабылданған ұсыныс бойынша меморандум жасалмаған: оны жасаңыз немесе демеуші ұсынысын қайтарып алсын.",
            "По принятому предложению нет меморандума: составьте его, или пусть спонсор отзовёт предложение.",
            "An accepted offer has no memorandum yet: draw it up, or let the sponsor withdraw the offer.",
        )
    return ALLOWED


PROJECT_KIND = RecordKind(
    code="showcase",
    prefix="SH",
    name=Text("Жәрмеңке жобасы", "Проект ярмарки", "Project of a fair"),
    model=ShowcaseProject,
    lifecycle=PROJECT,
    capacities=project_capacities,
    audience=project_audience,
    address=lambda record: f"fairs/projects/{record.number}/",
    guards={"withdraw": _unpledged, "finish": _nothing_runs},
    office=lambda record, role: ShowcaseProject.objects.get(pk=record.pk).organisation_id if role == "ngo" else None,
)


OCCASION_KIND = RecordKind(
    code="occasion",
    prefix="OC",
    name=Text("Іс-шара", "Мероприятие", "Event"),
    model=Occasion,
    lifecycle=OCCASION,
    capacities=fair_capacities,
    audience=lambda record, capacity: organisers(record.body_id),
    address=lambda record: f"fairs/events/{record.number}/",
    guards={},
)


# ---- sponsors -----------------------------------------------------------------------------------------------------------


def sponsor_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a profile tells *capacity*."""
    profile = record if isinstance(record, SponsorProfile) else SponsorProfile.objects.get(pk=record.pk)
    if capacity == "coordinator":
        for holder in role_holders("coordinator"):
            yield Recipient("coordinator", holder.user.language, user_id=holder.user_id)
    elif profile.organisation_id is not None:
        yield from spokesmen(profile.organisation_id, "sponsor")
    else:
        yield Recipient("sponsor", profile.language, user_id=profile.entered_by_id)


def _sides_of(record: Record) -> dict[str, int]:
    """The organisations on both sides of a pledge, a request for talks or a memorandum."""
    if record.kind == "memorandum":
        memorandum = _memorandum(record)
        return {"sponsor": memorandum.sponsor_id, "ngo": memorandum.ngo_id}
    model: type[Pledge | TalkRequest] = Pledge if record.kind == "pledge" else TalkRequest
    found = record if isinstance(record, model) else model.objects.select_related("project").get(pk=record.pk)
    return {"sponsor": found.sponsor_id, "ngo": found.project.organisation_id}


def side_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when what is between two sides tells *capacity*: the representatives of that side, and nobody else."""
    return spokesmen(_sides_of(record)[capacity], capacity)


def _office_of_side(record: Record, role: str) -> int | None:
    return _sides_of(record).get(role)


def _not_in_a_memorandum(record: Record) -> Decision:
    if Memorandum.objects.filter(pledge_id=record.pk, live=True).exists():
        return refused(
            "Меморандум жасалып жатыр: алдымен одан бас тартыңыз.",
            "Меморандум составляется: сначала откажитесь от него.",
            "A memorandum is being made: refuse that first.",
        )
    return ALLOWED


def _memorandum(record: Record) -> Memorandum:
    return record if isinstance(record, Memorandum) else Memorandum.objects.get(pk=record.pk)


def _signable(side: str) -> Callable[[Record], Decision]:
    def guard(record: Record) -> Decision:
        version = open_version(_memorandum(record))
        if version is None or version.document is None:
            return refused("Қол қойылатын құжат жоқ.", "Нет документа для подписания.", "There is no document to sign.")
        if any(signature.side == side for signature in signatures_of(version.document)):
            return refused("Бұл тарап қол қойып қойған.", "Эта сторона уже подписала.", "This side has signed already.")
        return ALLOWED

    return guard


def _no_open_version(record: Record) -> Decision:
    if open_version(_memorandum(record)) is None:
        return ALLOWED
    return refused(
        "Алдыңғы өзгеріс әлі қол қойылмаған.",
        "Предыдущее изменение ещё не подписано.",
        "The previous amendment isn’t signed yet.",
    )


def _has_open_version(record: Record) -> Decision:
    if open_version(_memorandum(record)) is not None:
        return ALLOWED
    return refused(
        "Қол қойылмаған өзгеріс жоқ.", "Неподписанных изменений нет.", "There is no amendment to be withdrawn."
    )


def _nothing_owed(record: Record) -> Decision:
    memorandum = _memorandum(record)
    if any(
        row.standing.left or row.standing.given > row.standing.confirmed for row in standing_lines(memorandum.pledge)
    ):
        return refused(
            "Уәде етілгеннің бәрі әлі расталған жоқ.",
            "Ещё не всё обещанное подтверждено.",
            "Not all that was promised is confirmed yet.",
        )
    return _no_open_version(record)


SPONSOR_KIND = RecordKind(
    code="sponsor",
    prefix="SN",
    name=Text("Демеуші", "Спонсор", "Sponsor"),
    model=SponsorProfile,
    lifecycle=SPONSOR,
    capacities=sponsor_capacities,
    audience=sponsor_audience,
    address=lambda record: f"fairs/sponsors/of/{record.number}/",
    guards={},
)
PLEDGE_KIND = RecordKind(
    code="pledge",
    prefix="PD",
    name=Text("Көмек уәдесі", "Обещание помощи", "Pledge"),
    model=Pledge,
    lifecycle=PLEDGE,
    capacities=pledge_capacities,
    audience=side_audience,
    address=lambda record: f"fairs/pledges/{record.number}/",
    guards={"withdraw": _not_in_a_memorandum},
    office=_office_of_side,
)
TALK_REQUEST_KIND = RecordKind(
    code="talk_request",
    prefix="TR",
    name=Text("Келіссөз сұрауы", "Запрос на переговоры", "Request for talks"),
    model=TalkRequest,
    lifecycle=TALK_REQUEST,
    capacities=request_capacities,
    audience=side_audience,
    address=lambda record: f"fairs/requests/{record.number}/",
    guards={},
    office=_office_of_side,
)
MEMORANDUM_KIND = RecordKind(
    code="memorandum",
    prefix="MM",
    name=Text("Меморандум", "Меморандум", "Memorandum"),
    model=Memorandum,
    lifecycle=MEMORANDUM,
    capacities=memorandum_capacities,
    audience=side_audience,
    address=lambda record: f"fairs/memoranda/{record.number}/",
    guards={
        "sign_sponsor": _signable("sponsor"),
        "sign_ngo": _signable("ngo"),
        "amend": _no_open_version,
        "withdraw_amendment": _has_open_version,
        "complete": _nothing_owed,
    },
    office=_office_of_side,
)
