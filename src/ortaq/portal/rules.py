"""The help pages in three languages: what citizens are told of the law, of their data, of accessibility and of sources.

Norms: APPC (Administrative Procedural and Process-Related Code) articles 62–65, 76, 80, 91, 100; Law No 94-V of 21.05.2013
on personal data, articles 7, 8, 24; Law No 401-V of 16.11.2015 on access to information. Pure text: no Django here.
"""

from dataclasses import dataclass

from ortaq.kernel.language.rules import Text


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a page and its paragraphs."""

    title: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the help; ``slug`` is its address."""

    slug: str
    title: Text
    lead: Text
    sections: tuple[Section, ...]


HOW = Page(
    "how",
    Text("Жолданымды қалай жазуға болады", "Как написать обращение", "How to write an appeal"),
    Text(
        "Төрт қадам, бес минуттай уақыт. Тіркелгі керек емес.",
        "Четыре шага, минут пять. Учётная запись не нужна.",
        "Four steps, about five minutes. No account is needed.",
    ),
    (
        Section(
            Text("Төрт қадам", "Четыре шага", "Four steps"),
            (
                Text(
                    "1. Не болғанын және не сұрайтыныңызды жазыңыз. Заң тілін білу міндетті емес.",
                    "1. Напишите, что случилось и о чём вы просите. Знать язык законов не нужно.",
                    "1. Write what has happened and what you ask for. You need not know the language of the law.",
                ),
                Text(
                    "2. Қай жерде екенін және неге қатысты екенін таңдаңыз: бағдарлама санатты мәтініңіз бойынша ұсынады.",
                    "2. Выберите, где это и к чему относится: программа предложит категорию по вашему тексту.",
                    "2. Choose where it is and what it concerns: the program suggests a category from your text.",
                ),
                Text(
                    "3. Құзыретті орган ұсынылады. Атыңызды және жауап келетін байланысты қалдырыңыз.",
                    "3. Вам предложат компетентный орган. Оставьте имя и контакт для ответа.",
                    "3. The competent body is suggested. Leave your name and a contact for the answer.",
                ),
                Text(
                    "4. Тексеріп, жіберіңіз. Нөмір мен PIN бірден беріледі: солар арқылы әр қадамды көресіз.",
                    "4. Проверьте и отправьте. Номер и PIN-код вы получите сразу: по ним виден каждый шаг.",
                    "4. Check and send. You get a number and a PIN at once: with them you see every step.",
                ),
            ),
        ),
        Section(
            Text("Интернетсіз", "Без интернета", "Without the Internet"),
            (
                Text(
                    "Органға барып немесе қоңырау шалып та айтуға болады: оператор жолданымды енгізіп, сол нөмірді береді.",
                    "Можно прийти в орган или позвонить: оператор внесёт обращение и даст такой же номер.",
                    "You can also come to the body or call: an operator enters the appeal and gives you the same number.",
                ),
            ),
        ),
    ),
)

LAW = Page(
    "law",
    Text("Заң және мерзімдер", "Закон и сроки", "Law and terms"),
    Text(
        "Жолданымдар Әкімшілік рәсімдік-процестік кодекс (ӘРПК) бойынша қаралады.",
        "Обращения рассматривают по Административному процедурно-процессуальному кодексу (АППК).",
        "Appeals are considered under the Administrative Procedural and Process-Related Code (APPC).",
    ),
    (
        Section(
            Text("Мерзімдер", "Сроки", "Terms"),
            (
                Text(
                    "Тіркеу — түскен күні, жұмыс уақытынан кейін түссе — келесі жұмыс күні (ӘРПК 64-бап).",
                    "Регистрация — в день поступления, после рабочего времени — на следующий рабочий день (статья 64 АППК).",
                    "Registration: on the day of receipt, or on the next working day when it came after hours (APPC, article 64).",
                ),
                Text(
                    "Құзыретіне жатпаса, орган оны 3 жұмыс күні ішінде құзыретті органға жібереді (65-бап).",
                    "Если вопрос не их, орган в течение 3 рабочих дней перенаправит его компетентному (статья 65).",
                    "If it isn't theirs, the body forwards it to the competent one within 3 working days (article 65).",
                ),
                Text(
                    "Жауап — тіркелгеннен кейін 15 жұмыс күні ішінде; мерзім себебі көрсетіліп ұзартылуы мүмкін (76-бап).",
                    "Ответ — в течение 15 рабочих дней после регистрации; срок могут продлить, указав причину (статья 76).",
                    "The answer: within 15 working days after registration; the term can be extended with reasons (article 76).",
                ),
                Text(
                    "Мерзімінде шешім болмаса, бұл бас тарту деп саналады және шағымдануға болады (91-бап).",
                    "Если решения в срок нет, это считается отказом, и его можно обжаловать (статья 91).",
                    "No decision in time is deemed a refusal, and you may complain (article 91).",
                ),
            ),
        ),
        Section(
            Text("Шағым", "Жалоба", "Complaint"),
            (
                Text(
                    "Шағым сол орган арқылы жоғары тұрған органға беріледі; орган оны 3 жұмыс күні ішінде жібереді. "
                    "Жоғары тұрған орган 20 жұмыс күні ішінде шешеді. Одан кейін сотқа жүгінуге болады.",
                    "Жалобу подают через тот же орган в вышестоящий; он обязан переслать её за 3 рабочих дня. "
                    "Вышестоящий орган решает в течение 20 рабочих дней. После этого можно обратиться в суд.",
                    "A complaint goes through the same body to the superior one and must be sent on within 3 working days. "
                    "The superior body decides within 20 working days. After that you may go to court.",
                ),
            ),
        ),
        Section(
            Text("eOtinish", "eOtinish", "eOtinish"),
            (
                Text(
                    "Ortaq ұлттық eOtinish жүйесін алмастырмайды: қайсысы ыңғайлы болса, соны пайдаланыңыз. Заң мерзімдері бірдей.",
                    "Ortaq не заменяет национальную систему eOtinish: пользуйтесь той, которая удобнее. Сроки по закону одинаковы.",
                    "Ortaq does not replace the national system eOtinish: use whichever suits you. The law's terms are the same.",
                ),
            ),
        ),
    ),
)

