"""What is done beside the way of an appeal, in any state: notes, publication, special protection."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import transition
from ortaq.systems.reception.lifecycle.states import STATES

ASIDE = (
    transition(
        "note",
        Text("Қызметтік ескертпе", "Служебная заметка", "Internal note"),
        [s.code for s in STATES if s.code != "merged"],
        None,
        ["registrar", "head", "executor", "coexecutor"],
        done=Text("Қызметтік ескертпе қосылды", "Добавлена служебная заметка", "Internal note added"),
    ),
    transition(
        "publish",
        Text("Жариялау", "Опубликовать", "Publish"),
        [s.code for s in STATES],
        None,
        ["moderator"],
        done=Text("Ашық нұсқасы жарияланды", "Опубликована открытая версия", "Public version published"),
        public=True,
        tells=["appellant"],
        norm="Personal data law 7(3)",
    ),
    transition(
        "take_down",
        Text("Жариялаудан алу", "Снять с публикации", "Take down"),
        [s.code for s in STATES],
        None,
        ["moderator", "appellant"],
        done=Text("Жариялаудан алынды", "Снято с публикации", "Taken down"),
        tells=["moderator"],
        norm="Personal data law 6",
        reason_needed=True,
        reason_to=["appellant"],
    ),
    transition(
        "withdraw_consent",
        Text(
            "Жариялауға келісімді қайтарып алу",
            "Отозвать согласие на публикацию",
            "Withdraw the consent to publication",
        ),
        [s.code for s in STATES],
        None,
        ["appellant"],
        done=Text(
            "Жариялауға келісім қайтарып алынды",
            "Согласие на публикацию отозвано",
            "Consent to publication withdrawn",
        ),
        norm="Personal data law 8",
    ),
    transition(
        "replace_pin",
        Text("Жаңа PIN-код беру", "Выдать новый PIN-код", "Give a new PIN"),
        [s.code for s in STATES],
        None,
        ["registrar", "operator"],
        done=Text("Жаңа PIN-код берілді", "Выдан новый PIN-код", "A new PIN was given"),
        tells=["appellant"],
        norm="APPC 64(2)",
    ),
    transition(
        "protect",
        Text("Ерекше қорғауға алу", "Взять под особую защиту", "Put under special protection"),
        [s.code for s in STATES],
        None,
        ["registrar", "head", "executor", "moderator"],
        done=Text("Ерекше қорғауға алынды", "Взято под особую защиту", "Put under special protection"),
        tells=["appellant"],
        norm="Personal data law 7",
    ),
    transition(
        "unprotect",
        Text("Ерекше қорғауды алып тастау", "Снять особую защиту", "End the special protection"),
        [s.code for s in STATES],
        None,
        ["head"],
        done=Text("Ерекше қорғау алынды", "Особая защита снята", "Special protection ended"),
        tells=["appellant"],
        norm="Personal data law 7",
        reason_needed=True,
        reason_to=["appellant"],
    ),
)
