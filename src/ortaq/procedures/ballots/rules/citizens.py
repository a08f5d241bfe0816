"""A rule in citizens' words: the document that is published before the vote beside the rule's hash.

Every field of the rule that can change a winner has its sentence; a test changes each and looks for other words.
"""

from ortaq.kernel.language.rules import LANGUAGES, Text
from ortaq.procedures.ballots.rules.specification import (
    Comparison,
    Completion,
    Marks,
    Method,
    Purse,
    Rule,
    Tie,
    Utility,
)
from ortaq.procedures.ballots.rules.wording import sentence

TITLES = {
    Method.GREEDY_SKIP: Text(
        "Тізім бойынша, сыймағанын өткізіп", "По списку, с пропуском", "Down the list, passing over"
    ),
    Method.GREEDY_STOP: Text("Тізім бойынша, тоқтағанша", "По списку, до остановки", "Down the list, with a stop"),
    Method.EQUAL_SHARES: Text("Тең үлестер әдісі", "Метод равных долей", "Method of Equal Shares"),
}

_METHODS = {
    Method.GREEDY_SKIP: Text(
        "Жобалар ең көп қолдау тапқанынан бастап тізіледі. Қалған ақша жететін әр жоба қаржыландырылады; ақша "
        "жетпейтін жоба өткізіліп, келесісіне көшеміз.",
        "Проекты выстраиваются по списку, начиная с наибольшей поддержки. Финансируется каждый проект, на который ещё "
        "хватает денег; проект, на который не хватает, пропускается, и мы переходим к следующему.",
        "Projects are listed from most support to least. Each that the remaining money covers is funded; one that it "
        "doesn't cover is passed over, and we go on to the next.",
    ),
    Method.GREEDY_STOP: Text(
        "Жобалар ең көп қолдау тапқанынан бастап тізіледі және ақша жеткенше рет-ретімен қаржыландырылады. Ақша "
        "жетпейтін бірінші жобада санау тоқтайды.",
        "Проекты выстраиваются по списку, начиная с наибольшей поддержки, и финансируются по порядку. На первом "
        "проекте, на который не хватает денег, подсчёт останавливается.",
        "Projects are listed from most support to least and funded in this order. At the first that the remaining "
        "money doesn't cover, the count stops.",
    ),
    Method.EQUAL_SHARES: Text(
        "Бюджет барлық дауыс берушіге тең бөлінеді: әрқайсысының әмиянында бірдей ақша болады. Жоба оны белгілегендердің "
        "ақшасы бірге жетсе ғана алынады. Құны солардың арасында мүмкіндігінше тең бөлінеді: ақшасы жетпейтін адам "
        "қалғанын береді.",
        "Бюджет делится поровну между всеми голосовавшими: у каждого в кошельке одинаковая сумма. Проект покупается, "
        "только если денег отметивших его вместе хватает. Стоимость делится между ними так поровну, как возможно: у "
        "кого денег меньше, тот отдаёт остаток.",
        "The budget is divided equally among all voters: everybody has the same money in the purse. A project is bought "
        "only if those who marked it can pay it together. They share its cost as equally as possible: whoever has less "
        "gives what is left.",
    ),
}

_UTILITIES = {
    Utility.COST: Text(
        "Алдымен нәтижелі қолдауы ең көп жоба алынады: жоба құны бір қолдаушы төлейтін сомаға бөлінеді.",
        "Первым покупается проект с наибольшей действенной поддержкой: его стоимость делится на взнос одного сторонника.",
        "The project with the largest effective support goes first: its cost divided by what one supporter pays.",
    ),
    Utility.CARDINALITY: Text(
        "Алдымен бір қолдаушыға ең арзан түсетін жоба алынады.",
        "Первым покупается проект, который обходится одному стороннику дешевле всего.",
        "The project that costs one supporter least goes first.",
    ),
}

_PURSES = {
    Purse.EXACT: Text(
        "Әмиян – бюджеттің дауыс берушілер санына бөлінген дәл үлесі.",
        "Кошелёк – точная доля: бюджет, делённый на число голосовавших.",
        "The purse is an exact share: the budget divided by the number of voters.",
    ),
    Purse.WHOLE: Text(
        "Әмиян – бюджеттің дауыс берушілер санына бөлінген, бүтін ақша бірлігіне дейін төмен дөңгелектелген үлесі.",
        "Кошелёк – бюджет, делённый на число голосовавших, с округлением вниз до целых денежных единиц.",
        "The purse is the budget divided by the number of voters, rounded down to whole units of money.",
    ),
}

