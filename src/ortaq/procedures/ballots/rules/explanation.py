"""Why a project won or lost, in words."""

from ortaq.kernel.language.rules import Text
from ortaq.procedures.ballots.rules.election import Number
from ortaq.procedures.ballots.rules.outcome import Outcome, Phase, Reason, Step, Verdict
from ortaq.procedures.ballots.rules.specification import Marks
from ortaq.procedures.ballots.rules.wording import joined, sentence

_TIED_SHOWN = 5


def explained(outcome: Outcome, place: int) -> Text:
    """The reason for the project at *place* in the election's list: two or three sentences, money in its currency."""
    verdict = outcome.verdicts[place]
    if verdict.step is not None:
        return _won(outcome, verdict.step)
    return _lost(outcome, verdict)


def _won(outcome: Outcome, index: int) -> Text:
    step = outcome.steps[index]
    said = [_support(outcome, step.score)]
    number = index + 1
    if step.phase is Phase.EQUAL_SHARES:
        said.append(
            sentence(
                "{number}-болып алынды: оны қолдаушылардың ақшасы бірге жетті.",
                "Куплен {number}-м: у его сторонников вместе хватило денег.",
                "Bought as number {number}: its supporters had the money together.",
                number=number,
            )
        )
        said += _payment(outcome, step)
    elif step.phase is Phase.FILL:
        said.append(
            sentence(
                "{number}-болып, қалған ақшаға қаржыландырылды.",
                "Профинансирован {number}-м, на оставшиеся деньги.",
                "Funded as number {number}, with the money that was left.",
                number=number,
            )
        )
    else:
        said.append(
            sentence(
                "Тізім бойынша {number}-болып қаржыландырылды.",
                "Профинансирован {number}-м по списку.",
                "Funded as number {number} down the list.",
                number=number,
            )
        )
    said.append(
        sentence(
            "Құны {cost}, одан кейін бюджетте қалғаны {left}.",
            "Стоимость {cost}, после него в бюджете осталось {left}.",
            "It costs {cost}; after it, {left} of the budget was left.",
            cost=outcome.election.projects[step.project].cost,
            left=outcome.election.budget - step.spent,
        )
    )
    if step.tied:
        names = [outcome.election.projects[other].id for other in step.tied]
        more = "…" if len(names) > _TIED_SHOWN else ""
        said.append(
            sentence(
                "Мыналармен тең түсті: {others}. Теңдік туралы ереже шешті.",
                "Был равен с другими: {others}. Решило правило о равенстве.",
                "It stood equal with {others}; the rule for ties decided.",
                others=", ".join(names[:_TIED_SHOWN]) + more,
            )
        )
    return joined(said)


def _payment(outcome: Outcome, step: Step) -> list[Text]:
    payment = step.payment
    if payment is None:
        return []
    by_points = outcome.rule.marks is Marks.POINTS
    said = [
        sentence(
            "Толық төлегендер: {full}, әр ұпай үшін {price}."
            if by_points
            else "Толық төлегендер: {full}, әрқайсысы {price}.",
            "Заплатили полностью: {full}, за каждый балл по {price}."
            if by_points
            else "Заплатили полностью: {full}, каждый по {price}.",
            "Paid in full: {full}, {price} for each point." if by_points else "Paid in full: {full}, {price} each.",
            full=payment.full,
            price=payment.price,
        )
    ]
    if payment.partial:
        said.append(
            sentence(
                "Қалған ақшасын бергендер: {partial}, бірге {money}.",
                "Отдали остаток: {partial}, вместе {money}.",
                "Gave what they had left: {partial}, {money} together.",
                partial=payment.partial,
                money=payment.partial_money,
            )
        )
    said.append(
        sentence(
            "Нәтижелі қолдау: {support}.", "Действенная поддержка: {support}.", "Effective support: {support}.",
            support=payment.support,
        )
    )  # fmt: skip
    return said


