"""States of an appeal, and in which capacities people stand towards it."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State

CAPACITIES = {
    "appellant": Text("арыз иесі", "заявитель", "the appellant"),
    "joiner": Text("қосылған адам", "присоединившийся", "a person who joined"),
    "operator": Text("оператор", "оператор", "the operator"),
    "registrar": Text("тіркеуші", "регистратор", "the registrar"),
    "head": Text("басшы", "руководитель", "the head"),
    "executor": Text("орындаушы", "исполнитель", "the executor"),
    "coexecutor": Text("бірлесіп орындаушы", "соисполнитель", "a co-executor"),
    "moderator": Text("модератор", "модератор", "the moderator"),
    "superior": Text(
        "жоғары тұрған органның басшысы", "руководитель вышестоящего органа", "the head of the superior body"
    ),
    "auditor": Text("аудитор", "аудитор", "the auditor"),
}

STATES = (
    State(
        "submitted",
        Text("Түсті", "Поступило", "Received"),
        Text(
            "Орган жолданымды сол күні, жұмыс уақытынан кейін түссе — келесі жұмыс күні тіркейді.",
            "Орган зарегистрирует обращение в тот же день, а поступившее после рабочего времени — на следующий рабочий день.",
            "The body registers the appeal the same day, or on the next working day when it came after hours.",
        ),
        tone="sky",
    ),
    State(
        "registered",
        Text("Тіркелді", "Зарегистрировано", "Registered"),
        Text(
            "Енді басшы орындаушыны тағайындайды.",
            "Теперь руководитель назначит исполнителя.",
            "Now the head assigns an executor.",
        ),
        tone="sky",
    ),
    State(
        "clarification",
        Text("Нақтылау қажет", "Нужно уточнение", "Clarification asked"),
        Text(
            "Орган сізден нақтылауды күтіп отыр. Жауап бергенше мерзім тоқтап тұр.",
            "Орган ждёт вашего уточнения. До ответа срок приостановлен.",
            "The body waits for your clarification. The term stands still until you answer.",
        ),
        tone="gold",
    ),
    State(
        "returned",
        Text("Қайтарылды", "Возвращено", "Returned"),
        Text(
            "Себебі төменде жазылған. Кемшілікті түзетіп, қайта жібере аласыз немесе шағымдана аласыз.",
            "Причина указана ниже. Можно исправить недостаток и отправить снова или подать жалобу.",
            "The reason stands below. You can mend what is missing and send it again, or complain.",
        ),
        tone="gold",
    ),
    State(
        "forwarded_out",
        Text("Басқа органға жіберілді", "Перенаправлено в другой орган", "Forwarded to another body"),
        Text(
            "Жауапты құзыретті орган береді: оның атауы төменде.",
            "Ответ даст компетентный орган: он назван ниже.",
            "The competent body, named below, will answer.",
        ),
        final=True,
        tone="grey",
    ),
    State(
        "assigned",
        Text("Орындаушыға берілді", "Передано исполнителю", "Assigned"),
        Text(
            "Орындаушы жолданымды қарауға кіріседі.",
            "Исполнитель приступает к рассмотрению.",
            "The executor starts to consider it.",
        ),
        tone="sky",
    ),
    State(
        "in_progress",
        Text("Қаралуда", "Рассматривается", "Under consideration"),
        Text(
            "Орындаушы мән-жайды анықтап жатыр.",
            "Исполнитель выясняет обстоятельства.",
            "The executor establishes the facts.",
        ),
        tone="sky",
    ),
    State(
        "awaiting",
        Text("Басқа органнан мәлімет күтілуде", "Ожидаются сведения другого органа", "Waiting for another body"),
        Text(
            "Басқа органнан мәлімет сұралды; мерзім жүре береді.",
            "Запрошены сведения у другого органа; срок продолжает идти.",
            "Another body was asked for information; the term goes on.",
        ),
        tone="gold",
    ),
    State(
        "preliminary",
        Text("Алдын ала шешім", "Предварительное решение", "Preliminary decision"),
        Text(
            "Алдын ала шешімді алғаннан кейін екі жұмыс күні ішінде қарсылық білдіре аласыз.",
            "В течение двух рабочих дней после получения предварительного решения можно подать возражение.",
            "You may object within two working days after you received the preliminary decision.",
        ),
        tone="gold",
    ),
    State(
        "hearing",
        Text("Тыңдау", "Заслушивание", "Hearing"),
        Text(
            "Тыңдаудың уақыты мен орны төменде.",
            "Время и место заслушивания указаны ниже.",
            "The time and place of the hearing stand below.",
        ),
        tone="gold",
    ),
    State(
        "on_signature",
        Text("Жауап келісуде", "Ответ на подписи", "Answer awaits signature"),
        Text(
            "Жауап дайын, басшының қолын күтуде.",
            "Ответ подготовлен и ждёт подписи руководителя.",
            "The answer is drafted and waits for the head's signature.",
        ),
        tone="sky",
    ),
    State(
        "signed",
        Text("Жауапқа қол қойылды", "Ответ подписан", "Answer signed"),
        Text("Жауап сізге жеткізіледі.", "Ответ будет вам вручён.", "The answer is on its way to you."),
        tone="green",
    ),
    State(
        "answered",
        Text("Жауап берілді", "Ответ дан", "Answered"),
        Text(
            "14 күн ішінде мәселе шешілгенін растай аласыз, бағалай аласыз немесе келіспейтініңізді айта аласыз.",
            "В течение 14 дней можно подтвердить решение вопроса, оценить ответ или не согласиться с ним.",
            "Within 14 days you can confirm that it was solved, rate the answer or dispute it.",
        ),
        tone="green",
    ),
    State(
        "disputed",
        Text("Жауаппен келіспеді", "Ответ оспорен", "Answer disputed"),
        Text(
            "Басшы қарсылығыңызды қарап, жұмысты жалғастырады немесе неге жалғастырмайтынын түсіндіреді.",
            "Руководитель рассмотрит возражение: возобновит работу или объяснит, почему нет.",
            "The head considers your objection: resumes the work or explains why not.",
        ),
        tone="gold",
    ),
    State(
        "deemed_refused",
        Text("Үнсіздік — бас тарту", "Молчание — отказ", "Silence: deemed refusal"),
        Text(
            "Мерзімінде шешім болмады: заң мұны бас тарту деп санайды. Шағымдануға құқығыңыз бар; орган жауап беруге міндетті болып қалады.",
            "Решения в срок не было: закон считает это отказом. Вы вправе подать жалобу; обязанность ответить у органа остаётся.",
            "There was no decision in time: the law deems it a refusal. You may complain; the body still has to answer.",
        ),
        tone="red",
    ),
    State(
        "complained",
        Text("Шағым берілді", "Подана жалоба", "Complaint filed"),
        Text(
            "Шағымды жоғары тұрған орган қарайды.",
            "Жалобу рассматривает вышестоящий орган.",
            "The superior body considers the complaint.",
        ),
        tone="gold",
    ),
    State("withdrawn", Text("Кері қайтарып алынды", "Отозвано", "Withdrawn"), final=True, tone="grey"),
    State(
        "terminated",
        Text("Қарау тоқтатылды", "Рассмотрение прекращено", "Terminated"),
        Text(
            "Себебі төменде жазылған. Келіспесеңіз, шағым бере аласыз.",
            "Причина указана ниже. Если вы не согласны, можно подать жалобу.",
            "The reason stands below. If you disagree, you can complain.",
        ),
        final=True,
        tone="grey",
    ),
    State(
        "merged",
        Text("Басқа жолданымға біріктірілді", "Объединено с другим обращением", "Merged into another appeal"),
        final=True,
        tone="grey",
    ),
    State("closed", Text("Жабылды", "Закрыто", "Closed"), final=True, tone="grey"),
)

OPEN = ("registered", "assigned", "in_progress", "awaiting", "preliminary", "hearing", "on_signature")
"""States in which the answer clock runs."""
WORK = ("assigned", "in_progress", "awaiting", "preliminary", "hearing", "deemed_refused")
ANSWERING = (*WORK, "registered")
"""States in which the draft of an answer may be written."""
UNANSWERED = ("submitted", "clarification", *OPEN, "deemed_refused")
JOINABLE = frozenset(state.code for state in STATES if not state.final and state.code != "returned")
"""States in which somebody with the same problem may join: an answer is to come, or there is one."""
