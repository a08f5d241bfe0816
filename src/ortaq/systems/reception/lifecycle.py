"""The life of a citizen's appeal, declared. Sources: APPC (Administrative Procedural and Process-Related Code), articles
63–80, 87–92; Law No 221 of 12.01.2007 for appeals received before 1 July 2021.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

CAPACITIES = {
    "appellant": Text("арыз иесі", "заявитель", "the appellant"),
    "joiner": Text("қосылған адам", "присоединившийся", "a person who joined"),
    "operator": Text("оператор", "оператор", "the operator"),
    "registrar": Text("тіркеуші", "регистратор", "the registrar"),
    "head": Text("басшы", "руководитель", "the head"),
    "executor": Text("орындаушы", "исполнитель", "the executor"),
    "coexecutor": Text("бірлесіп орындаушы", "соисполнитель", "a co-executor"),
    "moderator": Text("модератор", "модератор", "the moderator"),
    "superior": Text("жоғары тұрған органның басшысы", "руководитель вышестоящего органа", "the head of the superior body"),
    "auditor": Text("аудитор", "аудитор", "the auditor"),
}

STATES = (
    State(
        "submitted", Text("Түсті", "Поступило", "Received"),
        Text(
            "Орган жолданымды сол күні, жұмыс уақытынан кейін түссе — келесі жұмыс күні тіркейді.",
            "Орган зарегистрирует обращение в тот же день, а поступившее после рабочего времени — на следующий рабочий день.",
            "The body registers the appeal the same day, or on the next working day when it came after hours.",
        ), tone="sky",
    ),
    State(
        "registered", Text("Тіркелді", "Зарегистрировано", "Registered"),
        Text("Енді басшы орындаушыны тағайындайды.", "Теперь руководитель назначит исполнителя.", "Now the head assigns an executor."),
        tone="sky",
    ),
    State(
        "clarification", Text("Нақтылау қажет", "Нужно уточнение", "Clarification asked"),
        Text(
            "Орган сізден нақтылауды күтіп отыр. Жауап бергенше мерзім тоқтап тұр.",
            "Орган ждёт вашего уточнения. До ответа срок приостановлен.",
            "The body waits for your clarification. The term stands still until you answer.",
        ), tone="gold",
    ),
    State(
        "returned", Text("Қайтарылды", "Возвращено", "Returned"),
        Text(
            "Себебі төменде жазылған. Кемшілікті түзетіп, қайта жібере аласыз немесе шағымдана аласыз.",
            "Причина указана ниже. Можно исправить недостаток и отправить снова или подать жалобу.",
            "The reason stands below. You can mend what is missing and send it again, or complain.",
        ), tone="gold",
    ),
    State(
        "forwarded_out", Text("Басқа органға жіберілді", "Перенаправлено в другой орган", "Forwarded to another body"),
        Text(
            "Жауапты құзыретті орган береді: оның атауы төменде.",
            "Ответ даст компетентный орган: он назван ниже.",
            "The competent body, named below, will answer.",
        ), final=True, tone="grey",
    ),
    State(
        "assigned", Text("Орындаушыға берілді", "Передано исполнителю", "Assigned"),
        Text("Орындаушы жолданымды қарауға кіріседі.", "Исполнитель приступает к рассмотрению.", "The executor starts to consider it."),
        tone="sky",
    ),
    State(
        "in_progress", Text("Қаралуда", "Рассматривается", "Under consideration"),
        Text("Орындаушы мән-жайды анықтап жатыр.", "Исполнитель выясняет обстоятельства.", "The executor establishes the facts."), tone="sky",
    ),
    State(
        "awaiting", Text("Басқа органнан мәлімет күтілуде", "Ожидаются сведения другого органа", "Waiting for another body"),
        Text(
            "Басқа органнан мәлімет сұралды; мерзім жүре береді.",
            "Запрошены сведения у другого органа; срок продолжает идти.",
            "Another body was asked for information; the term goes on.",
        ), tone="gold",
    ),
    State(
        "preliminary", Text("Алдын ала шешім", "Предварительное решение", "Preliminary decision"),
        Text(
            "Алдын ала шешімді алғаннан кейін екі жұмыс күні ішінде қарсылық білдіре аласыз.",
            "В течение двух рабочих дней после получения предварительного решения можно подать возражение.",
            "You may object within two working days after you received the preliminary decision.",
        ), tone="gold",
    ),
    State(
        "hearing", Text("Тыңдау", "Заслушивание", "Hearing"),
        Text("Тыңдаудың уақыты мен орны төменде.", "Время и место заслушивания указаны ниже.", "The time and place of the hearing stand below."),
        tone="gold",
    ),
    State(
        "on_signature", Text("Жауап келісуде", "Ответ на подписи", "Answer awaits signature"),
        Text("Жауап дайын, басшының қолын күтуде.", "Ответ подготовлен и ждёт подписи руководителя.", "The answer is drafted and waits for the head's signature."),
        tone="sky",
    ),
    State(
        "signed", Text("Жауапқа қол қойылды", "Ответ подписан", "Answer signed"),
        Text("Жауап сізге жеткізіледі.", "Ответ будет вам вручён.", "The answer is on its way to you."), tone="green",
    ),
    State(
        "answered", Text("Жауап берілді", "Ответ дан", "Answered"),
        Text(
            "14 күн ішінде мәселе шешілгенін растай аласыз, бағалай аласыз немесе келіспейтініңізді айта аласыз.",
            "В течение 14 дней можно подтвердить решение вопроса, оценить ответ или не согласиться с ним.",
            "Within 14 days you can confirm that it was solved, rate the answer or dispute it.",
        ), tone="green",
    ),
    State(
        "disputed", Text("Жауаппен келіспеді", "Ответ оспорен", "Answer disputed"),
        Text(
            "Басшы қарсылығыңызды қарап, жұмысты жалғастырады немесе неге жалғастырмайтынын түсіндіреді.",
            "Руководитель рассмотрит возражение: возобновит работу или объяснит, почему нет.",
            "The head considers your objection: resumes the work or explains why not.",
        ), tone="gold",
    ),
    State(
        "deemed_refused", Text("Үнсіздік — бас тарту", "Молчание — отказ", "Silence: deemed refusal"),
        Text(
            "Мерзімінде шешім болмады: заң мұны бас тарту деп санайды. Шағымдануға құқығыңыз бар; орган жауап беруге міндетті болып қалады.",
            "Решения в срок не было: закон считает это отказом. Вы вправе подать жалобу; обязанность ответить у органа остаётся.",
            "There was no decision in time: the law deems it a refusal. You may complain; the body still has to answer.",
        ), tone="red",
    ),
    State(
        "complained", Text("Шағым берілді", "Подана жалоба", "Complaint filed"),
        Text("Шағымды жоғары тұрған орган қарайды.", "Жалобу рассматривает вышестоящий орган.", "The superior body considers the complaint."),
        tone="gold",
    ),
    State("withdrawn", Text("Кері қайтарып алынды", "Отозвано", "Withdrawn"), final=True, tone="grey"),
    State("terminated", Text("Қарау тоқтатылды", "Рассмотрение прекращено", "Terminated"), final=True, tone="grey"),
    State("merged", Text("Басқа жолданымға біріктірілді", "Объединено с другим обращением", "Merged into another appeal"), final=True, tone="grey"),
    State("closed", Text("Жабылды", "Закрыто", "Closed"), final=True, tone="grey"),
)

OPEN = ("registered", "assigned", "in_progress", "awaiting", "preliminary", "hearing", "on_signature")
"""States in which the answer clock runs."""
WORK = ("assigned", "in_progress", "awaiting", "preliminary", "hearing", "deemed_refused")
ANSWERING = (*WORK, "registered")
"""States in which the draft of an answer may be written."""
UNANSWERED = ("submitted", "clarification", *OPEN, "deemed_refused")

TRANSITIONS = (
    transition(
        "register", Text("Тіркеу", "Зарегистрировать", "Register"), ["submitted"], "registered", ["registrar"],
        done=Text("Тіркелді", "Зарегистрировано", "Registered"), moves=[("stop", "appeal.register"), ("start", "appeal.answer")], public=True,
        tells=["appellant", "head"], norm="APPC 64(3)",
    ),
    transition(
        "ask_clarification", Text("Нақтылауды сұрау", "Запросить уточнение", "Ask for clarification"), ["registered"],
        "clarification", ["registrar"], done=Text("Нақтылау сұралды", "Запрошено уточнение", "Clarification asked"),
        moves=[("pause", "appeal.answer")], tells=["appellant"], norm="APPC 64(6)", reason_needed=True,
    ),
    transition(
        "clarify", Text("Нақтылау", "Уточнить", "Clarify"), ["clarification"], "registered", ["appellant", "registrar"],
        done=Text("Нақтыланды", "Уточнено", "Clarified"), moves=[("resume", "appeal.answer")], tells=["registrar"],
        norm="APPC 64(6)",
    ),
    transition(
        "return", Text("Қайтару", "Вернуть", "Return"), ["submitted", "registered", "clarification"], "returned", ["registrar"],
        done=Text("Қайтарылды", "Возвращено", "Returned"),
        moves=[("stop", "appeal.register"), ("stop", "appeal.answer"), ("start", "complaint.file")], public=True,
        tells=["appellant"], norm="APPC 64(7)", reason_needed=True,
    ),
    transition(
        "forward", Text("Құзыретті органға жіберу", "Перенаправить в компетентный орган", "Forward to the competent body"),
        ["submitted", "registered"], "submitted", ["registrar"],
        done=Text("Құзыретті органға жіберілді", "Перенаправлено в компетентный орган", "Forwarded to the competent body"),
        moves=[("stop", "appeal.register"), ("stop", "appeal.answer"), ("start", "appeal.register")],
        public=True, tells=["appellant", "registrar"], norm="APPC 65", reason_needed=True,
    ),
    transition(
        "forward_out", Text("Жүйеден тыс органға жіберу", "Перенаправить органу вне системы", "Forward outside this system"),
        ["submitted", "registered"], "forwarded_out", ["registrar"],
        done=Text("Жүйеден тыс органға жіберілді", "Перенаправлено органу вне системы", "Forwarded outside this system"),
        moves=[("stop", "appeal.register"), ("stop", "appeal.answer")], public=True, tells=["appellant"],
        norm="APPC 65", reason_needed=True,
    ),
    transition(
        "split", Text("Талаптар бойынша бөлу", "Разделить по требованиям", "Split by demands"), ["registered"], None, ["registrar"],
        done=Text("Талаптар бойынша бөлінді", "Разделено по требованиям", "Split by demands"), public=True,
        tells=["appellant"], norm="APPC 65(2)",
    ),
    transition(
        "merge", Text("Біріктіру", "Объединить", "Merge"), ["registered", "assigned", "in_progress"], "merged", ["registrar", "head"],
        done=Text("Басқа жолданымға біріктірілді", "Объединено с другим обращением", "Merged into another appeal"),
        moves=[("stop", "appeal.answer")], public=True, tells=["appellant"], norm="APPC 64(8); Law 221 9(4)", reason_needed=True,
    ),
    transition(
        "assign", Text("Бұрыштама қою", "Наложить резолюцию", "Assign"), ["registered", *WORK], "assigned", ["head"],
        done=Text("Орындаушы тағайындалды", "Назначен исполнитель", "Executor assigned"), public=True,
        tells=["executor", "coexecutor"], norm="APPC 69(4)", reason_needed=True,
    ),
    transition(
        "start", Text("Жұмысқа қабылдау", "Принять в работу", "Start work"), ["assigned"], "in_progress", ["executor"],
        done=Text("Жұмысқа қабылданды", "Принято в работу", "Work started"), public=True,
    ),
    transition(
        "ask_body", Text("Басқа органнан мәлімет сұрау", "Запросить сведения у органа", "Ask another body"), ["in_progress"],
        "awaiting", ["executor", "coexecutor"],
        done=Text("Басқа органнан мәлімет сұралды", "Запрошены сведения у другого органа", "Another body was asked"),
        public=True, reason_needed=True,
    ),
    transition(
        "receive_information", Text("Мәлімет алынды", "Сведения получены", "Information received"), ["awaiting"], "in_progress",
        ["executor", "coexecutor"], done=Text("Мәлімет алынды", "Сведения получены", "Information received"), public=True,
    ),
    transition(
        "extend", Text("Мерзімді ұзарту", "Продлить срок", "Extend the term"), ["assigned", "in_progress", "awaiting", "preliminary", "hearing"],
        None, ["head"], done=Text("Мерзім ұзартылды", "Срок продлён", "Term extended"), public=True, tells=["appellant", "executor"],
        norm="APPC 76(3); Law 221 8(2)", reason_needed=True,
    ),
    transition(
        "show_preliminary", Text("Алдын ала шешімді таныстыру", "Ознакомить с предварительным решением", "Show the preliminary decision"),
        ["in_progress"], "preliminary", ["executor", "head"],
        done=Text("Алдын ала шешім таныстырылды", "Предварительное решение направлено", "Preliminary decision shown"),
        moves=[("start", "hearing.objection")], tells=["appellant"], norm="APPC 73",
    ),
    transition(
        "object", Text("Қарсылық білдіру", "Возразить", "Object"), ["preliminary"], "preliminary", ["appellant"],
        done=Text("Қарсылық білдірілді", "Подано возражение", "Objection received"), moves=[("stop", "hearing.objection")],
        tells=["executor"], norm="APPC 73",
    ),
    transition(
        "hear", Text("Тыңдауды тағайындау", "Назначить заслушивание", "Appoint a hearing"), ["preliminary"], "hearing", ["executor", "head"],
        done=Text("Тыңдау тағайындалды", "Назначено заслушивание", "Hearing appointed"),
        moves=[("stop", "hearing.objection")], tells=["appellant"], norm="APPC 73",
    ),
    transition(
        "record_hearing", Text("Тыңдау хаттамасын енгізу", "Внести протокол заслушивания", "Record the hearing"), ["hearing"],
        "in_progress", ["executor"], done=Text("Тыңдау хаттамасы жасалды", "Составлен протокол заслушивания", "Hearing recorded"),
        tells=["appellant"], norm="APPC 74",
    ),
    transition(
        "propose_answer", Text("Жауапты қол қоюға жіберу", "Отправить ответ на подпись", "Send the answer for signature"),
        ["in_progress", "preliminary", "hearing", "deemed_refused"], "on_signature", ["executor"],
        done=Text("Жауап қол қоюға жіберілді", "Ответ отправлен на подпись", "Answer sent for signature"), tells=["head"],
    ),
    transition(
        "rework", Text("Пысықтауға қайтару", "Вернуть на доработку", "Send back for rework"), ["on_signature"], "in_progress", ["head"],
        done=Text("Пысықтауға қайтарылды", "Возвращено на доработку", "Sent back for rework"), tells=["executor"], reason_needed=True,
    ),
    transition(
        "sign", Text("Жауапқа қол қою", "Подписать ответ", "Sign the answer"), ["on_signature"], "signed", ["head"],
        done=Text("Жауапқа қол қойылды", "Ответ подписан", "Answer signed"),
        moves=[("stop", "appeal.answer"), ("stop", "appeal.inquiry"), ("stop", "hearing.objection")], public=True, norm="APPC 80",
    ),
    transition(
        "deliver", Text("Жеткізілгенін белгілеу", "Отметить вручение", "Record delivery"), ["signed"], "answered", ["registrar", "system"],
        done=Text("Жауап жіберілді", "Ответ отправлен", "Answer delivered"),
        moves=[("start", "complaint.file"), ("start", "appeal.feedback")], public=True, tells=["appellant", "joiner"], norm="APPC 80",
    ),
    transition(
        "rate", Text("Бағалау", "Оценить", "Rate"), ["answered", "closed"], None, ["appellant", "joiner"],
        done=Text("Жауап бағаланды", "Ответ оценён", "Answer rated"),
    ),
    transition(
        "confirm", Text("Мәселе шешілгенін растау", "Подтвердить решение вопроса", "Confirm that it is solved"), ["answered"], "closed",
        ["appellant"], done=Text("Арыз иесі шешілгенін растады", "Заявитель подтвердил решение", "Confirmed by the appellant"),
        moves=[("stop", "appeal.feedback")], public=True,
    ),
    transition(
        "dispute", Text("Жауаппен келіспеу", "Не согласиться с ответом", "Dispute the answer"), ["answered"], "disputed", ["appellant"],
        done=Text("Арыз иесі жауаппен келіспеді", "Заявитель не согласился с ответом", "Disputed by the appellant"),
        moves=[("stop", "appeal.feedback")], public=True, tells=["head"],
    ),
    transition(
        "reopen", Text("Жұмысты қайта бастау", "Возобновить работу", "Resume the work"), ["disputed"], "assigned", ["head"],
        done=Text("Жұмыс қайта басталды", "Работа возобновлена", "Work resumed"), moves=[("start", "appeal.answer")], public=True,
        tells=["appellant", "executor"], reason_needed=True,
    ),
    transition(
        "uphold_answer", Text("Жауапты өзгеріссіз қалдыру", "Оставить ответ без изменения", "Keep the answer"), ["disputed"], "closed",
        ["head"], done=Text("Жауап өзгеріссіз қалды", "Ответ оставлен без изменения", "Answer kept"), public=True,
        tells=["appellant"], reason_needed=True,
    ),
    transition(
        "deem_refused", Text("Үнсіздікті бас тарту деп тану", "Признать молчание отказом", "Deem silence a refusal"), OPEN,
        "deemed_refused", ["system"], done=Text("Мерзімінде жауап берілмеді: заң бойынша бас тарту", "Ответа в срок нет: по закону это отказ", "No answer in time: deemed refused by law"),
        moves=[("stop", "appeal.answer"), ("stop", "hearing.objection"), ("start", "complaint.file")], public=True,
        tells=["appellant", "head", "executor", "registrar"], norm="APPC 91(2)",
    ),
    transition(
        "withdraw", Text("Кері қайтарып алу", "Отозвать", "Withdraw"), ["submitted", "clarification", *OPEN, "deemed_refused"], "withdrawn",
        ["appellant"], done=Text("Арыз иесі кері қайтарып алды", "Отозвано заявителем", "Withdrawn by the appellant"),
        moves=[("stop", "appeal.register"), ("stop", "appeal.answer"), ("stop", "hearing.objection")], public=True,
        tells=["registrar", "executor"], norm="APPC 64(9)",
    ),
    transition(
        "terminate", Text("Қарауды тоқтату", "Прекратить рассмотрение", "Terminate"), ["registered", *WORK], "terminated", ["head"],
        done=Text("Қарау тоқтатылды", "Рассмотрение прекращено", "Terminated"),
        moves=[("stop", "appeal.answer"), ("stop", "hearing.objection")], public=True, tells=["appellant"], norm="APPC 70",
        reason_needed=True,
    ),
    transition(
        "complain", Text("Шағым беру", "Подать жалобу", "Complain"), ["answered", "deemed_refused", "returned", "disputed"], "complained",
        ["appellant"], done=Text("Шағым берілді", "Подана жалоба", "Complaint filed"),
        moves=[("stop", "complaint.file"), ("stop", "appeal.feedback")], public=True, tells=["head", "registrar"], norm="APPC 91",
    ),
    transition(
        "complaint_upheld", Text("Шағым қанағаттандырылды", "Жалоба удовлетворена", "Complaint upheld"), ["complained"], "assigned",
        ["system"], done=Text("Шағым қанағаттандырылды", "Жалоба удовлетворена", "Complaint upheld"), moves=[("start", "appeal.answer")],
        public=True, tells=["head", "executor"], norm="APPC 100",
    ),
    transition(
        "complaint_rejected", Text("Шағым қабылданбады", "Жалоба отклонена", "Complaint rejected"), ["complained"], "closed",
        ["system"], done=Text("Шағым қанағаттандырусыз қалды", "Жалоба оставлена без удовлетворения", "Complaint rejected"),
        public=True, norm="APPC 100",
    ),
    transition(
        "close", Text("Жабу", "Закрыть", "Close"), ["answered", "returned"], "closed", ["system"],
        done=Text("Кері байланыс мерзімі өтті", "Срок обратной связи истёк", "The time for feedback is over"),
        moves=[("stop", "appeal.feedback")], public=True,
    ),
    transition(
        "note", Text("Қызметтік ескертпе", "Служебная заметка", "Internal note"), [s.code for s in STATES if s.code != "merged"], None,
        ["registrar", "head", "executor", "coexecutor"], done=Text("Қызметтік ескертпе қосылды", "Добавлена служебная заметка", "Internal note added"),
    ),
    transition(
        "publish", Text("Жариялау", "Опубликовать", "Publish"), [s.code for s in STATES], None, ["moderator"],
        done=Text("Ашық нұсқасы жарияланды", "Опубликована открытая версия", "Public version published"), public=True,
        tells=["appellant"], norm="Personal data law 7(3)",
    ),
    transition(
        "take_down", Text("Жариялаудан алу", "Снять с публикации", "Take down"), [s.code for s in STATES], None,
        ["moderator", "appellant"], done=Text("Жариялаудан алынды", "Снято с публикации", "Taken down"),
        tells=["moderator"], norm="Personal data law 6", reason_needed=True,
    ),
)

APPEAL = lifecycle("appeal", initial="submitted", states=STATES, transitions=TRANSITIONS, capacities=CAPACITIES)

COMPLAINT = lifecycle(
    "complaint",
    initial="filed",
    states=(
        State("filed", Text("Шағым түсті", "Жалоба поступила", "Complaint received"), Text(
            "Орган үш жұмыс күні ішінде шағымды іспен бірге жоғары тұрған органға жібереді немесе өзі толық қанағаттандырады.",
            "В течение трёх рабочих дней орган направит жалобу с делом в вышестоящий орган или сам полностью её удовлетворит.",
            "Within three working days the body sends it with the file to the superior body, or satisfies it fully itself.")),
        State("review", Text("Жоғары тұрған орган қарауда", "На рассмотрении вышестоящего органа", "With the superior body"), Text(
            "Жоғары тұрған орган жиырма жұмыс күні ішінде шешеді; бұл мерзім ұзартылмайды.",
            "Вышестоящий орган решает в течение двадцати рабочих дней; этот срок не продлевается.",
            "The superior body decides within twenty working days; this term is not extended.")),
        State("satisfied", Text("Орган өзі қанағаттандырды", "Удовлетворена самим органом", "Satisfied by the body itself"), final=True, tone="green"),
        State("upheld", Text("Қанағаттандырылды", "Удовлетворена", "Upheld"), final=True, tone="green"),
        State("remitted", Text("Қайта қарауға жіберілді", "Направлено на новое рассмотрение", "Sent back for a new decision"), final=True, tone="gold"),
        State("rejected", Text("Қанағаттандырусыз қалды", "Оставлена без удовлетворения", "Rejected"), final=True, tone="grey"),
        State("deemed_refused", Text("Үнсіздік — бас тарту", "Молчание — отказ", "Silence: deemed refusal"), Text(
            "Мерзімінде шешім болмады. Сотқа жүгінуге құқығыңыз бар.",
            "Решения в срок не было. Вы вправе обратиться в суд.",
            "There was no decision in time. You may go to court."), final=True, tone="red"),
        State("withdrawn", Text("Кері қайтарып алынды", "Отозвана", "Withdrawn"), final=True, tone="grey"),
    ),
    transitions=(
        transition("satisfy", Text("Өзі қанағаттандыру", "Удовлетворить самим", "Satisfy it ourselves"), ["filed"], "satisfied", ["head"],
            done=Text("Орган өзі қанағаттандырды", "Удовлетворена самим органом", "Satisfied by the body itself"),
            moves=[("stop", "complaint.forward")], public=True, tells=["appellant"], norm="APPC 91(4)", reason_needed=True),
        transition("forward", Text("Жоғары тұрған органға жіберу", "Направить в вышестоящий орган", "Send to the superior body"), ["filed"],
            "review", ["head", "registrar", "system"], done=Text("Жоғары тұрған органға жіберілді", "Направлена в вышестоящий орган", "Sent to the superior body"),
            moves=[("stop", "complaint.forward"), ("start", "complaint.answer")], public=True, tells=["appellant", "superior"], norm="APPC 91(4), 99"),
        transition("uphold", Text("Қанағаттандыру", "Удовлетворить", "Uphold"), ["review"], "upheld", ["superior"],
            done=Text("Қанағаттандырылды", "Удовлетворена", "Upheld"), moves=[("stop", "complaint.answer")], public=True,
            tells=["appellant", "head"], norm="APPC 100", reason_needed=True),
        transition("remit", Text("Қайта қарауға жіберу", "Направить на новое рассмотрение", "Send back"), ["review"], "remitted", ["superior"],
            done=Text("Қайта қарауға жіберілді", "Направлено на новое рассмотрение", "Sent back for a new decision"),
            moves=[("stop", "complaint.answer")], public=True, tells=["appellant", "head"], norm="APPC 100", reason_needed=True),
        transition("reject", Text("Қанағаттандырусыз қалдыру", "Оставить без удовлетворения", "Reject"), ["review"], "rejected", ["superior"],
            done=Text("Қанағаттандырусыз қалды", "Оставлена без удовлетворения", "Rejected"), moves=[("stop", "complaint.answer")],
            public=True, tells=["appellant", "head"], norm="APPC 100", reason_needed=True),
        transition("deem_refused", Text("Үнсіздікті бас тарту деп тану", "Признать молчание отказом", "Deem silence a refusal"), ["review"],
            "deemed_refused", ["system"], done=Text("Мерзімінде шешім болмады: заң бойынша бас тарту", "Решения в срок нет: по закону это отказ", "No decision in time: deemed refused by law"),
            moves=[("stop", "complaint.answer")], public=True, tells=["appellant", "superior"], norm="APPC 100(5)"),
        transition("withdraw", Text("Кері қайтарып алу", "Отозвать", "Withdraw"), ["filed", "review"], "withdrawn", ["appellant"],
            done=Text("Арыз иесі кері қайтарып алды", "Отозвана заявителем", "Withdrawn by the appellant"),
            moves=[("stop", "complaint.forward"), ("stop", "complaint.answer")], tells=["head", "superior"]),
    ),
    capacities=CAPACITIES,
)
