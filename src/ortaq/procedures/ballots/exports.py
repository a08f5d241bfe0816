"""On paper: slips with personal codes, the ballot in large print, the act of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings

from ortaq.kernel.clocks.rules import ZONE
from ortaq.kernel.documents.pdf import render
from ortaq.kernel.language.rules import LANGUAGES, Text
from ortaq.kernel.money.rules import number_text
from ortaq.procedures.ballots.rules.choices import KNAPSACK, POINTS
from ortaq.procedures.ballots.rules.codes import written

if TYPE_CHECKING:
    from ortaq.procedures.ballots.actions import Handed
    from ortaq.procedures.ballots.models import Election, PaperBatch
    from ortaq.procedures.ballots.queries.voting import Sheet


def code_slips(election: Election, handed: Sequence[Handed]) -> bytes:
    """The PDF of personal codes in Kazakh and Russian, large print, six on a page, each with its QR picture."""
    return render(
        "vote-codes",
        {
            **_frame(election),
            "closes_at": election.closes_at.astimezone(ZONE).strftime("%d.%m.%Y %H:%M"),
            "address": f"{settings.BASE_URL}/kk/votes/enter/".removeprefix("https://").removeprefix("http://"),
            "slips": [{"code": written(each.code), "place": each.number, "picture": _qr(each.code)} for each in handed],
        },
        language="kk",
    )


def _frame(election: Election) -> dict[str, Any]:
    return {
        "sender": election.body.name_kk if election.body else settings.BASE_URL,
        "number": election.number,
        "title_kk": election.title_kk,
        "title_ru": election.title_ru,
        "is_demo": election.is_demo,
    }


def _qr(code: str) -> str:
    picture = BytesIO()
    segno.make(f"{settings.BASE_URL}/v/{code}", error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return picture.getvalue().decode()


def paper_ballots(election: Election, sheets: Sequence[Sheet]) -> bytes:
    """The ballot on paper, large print, with the same numbers as on the screen; options in the order of their numbers."""
    return render(
        "vote-ballot",
        {
            **_frame(election),
            "papers": [
                {
                    "title_kk": sheet.title("kk"),
                    "title_ru": sheet.title("ru"),
                    "how_kk": _how(sheet).kk,
                    "how_ru": _how(sheet).ru,
                    "points": sheet.form.kind == POINTS,
                    "lines": [
                        {
                            "number": line.number,
                            "kk": line.title["kk"],
                            "ru": line.title["ru"],
                            "cost": number_text(line.cost, "kk"),
                        }
                        for line in sheet.paper.lines
                        if line.number not in sheet.withdrawn
                    ],
                }
                for sheet in sheets
            ],
        },
        language="kk",
    )


def _how(sheet: Sheet) -> Text:
    form = sheet.form
    if form.kind == POINTS:
        return Text(
            f"{form.points} ұпайыңызды жобаларға бөліңіз, ең көбі {form.most} жобаға.",
            f"Распределите {form.points} баллов, не больше чем на {form.most} проектов.",
            f"Divide your {form.points} points among up to {form.most} projects.",
        )
    if form.kind == KNAPSACK:
        money = {language: number_text(form.budget, language) for language in LANGUAGES}
        return Text(
            f"Белгілеген жобаларыңыз бірге {money['kk']} теңгеден аспасын.",
            f"Отмеченные проекты вместе не дороже {money['ru']} тенге.",
            f"The projects that you mark cost no more than {money['en']} tenge together.",
        )
    return Text(
        f"{form.minimum}–{form.most} жобаны белгілеңіз.",
        f"Отметьте проекты: от {form.minimum} до {form.most}.",
        f"Mark projects: from {form.minimum} to {form.most}.",
    )


def batch_act(election: Election, batch: PaperBatch) -> bytes:
    """The act of an accepted batch: counts and place, two who typed and the organiser sign. In Kazakh and Russian."""
    facts = (
        ("Дауыс беру / Голосование", f"{election.title_kk} / {election.title_ru}"),
        ("Дауыс беру орны / Место", f"{batch.place.name_kk} / {batch.place.name_ru}"),
        ("Бума / Пачка", f"№ {batch.number}"),
        ("Жәшіктен алынған парақ / Листов из урны", number_text(batch.sheets, "kk")),
        ("Жарамды / Действительных", number_text(batch.valid, "kk")),
        ("Бүлінген / Недействительных", number_text(batch.spoiled, "kk")),
        ("Екі енгізуде әртүрлі оқылған / Прочитаны по-разному", number_text(batch.differed, "kk")),
    )
    return render(
        "protocol",
        {
            "sender": election.body.name_kk if election.body else settings.BASE_URL,
            "number": election.number,
            "is_demo": election.is_demo,
            "heading": "Қағаз бюллетеньдер актісі / Акт о бумажных бюллетенях",
            "facts": [{"label": label, "value": value} for label, value in facts],
            "text": (
                "Әр парақты екі адам бір-біріне қарамай енгізді; айырмасын парақты қолға алып бірге шешті. Бюллетеньдер "
                "мөрленіп жәшікке салынды, енгізу жазбалары өшірілді.\n\n"
                "Каждый лист независимо ввели два человека; расхождения они разрешили вместе по листу. Бюллетени запечатаны "
                "и положены в урну, записи ввода удалены."
            ),
            "signatures": [
                "Бірінші енгізген / Первый ввод",
                "Екінші енгізген / Второй ввод",
                "Ұйымдастырушы / Организатор",
                "Байқаушы / Наблюдатель",
            ],
        },
        language="kk",
    )