PRIVACY = Page(
    "privacy",
    Text("Қандай деректерді сақтаймыз", "Какие данные мы храним", "What data we keep"),
    Text(
        "Адамдар туралы — барынша аз және жабық. Органдар мен ақша туралы — бәрі ашық.",
        "О людях — как можно меньше и закрыто. Об органах и деньгах — всё открыто.",
        "About people: as little as possible, and closed. About bodies and money: everything, in the open.",
    ),
    (
        Section(
            Text("Не және не үшін", "Что и для чего", "What, and what for"),
            (
                Text(
                    "Атыңыз, байланысыңыз, қалауыңызша ЖСН, жолданымның мәтіні мен тіркелген файлдар — жолданымды қарап, сізге жауап беру үшін. "
                    "Байланыстар мен ЖСН шифрланып сақталады.",
                    "Имя, контакты, ИИН по вашему желанию, текст обращения и приложения — чтобы рассмотреть обращение и ответить вам. "
                    "Контакты и ИИН хранятся в зашифрованном виде.",
                    "Your name and contacts, the IIN if you wish, the text of the appeal and its attachments: to consider the appeal and answer you. "
                    "Contacts and IIN are kept encrypted.",
                ),
                Text(
                    "Оларды жолданымды қарайтын орган ғана көреді. Әр оқиға журналға жазылады, журналда дербес дерек жоқ.",
                    "Их видит только орган, который рассматривает обращение. Каждое действие попадает в журнал, персональных данных в журнале нет.",
                    "Only the body that considers the appeal sees them. Every deed is written to a log; the log holds no personal data.",
                ),
            ),
        ),
        Section(
            Text("Жариялау", "Публикация", "Publication"),
            (
                Text(
                    "Жолданым тек сіздің келісіміңізбен жарияланады, алдымен қызметкер дербес деректерді алып тастайды. "
                    "Келісімді жолданымның бетінде кез келген уақытта қайтарып аласыз — жарияланған нұсқа бірден алынады.",
                    "Обращение публикуют только с вашего согласия, сначала сотрудник убирает персональные данные. "
                    "Согласие можно отозвать на странице обращения в любое время — публикацию снимут сразу.",
                    "An appeal is published only with your consent, after a person has taken out personal data. "
                    "You can withdraw the consent on the page of the appeal at any time: it is taken down at once.",
                ),
            ),
        ),
        Section(
            Text("Құқықтарыңыз", "Ваши права", "Your rights"),
            (
                Text(
                    "Өзіңіз туралы деректерді алуға, түзетуге және заң сақтауды талап етпейтіндерін жоюға құқығыңыз бар "
                    "(«Дербес деректер және оларды қорғау туралы» заң, 24-бап). Тіркелгіңіз болса, бұл «Менің тіркелгім» бетінде жасалады.",
                    "Вы вправе получить данные о себе, исправить их и удалить то, что закон не велит хранить "
                    "(закон «О персональных данных и их защите», статья 24). С учётной записью это делается на странице «Моя учётная запись».",
                    "You may get the data about you, correct them, and delete what the law doesn't demand to keep "
                    "(law on personal data and their protection, article 24). With an account you do this on the page “My account”.",
                ),
            ),
        ),
        Section(
            Text("Құрылғыңызда", "На вашем устройстве", "On your device"),
            (
                Text(
                    "Тек қажетті cookie: сеанс және форманы қорғау. Жарнама, бөгде санауыштар, бақылау жоқ.",
                    "Только необходимые cookie: сеанс и защита форм. Ни рекламы, ни чужих счётчиков, ни слежки.",
                    "Only the cookies that are needed: the session and the protection of forms. No advertising, no foreign counters, no tracking.",
                ),
            ),
        ),
    ),
)

