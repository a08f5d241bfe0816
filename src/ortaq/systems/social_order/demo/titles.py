"""Titles of the demonstration plan: made up after what such projects are usually called, in three languages."""

Title = tuple[str, str, str]
"""Kazakh, Russian, English."""

NAMED: tuple[tuple[Title, str], ...] = (
    (
        (
            "Адам саудасының алдын алу орталығының қызметін ұйымдастыру",
            "Организация работы центра по предупреждению торговли людьми",
            "Running the centre against human trafficking",
        ),
        "rights",
    ),
    (
        (
            "Саясаткер әйелдер клубының жұмысын жүргізу",
            "Ведение работы клуба женщин-политиков",
            "Running the women politicians’ club",
        ),
        "family",
    ),
    (
        (
            "Жамбыл облысында этносаралық және конфессияаралық қатынастарды зерттеу қызметін ұйымдастыру",
            "Организация исследования межэтнических и межконфессиональных отношений в Жамбылской области",
            "Research of interethnic and interconfessional relations in Zhambyl region",
        ),
        "accord",
    ),
    (
        (
            "Ардагерлер ұйымдарына қолдау көрсету орталығының қызметін ұйымдастыру",
            "Организация работы центра поддержки ветеранских организаций",
            "Running the support centre for veterans’ organisations",
        ),
        "civil-society",
    ),
    (
        (
            "Әлеуметтік саладағы өзекті мәселелерді анықтау және зерттеу қызметін ұйымдастыру",
            "Организация выявления и исследования актуальных вопросов социальной сферы",
            "Finding and researching topical questions of the social sphere",
        ),
        "civil-society",
    ),
    (
        (
            "Азаматтық орталықтың қызметін ұйымдастыру",
            "Организация работы Гражданского центра",
            "Running the Civic Center",
        ),
        "civil-society",
    ),
)
"""The six long-term projects that the article names (since 2017); the last is the Civic Center with its own sum."""

INTERNAL: tuple[tuple[Title, str], ...] = (
    (("Отбасы институтын қолдау", "Поддержка института семьи", "Support of the family institute"), "family"),
    (("Тегін заңгерлік көмек көрсету", "Бесплатная юридическая помощь", "Free legal aid"), "rights"),
    (("Дауды сотсыз шешу: медиация", "Внесудебное решение споров: медиация", "Mediation of disputes"), "rights"),
    (
        (
            "Этникалық қазақтарды қоғамға бейімдеу",
            "Интеграция этнических казахов в общество",
            "Integration of ethnic Kazakhs",
        ),
        "accord",
    ),
    (
        (
            "Сыбайлас жемқорлыққа қарсы иммунитет қалыптастыру",
            "Формирование антикоррупционного иммунитета",
            "Forming anti-corruption immunity",
        ),
        "rights",
    ),
    (
        (
            "Әлеуметтік кәсіпкерлікті дамыту іс-шаралары",
            "Мероприятия по развитию социального предпринимательства",
            "Events for the development of social entrepreneurship",
        ),
        "employment",
    ),
    (("«Интернет-қабылдау» жобасы", "Проект «Интернет-приёмная»", "The Internet-reception project"), "civil-society"),
    (
        (
            "Қоғамдық кеңестердің сайттарын жүргізу",
            "Ведение сайтов общественных советов",
            "Keeping the sites of the public councils",
        ),
        "civil-society",
    ),
    (("Еріктілер қозғалысын қолдау", "Поддержка волонтёрского движения", "Support of volunteering"), "volunteering"),
    (
        (
            "Ауыл жастарының бастамаларын қолдау",
            "Поддержка инициатив сельской молодёжи",
            "Support of rural youth’s initiatives",
        ),
        "youth",
    ),
)

