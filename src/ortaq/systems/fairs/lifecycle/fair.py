"""A fair of social projects: announced, projects taken, exhibition, vote, results, closed."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

OWN = "Ortaq: not set by a law that was read"
PUBLIC_FAIRS = ("announced", "taking", "exhibition", "vote", "results", "closed", "cancelled")

FAIR = lifecycle(
    "fair",
    initial="draft",
    states=[
        State("draft", Text("Дайындалуда", "Готовится", "Being prepared"), tone="grey"),
        State(
            "announced",
            Text("Жарияланды", "Объявлена", "Announced"),
            Text(
                "Жоба қабылдау жақын арада ашылады.", "Приём проектов скоро откроется.", "Projects will be taken soon."
            ),
        ),
        State(
            "taking",
            Text("Жоба қабылдануда", "Идёт приём проектов", "Projects are taken"),
            Text(
                "ҮЕҰ жобасын ұсынады, ұйымдастырушы тексеріп, көрмеге қояды.",
                "НПО предлагают проекты, организатор проверяет их и ставит на выставку.",
                "NGOs send projects; the organiser checks them and puts them on show.",
            ),
        ),
        State(
            "exhibition",
            Text("Көрме жүріп жатыр", "Идёт выставка", "Exhibition"),
            Text(
                "Жобаларды қараңыз, сұрақ қойыңыз, демеуші болыңыз.",
                "Смотрите проекты, задавайте вопросы, становитесь спонсором.",
                "Look at the projects, ask questions, become a sponsor.",
            ),
            tone="green",
        ),
        State(
            "vote",
            Text("Дауыс беру жүріп жатыр", "Идёт голосование", "Vote"),
            Text(
                "Дауыс беру аяқталғанша нәтиже ешкімге көрінбейді.",
                "До конца голосования результат не виден никому.",
                "Until the vote ends nobody sees its result.",
            ),
            tone="green",
        ),
        State(
            "results",
            Text("Нәтижесі шықты", "Подведены итоги", "Results"),
            Text(
                "Демеушілер мен ҮЕҰ меморандум жасайды.",
                "Спонсоры и НПО заключают меморандумы.",
                "Sponsors and NGOs make memoranda.",
            ),
            tone="gold",
        ),
        State("closed", Text("Аяқталды", "Завершена", "Closed"), final=True, tone="grey"),
        State("cancelled", Text("Өткізілмейді", "Отменена", "Cancelled"), final=True, tone="red"),
    ],
    capacities={"organiser": Text("ұйымдастырушы", "организатор", "the organiser")},
    transitions=[
        transition(
            "edit",
            Text("Өзгерту", "Изменить", "Change"),
            ["draft", "announced", "taking", "exhibition"],
            None,
            ["organiser"],
            done=Text("Өзгертілді", "Изменена", "Changed"),
            norm=OWN,
        ),
        transition(
            "announce",
            Text("Жариялау", "Объявить", "Announce"),
            ["draft"],
            "announced",
            ["organiser"],
            done=Text("Жәрмеңке жарияланды", "Ярмарка объявлена", "The fair was announced"),
            public=True,
            norm=OWN,
        ),
        transition(
            "open",
            Text("Жоба қабылдауды ашу", "Открыть приём проектов", "Start taking projects"),
            ["announced"],
            "taking",
            ["organiser"],
            done=Text("Жоба қабылдау ашылды", "Открыт приём проектов", "Projects are taken"),
            public=True,
            norm=OWN,
        ),
        transition(
            "exhibit",
            Text("Көрмені ашу", "Открыть выставку", "Open the exhibition"),
            ["taking"],
            "exhibition",
            ["organiser"],
            done=Text("Көрме ашылды", "Выставка открылась", "The exhibition opened"),
            public=True,
            norm=OWN,
        ),
        transition(
            "call_vote",
            Text("Дауыс беруге көшу", "Перейти к голосованию", "Go over to the vote"),
            ["exhibition"],
            "vote",
            ["organiser"],
            done=Text("Дауыс беру басталды", "Началось голосование", "The vote began"),
            public=True,
            norm=OWN,
        ),
        transition(
            "publish_results",
            Text("Нәтижені жариялау", "Опубликовать итоги", "Publish the results"),
            ["vote"],
            "results",
            ["organiser"],
            done=Text("Нәтиже жарияланды", "Итоги опубликованы", "The results were published"),
            public=True,
            norm=OWN,
        ),
        transition(
            "close",
            Text("Жәрмеңкені аяқтау", "Завершить ярмарку", "Close the fair"),
            ["exhibition", "results"],
            "closed",
            ["organiser"],
            done=Text("Жәрмеңке аяқталды", "Ярмарка завершена", "The fair was closed"),
            public=True,
            norm=OWN,
        ),
        transition(
            "cancel",
            Text("Өткізбеу", "Отменить", "Cancel"),
            ["draft", "announced", "taking", "exhibition"],
            "cancelled",
            ["organiser"],
            done=Text("Жәрмеңке өткізілмейді", "Ярмарка отменена", "The fair was cancelled"),
            public=True,
            reason_needed=True,
            reason_public=True,
            norm=OWN,
        ),
    ],
)