_COMPARISONS = {
    Comparison.PROJECTS: Text(
        "Нәтиже кәдімгі тізіммен салыстырылады. Өзі белгілеген жобалары кәдімгі тізімде көбірек өтетіндер тең үлестерде "
        "көбірек өтетіндерден көп болса, тізім нәтижесі алынады.",
        "Итог сравнивается с обычным списком. Если тех, у кого по списку проходит больше отмеченных проектов, больше, "
        "чем тех, у кого их больше по равным долям, берётся итог по списку.",
        "The result is compared with the plain list. If more voters see more of their projects funded by the list than "
        "by equal shares, the list is taken.",
    ),
    Comparison.MONEY: Text(
        "Нәтиже кәдімгі тізіммен салыстырылады. Өзі белгілеген жобаларға кәдімгі тізімде көбірек ақша бөлінетіндер тең "
        "үлестерде көбірек бөлінетіндерден көп болса, тізім нәтижесі алынады.",
        "Итог сравнивается с обычным списком. Если тех, на чьи отмеченные проекты по списку идёт больше денег, больше, "
        "чем тех, на чьи проекты их идёт больше по равным долям, берётся итог по списку.",
        "The result is compared with the plain list. If more voters see more money go to their projects by the list "
        "than by equal shares, the list is taken.",
    ),
}

_TIES = {
    Tie.CHEAPER: Text("құны төмен", "стоимость ниже", "lower cost"),
    Tie.MORE_VOTES: Text("дауысы көп", "голосов больше", "more votes"),
}


def document(rule: Rule) -> tuple[Text, ...]:
    """The rule as paragraphs, the last one with its hash."""
    said = [*_support(rule), *_admission(rule), _METHODS[rule.method]]
    if rule.method is Method.EQUAL_SHARES:
        said += _equal_shares(rule)
    said.append(
        Text(
            "Бос бюллетень тапсырған адам да дауыс беруші болып саналады.",
            "Сдавшие пустой бюллетень считаются голосовавшими.",
            "Those who cast a blank ballot count as voters.",
        )
        if rule.blank_counts
        else Text(
            "Бос бюллетень тапсырған адам дауыс беруші болып саналмайды.",
            "Сдавшие пустой бюллетень не считаются голосовавшими.",
            "Those who cast a blank ballot don't count as voters.",
        )
    )
    said += [
        *_ties(rule),
        sentence(
            "Барлық есеп дәл бөлшектермен жүргізіледі, ештеңе дөңгелектелмейді. Ереженің SHA-256 мәні: {hash}.",
            "Все расчёты ведутся в точных дробях, ничего не округляется. SHA-256 правила: {hash}.",
            "Everything is computed in exact fractions, nothing is rounded. SHA-256 of the rule: {hash}.",
            hash=rule.hash,
        ),
    ]
    return tuple(said)


def _support(rule: Rule) -> list[Text]:
    if rule.marks is Marks.VOTES:
        return [
            Text(
                "Бюллетеньдегі әр белгі – жобаға берілген бір дауыс.",
                "Каждая отметка в бюллетене – один голос за проект.",
                "Each mark on a ballot is one vote for the project.",
            )
        ]
    said = [
        Text(
            "Бюллетеньдерде жобаға берілген ұпай қосылады; ұпай жазылмаған белгі – бір ұпай.",
            "Баллы, данные проекту в бюллетенях, складываются; отметка без баллов – один балл.",
            "The points that ballots give to a project are added up; a mark without points is one point.",
        )
    ]
    if rule.rank_points:
        said.append(
            sentence(
                "Бюллетень жобаларды ретімен атаса, орындарға берілетін ұпай: {points}; одан кейінгілерге – 0.",
                "Если бюллетень расставляет проекты по местам, баллы за места: {points}; за следующие – 0.",
                "Where a ballot ranks projects, the ranks get these points: {points}; later ranks 0.",
                points="; ".join(map(str, rule.rank_points)),
            )
        )
    return said


def _admission(rule: Rule) -> list[Text]:
    said = [
        sentence(
            "Құны бүкіл бюджеттен асатын жоба қатыспайды. Қажетті дауыс саны: кемінде {votes}.",
            "Проект дороже всего бюджета не участвует. Необходимое число голосов: не меньше {votes}.",
            "A project that costs more than the whole budget doesn't take part. Votes needed: at least {votes}.",
            votes=rule.min_votes,
        )
    ]
    if rule.min_percent:
        said.append(
            sentence(
                "Жобаны дауыс берушілердің кемінде {percent} % белгілеуі керек.",
                "Проект должны отметить не менее {percent} % голосовавших.",
                "At least {percent} % of the voters must mark the project.",
                percent=str(rule.min_percent),
            )
        )
    if rule.min_points:
        said.append(
            sentence(
                "Қажетті ұпай: кемінде {points}.",
                "Необходимое число баллов: не меньше {points}.",
                "Points needed: at least {points}.",
                points=str(rule.min_points),
            )
        )
    if rule.min_cost_share:
        said.append(
            sentence(
                "Жобаны белгілегендердің дауыс берушілер ішіндегі үлесі кемінде мынадай болуы керек: {share} × жоба құны ÷ бюджет.",
                "Доля отметивших проект среди голосовавших должна быть не меньше, чем {share} × стоимость проекта ÷ бюджет.",
                "The share of the voters who mark the project must be at least {share} × its cost ÷ the budget.",
                share=str(rule.min_cost_share),
            )
        )
    return said


