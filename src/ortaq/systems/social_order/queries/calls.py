"""How calls, their winners, and the lines that pay for them hang together; what is known of an organisation and of people
from agreements, for the hints of a competition.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ortaq.kernel.language.rules import Text
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Application, Call
from ortaq.procedures.competitions.registry import Funding, Tie
from ortaq.systems.social_order.models import Agreement, PlanLine, Seat
from ortaq.systems.social_order.queries.agreements import public_agreements


def calls_on(line: PlanLine) -> QuerySet[Call]:
    """Every call that is paid from a line, the newest first."""
    return Call.objects.filter(links_out__target_id=line.pk, links_out__kind=Link.Kind.FUNDED_BY).order_by("-pk")


def lines_behind(call: Call) -> list[int]:
    """The ids of the plan lines that pay for a call, in the order in which they are locked. One SQL query."""
    links = Link.objects.filter(source_id=call.pk, kind=Link.Kind.FUNDED_BY, target__kind="plan_line")
    return list(links.order_by("target_id").values_list("target_id", flat=True))


def has_winner(call: Call) -> bool:
    """Did somebody win, whether the agreement is made or not?"""
    return Application.objects.filter(call=call, state__in=("winner", "contracted")).exists()


def line_of_winner(application: Application) -> PlanLine | None:
    """The line that pays for a winner's project. One SQL query."""
    links = {"links_in__source_id": application.call_id, "links_in__kind": Link.Kind.FUNDED_BY}
    return PlanLine.objects.filter(**links).order_by("pk").first()


def agreement_of(application: Application) -> Agreement | None:
    """The agreement that a winner's application resulted in, unless it was refused. One SQL query."""
    links = {"links_in__source_id": application.pk, "links_in__kind": Link.Kind.RESULTS_IN}
    return Agreement.objects.filter(**links).exclude(state="refused").first()


def winner_behind(agreement: Agreement) -> Application | None:
    """The winner's application that an agreement was drawn up from. One SQL query."""
    links = {"links_out__target_id": agreement.pk, "links_out__kind": Link.Kind.RESULTS_IN}
    return Application.objects.filter(**links).select_related("call").first()


def funding_by_agreements(bin_: str) -> Iterable[Funding]:
    """What agreements of the social order pay an organisation, for the hint of double funding. Public ones. One SQL query."""
    for row in public_agreements().filter(supplier__bin=bin_).select_related("line__sphere").order_by("-pk")[:100]:
        yield Funding(
            source=Text("Мемлекеттік әлеуметтік тапсырыс", "Государственный социальный заказ", "State social order"),
            title=f"{row.number} {row.title_ru or row.title_kk}",
            period=(row.starts_on, row.ends_on),
            territory_id=row.territory_id,
            sphere=row.line.sphere.code,
            address=f"social-order/projects/{row.number}/",
        )


def ties_by_agreements(user_id: int, organisation_id: int) -> Iterable[Tie]:
    """Work that ties an account to an organisation: agreements drawn up with it, its projects judged. Two SQL queries."""
    drawn = Agreement.objects.filter(supplier_id=organisation_id).filter(
        Q(drawn_by_id=user_id) | Q(versions__drawn_by_id=user_id)
    )
    for number in drawn.order_by("pk").values_list("number", flat=True).distinct()[:10]:
        yield Tie(
            Text(
                "Сіз осы ұйыммен шарт жасаған едіңіз.",
                "Вы составляли договор с этой организацией.",
                "You drew up an agreement with this organisation.",
            ),
            number,
        )
    seats = Seat.objects.filter(expert_id=user_id, evaluation__agreement__supplier_id=organisation_id)
    for number in seats.order_by("pk").values_list("evaluation__number", flat=True)[:10]:
        yield Tie(
            Text(
                "Сіз осы ұйымның жобасын бағалаған едіңіз.",
                "Вы оценивали проект этой организации.",
                "You judged a project of this organisation.",
            ),
            number,
        )
