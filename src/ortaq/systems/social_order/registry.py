"""The competitions of the law on the social order, as the procedure of competitions knows them."""

from decimal import Decimal

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.procedures.competitions.registry import Applying, Profile
from ortaq.procedures.competitions.rules.announcing import Facts
from ortaq.systems.social_order.rules import awards, grants
from ortaq.systems.social_order.rules.indices import mci_on

_EXCLUDED = ("ngo", "ngo_database", "not_unfair", "no_liquidation", "no_debts", "no_interest", "not_listed")


def _award_call(call: Facts) -> list[Text]:
    if call.deadline is None:
        return []
    day = local_day(call.deadline)
    found = []
    if day > awards.last_day(day.year):
        found.append(
            Text(
                "Сыйлықақыға өтінім қабылдау 1 қыркүйектен кеш аяқталмайды (№ 36 Заң, 6-3-бап).",
                "Приём заявок на премию заканчивается не позже 1 сентября (Закон № 36, статья 6-3).",
                "Applications for awards close on 1 September at the latest (Law No 36, art. 6-3).",
            )
        )
    if not awards.is_enough(call.budget, mci_on(day)):
        found.append(
            Text(
                "Сыйлықақы кемінде 2000 АЕК болуы тиіс (№ 36 Заң, 6-3-бап).",
                "Премия должна быть не меньше 2000 МРП (Закон № 36, статья 6-3).",
                "An award is at least 2,000 MCI (Law No 36, art. 6-3).",
            )
        )
    return found


def _award_application(applying: Applying) -> list[Text]:
    return awards.application_problems(
        sphere=applying.sphere,
        other_spheres=applying.other_spheres,
        received=applying.earlier_awards,
        on=local_day(applying.at),
        year=applying.year,
    )


def _grant_application(applying: Applying) -> list[Text]:
    if applying.starts_on is None or applying.ends_on is None:
        return []
    institutional = applying.sums.by_type.get("institutional", Decimal(0))
    return grants.problems(
        applying.starts_on, applying.ends_on, applying.sums.requested, institutional, mci_on(local_day(applying.at))
    )


SOCIAL_ORDER = Profile(
    "social_order",
    Text("Мемлекеттік әлеуметтік тапсырыс", "Государственный социальный заказ", "State social order"),
    eligibility=("ngo", "charter", "not_unfair"),
    is_reference=True,
    norm="Law No 36 of 12.04.2005, art. 6",
)
GRANT = Profile(
    "grant",
    Text("Мемлекеттік емес немесе мемлекеттік грант", "Государственный или негосударственный грант", "Grant"),
    eligibility=_EXCLUDED,
    norm="Law No 36 of 12.04.2005, art. 6-1",
    of_application=_grant_application,
)
AWARD = Profile(
    "award",
    Text("Сыйлықақы", "Премия", "Award"),
    eligibility=("ngo", "ngo_database"),
    needs_sphere=True,
    share_equally=True,
    norm="Law No 36 of 12.04.2005, art. 6-3",
    of_call=_award_call,
    of_application=_award_application,
)
PROFILES = (SOCIAL_ORDER, GRANT, AWARD)
