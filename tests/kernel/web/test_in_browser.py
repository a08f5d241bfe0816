"""The frame in Chromium: accessibility, keyboard, reading aloud."""

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_axe_finds_nothing_on_the_page_of_components(phone: Any, assert_accessible: Any, language: str) -> None:
    page = phone
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"/{language}/design/")
    assert_accessible(page)
    with page.expect_navigation():
        page.locator("form[method=post] button[type=submit]").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert_accessible(page)
    assert problems == []


def test_axe_finds_nothing_in_high_contrast_and_large_text(
    phone: Any, assert_accessible: Any, live_server: Any
) -> None:
    for cookie in ("100.more", "150.normal", "150.more"):
        phone.context.add_cookies([{"name": "view", "value": cookie, "url": live_server.url}])
        phone.goto("/kk/design/")
        assert_accessible(phone)


def test_axe_finds_nothing_on_small_pages(phone: Any, assert_accessible: Any) -> None:
    for path in ("/kk/view/", "/ru/nothing/"):
        phone.goto(path)
        assert_accessible(phone)
    phone.emulate_media(media="print")
    assert phone.locator(".ortaq-navigation, .ortaq-languages, .ortaq-aloud, .ortaq-footer").count() >= 3
    for gone in (".ortaq-navigation", ".ortaq-languages", ".ortaq-aloud", ".ortaq-footer"):
        expect(phone.locator(f"{gone}:visible"), "paper has no use for it").to_have_count(0)
    expect(phone.locator("main h1")).to_be_visible()


def test_the_page_works_by_keyboard_alone(new_page: Any) -> None:
    page = new_page(width=1280)
    page.goto("/kk/design/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        name = page.evaluate("document.activeElement.name || document.activeElement.getAttribute('href') || ''")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); const l = document.activeElement.nextElementSibling;"
            " return s.outlineStyle !== 'none' || (l && getComputedStyle(l, '::before').outlineStyle !== 'none'); })()"
        )
        assert outline, name
        seen.add(name)
    assert {"name", "text", "kind", "file", "password", "consent"} <= seen


def test_the_look_changes_at_once_and_stays(new_page: Any) -> None:
    page = new_page(width=360)
    page.goto("/kk/view/")
    page.locator(".ortaq-view [data-size='150']").click()
    page.locator(".ortaq-view [data-contrast]").click()
    expect(page.locator("html")).to_have_class("text-150 contrast")
    page.reload()
    expect(page.locator("html")).to_have_class("text-150 contrast")


def test_without_javascript_nothing_dead_is_shown(new_page: Any) -> None:
    page = new_page(width=360, javascript=False)
    page.goto("/kk/design/")
    assert not page.locator(".ortaq-aloud").is_visible()
    assert not page.locator(".ortaq-view").is_visible()
    assert not page.locator("[data-reveals]").is_visible()
    assert not page.locator(".ortaq-account__view").is_visible()
    page.locator(".ortaq-header__menu").click()
    expect(page.locator(".ortaq-account__view")).to_be_visible()
    expect(page.locator(".ortaq-navigation").first).to_be_visible()


def test_on_a_narrow_screen_the_menus_are_folded_away_and_opened_by_keyboard(new_page: Any) -> None:
    page = new_page(width=360)
    page.goto("/kk/design/")
    menu, navigation = page.locator(".ortaq-header__menu"), page.locator(".ortaq-navigation").first
    expect(navigation).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(navigation).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(navigation).to_be_hidden()
    expect(menu).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(navigation).to_be_visible()
    expect(menu).to_be_hidden()


LINES_OF_A_NUMBER = """() => {
  const text = [...document.querySelectorAll("main label")].flatMap((label) => {
    const all = document.createTreeWalker(label, NodeFilter.SHOW_TEXT), found = [];
    while (all.nextNode()) if (all.currentNode.textContent.includes("AP-2026-000123")) found.push(all.currentNode);
    return found;
  })[0];
  const range = document.createRange();
  range.setStart(text, text.textContent.indexOf("AP-2026-000123"));
  range.setEnd(text, text.textContent.indexOf("AP-2026-000123") + 14);
  return new Set([...range.getClientRects()].filter((box) => box.width).map((box) => Math.round(box.top))).size;
}"""


def test_a_number_is_never_broken_at_its_hyphens(new_page: Any) -> None:
    page = new_page(width=280)
    page.goto("/ru/")
    for width in range(280, 480, 8):  # wherever the line happens to end
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(LINES_OF_A_NUMBER) == 1, width


def test_reading_aloud_goes_below_a_way_back_that_leaves_it_no_room(new_page: Any) -> None:
    page = new_page(width=320)
    page.goto("/ru/design/")
    top = page.locator(".ortaq-top > nav")
    top.evaluate("nav => { nav.className = ''; nav.innerHTML = '<a class=\"govuk-back-link\" href=\"/\"></a>'; }")
    for words in ("Назад", "Мероприятия для социальных предпринимателей", "Мероприятия для нас и вас всех тут"):
        top.evaluate("(nav, words) => { nav.firstChild.textContent = words; }", words)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, words


def test_characters_left_are_counted_as_the_server_counts(new_page: Any) -> None:
    page = new_page(width=360)
    page.goto("/ru/design/")
    page.fill("#id_text", "а\nб😀")
    expect(page.locator(".ortaq-characters__message")).to_have_text("осталось знаков: 195")
    page.fill("#id_text", "ә" * 203)
    expect(page.locator(".ortaq-characters__message")).to_have_text("лишних знаков: 3")