def _lost(outcome: Outcome, verdict: Verdict) -> Text:
    project = outcome.election.projects[verdict.project]
    said = [_support(outcome, outcome.support.scores[verdict.project])]
    had = verdict.had if verdict.had is not None else 0
    match verdict.reason:
        case Reason.BARRED:
            said = [*said[: outcome.rule.marks is Marks.POINTS], _barred(verdict)]
        case Reason.NOT_ENOUGH_LEFT:
            said.append(
                sentence(
                    "Кезегі келгенде бюджетте {had} қалған, ал құны {cost}: {missing} жетпеді.",
                    "Когда дошла очередь, в бюджете осталось {had}, а стоит он {cost}: не хватило {missing}.",
                    "At its turn {had} of the budget was left, and it costs {cost}: {missing} short.",
                    had=had, cost=project.cost, missing=project.cost - had,
                )
            )  # fmt: skip
        case Reason.AFTER_STOP:
            stopped_by = outcome.election.projects[verdict.stopped_by or 0]
            said.append(
                sentence(
                    "Санау бұған дейін {other} жобасында тоқтаған: оған ақша жетпеді.",
                    "Подсчёт до него остановился на проекте {other}: на тот не хватило денег.",
                    "The count had stopped before it, at {other}, which the money left didn't cover.",
                    other=stopped_by.id,
                )
            )
        case Reason.OUTVOTED:
            said.append(
                Text(
                    "Тең үлестер бойынша өтер еді, бірақ дауыс берушілердің көбірегіне кәдімгі тізім тиімдірек болып шықты.",
                    "По равным долям он прошёл бы, но большему числу голосовавших обычный список выгоднее.",
                    "Equal shares would have bought it, but more voters gain by the plain list.",
                )
            )
        case _:
            said.append(
                sentence(
                    "Қолдаушыларының қолында бірге {had} қалған, ал құны {cost}: {missing} жетпеді.",
                    "У его сторонников вместе осталось {had}, а стоит он {cost}: не хватило {missing}.",
                    "Its supporters had {had} left together, and it costs {cost}: {missing} short.",
                    had=had, cost=project.cost, missing=project.cost - had,
                )
            )  # fmt: skip
    return joined(said)


def _support(outcome: Outcome, score: Number) -> Text:
    if outcome.rule.marks is Marks.POINTS:
        return sentence("Ұпай: {score}.", "Баллов: {score}.", "Points: {score}.", score=score)
    return sentence("Дауыс: {score}.", "Голосов: {score}.", "Votes: {score}.", score=score)


def _barred(verdict: Verdict) -> Text:
    barrier = verdict.barrier
    if barrier is None:
        raise ValueError("A project that was barred has a barrier.")
    needed, had = barrier.needed, barrier.had
    match barrier.field:
        case "withdrawn":
            return Text(
                "Қатыспады: дауыс беру кезінде жария шешіммен алынып тасталды. Оған қойылған белгілер саналмады.",
                "Не участвовал: снят во время голосования опубликованным решением. Отметки за него не считались.",
                "It didn't take part: it was withdrawn during the vote by a public decision. Marks for it weren't counted.",
            )
        case "budget":
            return sentence(
                "Қатыспады: құны {had}, ал бүкіл бюджет {needed}.",
                "Не участвовал: стоит {had}, а весь бюджет {needed}.",
                "It didn't take part: it costs {had}, and the whole budget is {needed}.",
                needed=needed, had=had,
            )  # fmt: skip
        case "min_percent":
            return sentence(
                "Қатыспады: дауыс берушілердің {had} % белгіледі, қажеті {needed} %.",
                "Не участвовал: отметили {had} % голосовавших, нужно {needed} %.",
                "It didn't take part: {had} % of the voters marked it, {needed} % are needed.",
                needed=needed, had=had,
            )  # fmt: skip
        case "min_points":
            return sentence(
                "Қатыспады: ұпайы {had}, қажеті {needed}.",
                "Не участвовал: баллов {had}, нужно {needed}.",
                "It didn't take part: it has {had} points and needs {needed}.",
                needed=needed, had=had,
            )  # fmt: skip
        case _:
            return sentence(
                "Қатыспады: дауысы {had}, қажеті {needed}.",
                "Не участвовал: голосов {had}, нужно {needed}.",
                "It didn't take part: votes {had}, needed {needed}.",
                needed=needed, had=had,
            )  # fmt: skip