CARE: tuple[tuple[Title, str], ...] = (
    (
        (
            "Үйде арнаулы әлеуметтік қызмет көрсету",
            "Специальные социальные услуги на дому",
            "Special social services at home",
        ),
        "vulnerable",
    ),
    (("Күндізгі болу орталығы", "Центр дневного пребывания", "Day-care centre"), "vulnerable"),
    (
        ("Ымдау тілі маманының көмегі", "Помощь специалиста жестового языка", "Help of sign-language specialists"),
        "vulnerable",
    ),
    (("Жеке көмекші қызметі", "Услуги индивидуального помощника", "Services of a personal assistant"), "vulnerable"),
    (
        (
            "Тұрмыстық зорлықтан зардап шеккендерге көмек",
            "Помощь пострадавшим от бытового насилия",
            "Help after domestic violence",
        ),
        "hardship",
    ),
    (
        (
            "Белгілі тұрағы жоқ адамдарға көмек",
            "Помощь людям без определённого места жительства",
            "Help to homeless people",
        ),
        "hardship",
    ),
    (("Көпбалалы отбасыларды сүйемелдеу", "Сопровождение многодетных семей", "Accompanying large families"), "orphans"),
    (("Жұмыссыздарды қайта оқыту", "Переобучение безработных", "Retraining of unemployed people"), "employment"),
    (
        (
            "Мүгедектігі бар балаларды оңалту",
            "Реабилитация детей с инвалидностью",
            "Rehabilitation of children with disabilities",
        ),
        "vulnerable",
    ),
    (
        ("Жалғызбасты қарттарға қолдау", "Поддержка одиноких пожилых людей", "Support of lonely older people"),
        "vulnerable",
    ),
)

COMMUNITY: tuple[tuple[Title, str], ...] = (
    (("Жастардың бос уақытын ұйымдастыру", "Организация досуга молодёжи", "Leisure of young people"), "youth"),
    (("Аула клубтары", "Дворовые клубы", "Courtyard clubs"), "youth"),
    (("Нашақорлықтың алдын алу", "Профилактика наркомании", "Prevention of drug addiction"), "health"),
    (("Аналар мектебі", "Школа матерей", "School of mothers"), "family"),
    (("Ауыл тарихын жинау", "Собирание истории села", "Collecting the history of villages"), "heritage"),
    (("Көгалдандыруға еріктілер", "Волонтёры озеленения", "Volunteers of greening"), "environment"),
    (("Құқықтық сауат ашу", "Правовое просвещение", "Legal education"), "rights"),
    (
        (
            "Мемлекеттік қызмет сапасының мониторингі",
            "Мониторинг качества государственных услуг",
            "Monitoring of public services",
        ),
        "monitoring",
    ),
)

DEPARTMENTS: dict[str, tuple[str, tuple[Title, ...]]] = {
    "education": (
        "education",
        (
            ("Оқушыларға қосымша білім беру", "Дополнительное образование школьников", "Further education of pupils"),
            ("Ерекше балаларды оқыту", "Обучение особенных детей", "Teaching of children with special needs"),
            ("Ата-аналар академиясы", "Академия родителей", "Parents’ academy"),
            ("Кәсіптік бағдар беру", "Профессиональная ориентация", "Choice of a profession"),
        ),
    ),
    "health": (
        "health",
        (
            ("Салауатты өмір салты мектебі", "Школа здорового образа жизни", "School of a healthy way of life"),
            (
                "Туберкулезден емделушілерді қолдау",
                "Поддержка больных туберкулёзом",
                "Support of tuberculosis patients",
            ),
            ("АИТВ алдын алу", "Профилактика ВИЧ", "Prevention of HIV"),
            ("Паллиативтік көмек", "Паллиативная помощь", "Palliative care"),
        ),
    ),
    "nature": (
        "environment",
        (
            ("Экологиялық ағарту", "Экологическое просвещение", "Ecological education"),
            ("Қалдықты бөлек жинау", "Раздельный сбор отходов", "Separate collection of waste"),
            ("Ағаш отырғызу", "Посадка деревьев", "Planting of trees"),
            ("Су көздерін тазалау", "Очистка водоёмов", "Cleaning of waters"),
        ),
    ),
    "culture": (
        "culture",
        (
            ("Халық шеберлерінің мектебі", "Школа народных мастеров", "School of folk masters"),
            ("Кітапханалық оқулар", "Библиотечные чтения", "Readings in libraries"),
            ("Музыкалық мұраны насихаттау", "Популяризация музыкального наследия", "Making musical heritage known"),
            ("Тарихи ескерткіштерді күту", "Уход за памятниками истории", "Care of monuments"),
        ),
    ),
    "sport": (
        "education",
        (
            ("Ұлттық ойындар үйірмесі", "Секции национальных игр", "Circles of national games"),
            ("Мүгедектігі бар адамдар спорты", "Спорт людей с инвалидностью", "Sport of people with disabilities"),
            ("Бұқаралық жүгіру", "Массовые забеги", "Runs for everybody"),
            ("Аулалық спорт", "Дворовый спорт", "Courtyard sport"),
        ),
    ),
}
"""By department of the region: the sphere, and what its projects are about."""

AUDIENCES: tuple[Title, ...] = (
    ("ауыл тұрғындарына", "для жителей сёл", "for rural people"),
    ("қала тұрғындарына", "для жителей города", "for townspeople"),
)