SAID = [
    ("814,8 млн ₸", "kk", "сегіз жүз он төрт бүтін оннан сегіз миллион теңге"),
    ("814 800 000 ₸", "kk", "сегіз жүз он төрт миллион сегіз жүз мың теңге"),
    ("2018 ж. 22 тамыз", "kk", "екі мың он сегізінші жыл жиырма екінші тамыз"),
    (
        "ҮЕҰ-ның МӘТ жобасы, ҚР",
        "kk",
        "үкіметтік емес ұйымның мемлекеттік әлеуметтік тапсырыс жобасы, Қазақстан Республикасы",
    ),
    ("66,3 %", "kk", "алпыс алты бүтін оннан үш пайыз"),
    ("1000; 0; 101-ші", "kk", "бір мың; нөл; жүз бірінші"),
    ("1,2 млрд ₸", "ru", "1,2 миллиардов тенге"),
    ("5 % of NGOs", "en", "5 per cent of non-governmental organisations"),
]


def test_text_is_prepared_for_the_voice(new_page: Any) -> None:
    page = new_page(width=360)
    page.goto("/kk/view/")
    for text, language, said in SAID:
        heard = page.evaluate(
            "async ([t, l]) => (await import('/static/ortaq/spoken.js')).spoken(t, l)", [text, language]
        )
        assert heard == said, text
    parts = page.evaluate(
        "async (t) => (await import('/static/ortaq/spoken.js')).pieces(t, 60)", "Бірінші сөйлем бар. " * 9 + "Ұ" * 150
    )
    assert all(len(part) <= 60 for part in parts)
    assert "".join(parts).replace(" ", "") == ("Біріншісөйлембар." * 9 + "Ұ" * 150)


def test_reading_aloud_starts_pauses_and_stops_by_keyboard(new_page: Any) -> None:
    """The device's voice is a stand-in that never ends; what is heard is collected."""
    page = new_page(width=1280)
    page.add_init_script(
        """
        window.heard = [];
        const voice = { lang: "kk-KZ", localService: true, name: "stand-in" };
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
        Object.defineProperty(window, "speechSynthesis", { value: {
          getVoices: () => [voice], addEventListener() {}, pause() { window.heard.push("(pause)"); }, resume() { window.heard.push("(resume)"); },
          cancel() { window.heard.push("(cancel)"); }, speak(u) { window.heard.push(u.text); if (window.heard.length < 2) setTimeout(() => u.onend(), 10); } } });
        """
    )
    page.goto("/kk/view/")
    page.keyboard.press("Alt+Shift+KeyR")
    expect(page.locator(".ortaq-spoken")).to_have_text("Мәтін өлшемі")
    assert page.evaluate("window.heard") == ["Беттің көрінісі", "Мәтін өлшемі"]
    page.keyboard.press("Alt+Shift+KeyR")
    page.wait_for_function("window.heard.at(-1) === '(pause)'")
    page.locator("[data-do=start]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("window.heard.at(-1) === '(resume)'")
    expect(page.locator("[data-do=pause]")).to_be_focused()
    page.locator("[data-do=stop]").focus()
    page.keyboard.press("Space")
    page.wait_for_function("window.heard.at(-1) === '(cancel)'")
    expect(page.locator(".ortaq-spoken")).to_have_count(0)
    expect(page.locator("[data-do=start]")).to_be_focused()


def test_where_nothing_speaks_the_language_the_reader_is_told(new_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ortaq.kernel.web import views

    monkeypatch.setattr(views, "engine", lambda: None)
    page = new_page(width=360)
    page.goto("/kk/view/")
    page.locator("[data-do=start]").click()
    expect(page.locator(".ortaq-aloud__message")).to_contain_text("дауысы жоқ")


def test_where_the_device_has_no_voice_the_server_speaks(
    new_page: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    from ortaq.kernel.web import speech, views

    class Silence:
        name, languages = "silence", ("kk",)

        def speak(self, text: str, language: str) -> bytes:
            return b"RIFF"

    settings.VAR = tmp_path
    for module in (speech, views):
        monkeypatch.setattr(module, "engine", Silence)
    page = new_page(width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if "/speech/" in request.url else None)
    page.goto("/kk/view/")
    page.locator("[data-do=start]").click()
    page.wait_for_selector("[data-do=start]", state="visible")
    assert asked[0] == "GET" and asked.count("POST") >= 5


def test_a_page_with_everything_weighs_less_than_100_kilobytes(new_page: Any) -> None:
    page = new_page(width=360)
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto("/kk/design/")
    page.wait_for_load_state("networkidle")
    import gzip

    total = 0
    for url, size in sizes.items():
        is_font = url.endswith(".woff2")
        total += size if is_font else size // 4 if not url.endswith((".css", ".js")) else 0
        if url.endswith((".css", ".js")):
            total += len(gzip.compress(page.request.get(url).body(), 9))
    fonts = sorted(url.rsplit("golos-", 1)[1] for url in sizes if url.endswith(".woff2"))
    assert fonts == ["cyrillic.woff2", "kazakh.woff2", "latin.woff2", "tenge.woff2"]
    assert total <= 100_000