def _equal_shares(rule: Rule) -> list[Text]:
    said = [_UTILITIES[rule.utility]]
    if rule.marks is Marks.POINTS:
        said.append(
            Text(
                "Қолдаушы берген ұпайына қарай төлейді: екі есе көп ұпай – екі есе көп төлем.",
                "Сторонники платят соразмерно своим баллам: вдвое больше баллов – вдвое больше взнос.",
                "Supporters pay in proportion to their points: twice the points, twice the payment.",
            )
        )
    said.append(_PURSES[rule.purse])
    if rule.completion.grows:
        said.append(
            sentence(
                "Содан кейін барлық әмиян бірдей ұлғайтылады, әр жолы {more} ақша бірлігіне, және санау басынан қайталанады. "
                "Жобалар құны бірге бюджеттен асқан бойда тоқтаймыз: аспаған соңғы нәтиже алынады.",
                "Затем все кошельки одинаково увеличиваются, каждый раз на {more} ден. ед., и подсчёт повторяется сначала. Как "
                "только проекты вместе оказываются дороже бюджета, мы останавливаемся: берётся последний итог в его пределах.",
                "Then all purses grow equally, each time by {more} units of money, and the count starts anew. As soon as the "
                "projects cost more than the budget together, we stop: the last result within it is taken.",
                more=str(rule.increment),
            )
        )
    if rule.stop_when_exhausted:
        said.append(
            Text(
                "Қалған ақшаға ешбір жоба сыймайтын болса, әмиян ұлғайтылмайды.",
                "Когда на остаток денег не хватает ни на один проект, кошельки больше не увеличиваются.",
                "Once the money left covers no project, purses don't grow any more.",
            )
        )
    if rule.completion.fills:
        said.append(
            Text(
                "Қалған ақша қалған жобаларға ең көп қолдау тапқанынан бастап жұмсалады; ақша жетпейтіні өткізіледі.",
                "Остаток денег идёт на остальные проекты, начиная с наибольшей поддержки; на какой не хватает – пропускается.",
                "The money left goes to the other projects from most support to least; what it doesn't cover is passed over.",
            )
        )
    elif rule.completion is Completion.NONE:
        said.append(Text("Қалған ақша жұмсалмайды.", "Остаток денег не расходуется.", "The money left isn't spent."))
    if rule.comparison is not Comparison.NONE:
        said.append(_COMPARISONS[rule.comparison])
    return said


def _ties(rule: Rule) -> list[Text]:
    said = []
    if rule.ties:
        signs = Text(**{name: "; ".join(_TIES[tie].in_language(name) for tie in rule.ties) for name in LANGUAGES})
        said.append(
            sentence(
                "Екі жоба тең түссе, кім алда екенін мына белгілер рет-ретімен шешеді: {signs}.",
                "Если два проекта равны, впереди тот, на кого укажут признаки в этом порядке: {signs}.",
                "When two projects stand equal, these signs decide in this order who goes first: {signs}.",
                signs=signs,
            )
        )
    if rule.lot:
        last = sentence(
            "Одан әрі жеребе шешеді. Тартылған рет: {lot}.",
            "Дальше решает жребий. Вытянутый порядок: {lot}.",
            "After that the lot decides. The order that was drawn: {lot}.",
            lot=", ".join(rule.lot),
        )
    elif rule.lot_seed:
        last = sentence(
            "Одан әрі жеребе шешеді: «{seed}:жоба нөмірі» мәтінінің SHA-256 мәні кіші жоба алда болады.",
            "Дальше решает жребий: впереди проект, у которого меньше SHA-256 текста «{seed}:номер проекта».",
            "After that the lot decides: the project whose SHA-256 of the text “{seed}:number of the project” is smaller.",
            seed=rule.lot_seed,
        )
    else:
        last = Text(
            "Одан әрі нөмірі кіші жоба алда болады.",
            "Дальше впереди проект с меньшим номером.",
            "After that the project with the smaller number goes first.",
        )
    return [*said, last]