ACCESSIBILITY = Page(
    "accessibility",
    Text("Қолжетімділік", "Доступность", "Accessibility"),
    Text(
        "Бұл сайтты әркім пайдалана алуы керек: нашар көретін, естімейтін, тінтуірсіз жұмыс істейтін, интернеті баяу адамдар да.",
        "Этим сайтом должен пользоваться каждый: и тот, кто плохо видит, не слышит, работает без мыши или с медленным интернетом.",
        "Everybody should be able to use this site: whoever sees badly, doesn't hear, works without a mouse or on a slow network.",
    ),
    (
        Section(
            Text("Не істелді", "Что сделано", "What is done"),
            (
                Text(
                    "Мақсат — WCAG 2.2, AA деңгейі. Азаматтардың беттері әр өзгерістен кейін автоматты түрде тексеріледі; мұндай тексеру адам тексеруін алмастырмайды.",
                    "Цель — WCAG 2.2, уровень AA. Страницы граждан проверяются автоматически при каждом изменении; такая проверка не заменяет проверку людьми.",
                    "The aim is WCAG 2.2, level AA. The citizens' pages are checked automatically at every change; such a check doesn't replace one by people.",
                ),
                Text(
                    "Бәрін пернетақтамен және JavaScript-сіз жасауға болады. Мәтінді үлкейтуге, жоғары контраст қосуға, бетті дауыстап оқытуға болады.",
                    "Всё можно сделать с клавиатуры и без JavaScript. Можно увеличить текст, включить высокий контраст, послушать страницу вслух.",
                    "Everything can be done by keyboard and without JavaScript. Text can be made larger, contrast higher, and pages are read aloud.",
                ),
            ),
        ),
        Section(
            Text("Бірдеңе кедергі болса", "Если что-то мешает", "If something is in your way"),
            (
                Text(
                    "Осы жерден жолданым жазыңыз немесе органға қоңырау шалыңыз: оператор сіз үшін бәрін енгізеді.",
                    "Напишите обращение здесь или позвоните в орган: оператор внесёт всё за вас.",
                    "Write an appeal here or call the body: an operator enters everything for you.",
                ),
            ),
        ),
    ),
)

ABOUT = Page(
    "about",
    Text("Ortaq туралы", "Об Ortaq", "About Ortaq"),
    Text(
        "Ortaq — мемлекеттік органдардың, ҮЕҰ-ның, бизнестің және азаматтардың ашық бірлескен жұмысы.",
        "Ortaq — открытая совместная работа государственных органов, НПО, бизнеса и граждан.",
        "Ortaq is the open work together of state bodies, NGOs, businesses and citizens.",
    ),
    (
        Section(
            Text("Сандар қайдан алынады", "Откуда цифры", "Where the figures come from"),
            (
                Text(
                    "Үлестер, қосындылар мен орташа мәндер жазбалардан есептеледі, қолмен терілмейді. Жарияланған санның дереккөзі жанында тұрады, "
                    "өзіне қайшы келсе, солай көрсетіледі.",
                    "Доли, суммы и средние считаются из записей, их не вводят вручную. У опубликованных цифр рядом указан источник, "
                    "а если цифра противоречит сама себе, это показано.",
                    "Shares, sums and averages are computed from records, never typed. A published figure stands with its source, "
                    "and where it contradicts itself, that is shown.",
                ),
            ),
        ),
        Section(
            Text("Ашық код", "Открытый код", "Open source"),
            (
                Text(
                    "Бағдарлама ашық лицензиямен таратылады: оны кез келген өңір тексере, орната және жақсарта алады.",
                    "Программа распространяется по открытой лицензии: любой регион может проверить её, установить и улучшить.",
                    "The program is under an open licence: any region can check it, install it and make it better.",
                ),
            ),
        ),
    ),
)

DATA = Page(
    "data",
    Text("Ашық деректер", "Открытые данные", "Open data"),
    Text(
        "Жарияланғанның бәрін машина да оқи алады: тіркелгісіз, кілтсіз, тегін.",
        "Всё опубликованное можно прочитать и машиной: без учётной записи, без ключа, бесплатно.",
        "All that is published can be read by machines too: without an account, without a key, free of charge.",
    ),
    (),
)

PAGES = {page.slug: page for page in (HOW, LAW, PRIVACY, ACCESSIBILITY, ABOUT, DATA)}
