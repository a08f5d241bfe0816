"""The life of a dataset: draft → checked → published → superseded. Never silently changed.

Whoever loaded a dataset doesn't publish it: publication takes a second person.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

STATISTICIAN = "statistician"
SECOND_PERSON = "second_person"

LIFECYCLE = lifecycle(
    "dataset",
    initial="draft",
    states=[
        State(
            "draft",
            Text("жоба", "черновик", "draft"),
            Text(
                "Жүктелді, бірақ әлі тексерілмеді.",
                "Загружен, но ещё не проверен.",
                "Loaded, not checked yet.",
            ),
            tone="grey",
        ),
        State(
            "checked",
            Text("тексерілді", "проверен", "checked"),
            Text(
                "Тексерілді, басқа адамның жариялауын күтеді.",
                "Проверен, ждёт публикации другим лицом.",
                "Checked, waits for another person to publish it.",
            ),
            tone="yellow",
        ),
        State("published", Text("жарияланды", "опубликован", "published"), tone="green"),
        State(
            "superseded",
            Text("ауыстырылды", "заменён", "superseded"),
            Text(
                "Оның орнына жаңа нұсқа жарияланды.",
                "Вместо него опубликована новая редакция.",
                "A newer version was published in its place.",
            ),
            final=True,
            tone="grey",
        ),
    ],
    transitions=[
        transition(
            "check",
            Text("Тексерілді деп белгілеу", "Отметить как проверенный", "Mark as checked"),
            ["draft"],
            "checked",
            [STATISTICIAN, "system"],
            done=Text("Тексерілді", "Проверен", "Checked"),
        ),
        transition(
            "publish",
            Text("Жариялау", "Опубликовать", "Publish"),
            ["checked"],
            "published",
            [SECOND_PERSON, "system"],
            public=True,
            done=Text("Жарияланды", "Опубликован", "Published"),
        ),
        transition(
            "supersede",
            Text("Жаңа нұсқамен ауыстыру", "Заменить новой редакцией", "Supersede by a new version"),
            ["published"],
            "superseded",
            ["system"],
            public=True,
            done=Text("Жаңа нұсқамен ауыстырылды", "Заменён новой редакцией", "Superseded by a newer version"),
        ),
    ],
    capacities={
        STATISTICIAN: Text("статист", "статистик", "a statistician"),
        SECOND_PERSON: Text(
            "жиынды жүктемеген статист, басшы немесе өңір үйлестірушісі",
            "статистик, руководитель или координатор региона, который не загружал набор",
            "a statistician, head or region coordinator who didn't load the dataset",
        ),
    },
)
