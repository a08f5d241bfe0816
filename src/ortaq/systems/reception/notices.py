"""Letters that carry a link to a new PIN: the link is made when the letter is sent, and lies in no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from ortaq.kernel.language.rules import Text
from ortaq.kernel.notices.rules import Wording
from ortaq.systems.reception.queries.own import appeal_of
from ortaq.systems.reception.queries.pins import joined_by_contact, link_token

if TYPE_CHECKING:
    from ortaq.kernel.events.models import Event

_NEW_PIN = Text("{}: жаңа PIN-код", "{}: новый PIN-код", "{}: a new PIN")
_JOIN = Text("{}: жолданымға қосылу", "{}: присоединение к обращению", "{}: joining the appeal")
_ASKED = Text(
    "Осы нөмірге жаңа PIN-код сұралды. Сілтемені ашып, түймені басыңыз: жаңа PIN-код бетте көрсетіледі. Сілтеме 24 сағат, бір рет қана жарайды. Оны алғанша ескі PIN-код өз күшінде.",
    "Для этого номера запрошен новый PIN-код. Откройте ссылку и нажмите кнопку: новый PIN-код будет показан на странице. Ссылка действует 24 часа и один раз. Пока вы его не взяли, действует прежний.",
    "A new PIN was asked for this number. Open the link and press the button: the page shows the new PIN. The link is good for 24 hours and once. Until you take it, the old PIN holds.",
)
_JOINS = Text(
    "Осы мекенжаймен жолданымға қосылу сұралды. Сілтемені ашып, түймені басқанда ғана қосыласыз: бет нөмір мен PIN-кодты көрсетеді. Сілтеме 24 сағат, бір рет қана жарайды.",
    "С этим контактом попросили присоединиться к обращению. Вы присоединитесь, только когда откроете ссылку и нажмёте кнопку: страница покажет номер и PIN-код. Ссылка действует 24 часа и один раз.",
    "Somebody asked to join the appeal with this contact. You join only by opening the link and pressing the button: the page shows number and PIN. The link is good for 24 hours and once.",
)
_JOINED = Text(
    "Сіз бұл жолданымға бұрын қосылғансыз, PIN-кодыңыз өз күшінде. Жоғалтсаңыз, сілтеме жаңасын береді: 24 сағат, бір рет қана жарайды.",
    "Вы уже присоединились к этому обращению, ваш PIN-код действует. Если вы его потеряли, ссылка даст новый: она действует 24 часа и один раз.",
    "You had joined this appeal before, and your PIN holds. If you lost it, the link gives a new one: it is good for 24 hours and once.",
)
_OTHERWISE = Text(
    "Мұны сіз сұрамасаңыз, ештеңе істемеңіз: ештеңе өзгермейді.",
    "Если это были не вы, ничего не делайте: ничего не изменится.",
    "If it wasn't you, do nothing: nothing changes.",
)


def _words(event: Event, language: str, subject: Text, line: Text, person_id: int) -> Wording:
    path = reverse("reception:take_pin", args=[link_token(appeal_of(event.record_id), person_id)])
    return Wording(
        subject.in_language(language).format(event.record.number),
        (line.in_language(language),),
        _OTHERWISE.in_language(language),
        f"{settings.BASE_URL}{path}",
    )


def pin_words(event: Event, language: str, because: str) -> Wording:
    """The letter to who lost a PIN."""
    return _words(event, language, _NEW_PIN, _ASKED, event.data["person"])


def join_words(event: Event, language: str, because: str) -> Wording:
    """The letter to who wants to join; who had joined with the same contact is told so."""
    before = joined_by_contact(appeal_of(event.record_id), event.data["person"])
    return _words(event, language, _JOIN, _JOINED if before else _JOINS, before or event.data["person"])
