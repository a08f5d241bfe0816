"""Projects of the demonstration: all made up."""

from dataclasses import dataclass
from decimal import Decimal

from ortaq.systems.fairs.rules import Wanted


@dataclass(frozen=True)
class DemoProject:
    """One project and what becomes of it: ``way`` is the state that it is led to."""

    ngo: str
    kind: str
    sphere: str
    kk: str
    ru: str
    summary_kk: str
    summary_ru: str
    people: int
    budget: int
    own: int
    needs: tuple[Wanted, ...]
    way: str = "shown"


def _money(title: str, amount: int) -> Wanted:
    return Wanted("money", title, Decimal(amount))


PROJECTS = (
    DemoProject(
        "demo-ngo-shapagat", "social", "youth", "Жексенбілік робототехника", "Воскресная робототехника",
        "40 бала робот құрастыруды үйренеді.", "40 детей научатся собирать роботов.", 40, 900_000, 200_000,
        (_money("Жинақтар / Наборы", 500_000), Wanted("hours", "Сабақ беру / Вести занятия", Decimal(60))),
    ),
    DemoProject(
        "demo-ngo-jetken", "social", "vulnerable", "Есту аппараттарын жөндеу", "Ремонт слуховых аппаратов",
        "30 қарттың есту аппараты тегін жөнделеді.", "30 пожилым людям бесплатно починят слуховые аппараты.",
        30, 1_500_000, 300_000, (_money("Бөлшектер / Детали", 1_200_000),),
    ),
    DemoProject(
        "demo-ngo-shapagat", "enterprise", "employment", "Тігін шеберханасы", "Швейная мастерская",
        "Мүгедектігі бар 8 адам жұмысқа орналасады.", "8 человек с инвалидностью получат работу.",
        8, 2_400_000, 400_000,
        (_money("Мата / Ткань", 800_000), Wanted("goods", "Тігін машинасы / Швейная машина", Decimal(4), "дана")),
    ),
    DemoProject(
        "demo-ngo-jetken", "enterprise", "environment", "Қағаз жинау пункті", "Пункт сбора бумаги",
        "Мектептерде қағаз жиналып, қайта өңделеді.", "В школах соберут бумагу на переработку.",
        500, 700_000, 100_000, (_money("Контейнерлер / Контейнеры", 400_000),),
    ),
    DemoProject(
        "demo-ngo-shapagat", "social", "culture", "Ауыл кітапханасы", "Сельская библиотека",
        "Ауылда оқу залы ашылады.", "В селе откроется читальный зал.", 120, 600_000, 0,
        (_money("Кітаптар / Книги", 300_000),), way="submitted",
    ),
    DemoProject(
        "demo-ngo-jetken", "social", "health", "Тегін көз тексеру", "Бесплатная проверка зрения",
        "Ауылдағы балалардың көзі тексеріледі.", "Детям в сёлах проверят зрение.", 200, 500_000, 0,
        (_money("Жол / Дорога", 200_000),), way="returned",
    ),
    DemoProject(
        "demo-ngo-shapagat", "social", "family", "Жас аналар мектебі", "Школа молодых мам",
        "Жас аналарға арналған сабақтар.", "Занятия для молодых мам.", 25, 400_000, 0,
        (_money("Материалдар / Материалы", 150_000),), way="draft",
    ),
)  # fmt: skip
