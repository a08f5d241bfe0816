"""The whole path of a fair on a phone: once by keyboard alone, once without JavaScript.

An NGO's project, the organiser's check, a citizen's question, a sponsor's offer, talks, a memorandum of both, a gift, the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.systems.fairs.test_fairs_in_browser import opened, plain_settings  # noqa: F401

from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import Fair, Memorandum, Need, Pledge, Question, ShowcaseProject

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MOST_TABS = 200

BETWEEN = """selector => {
    const stops = [...document.querySelectorAll('a[href], button, select, textarea, input:not([type=radio], [type=hidden])')]
        .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true}));
    const here = document.activeElement;
    const following = stops.filter(each => here === document.body || here.compareDocumentPosition(each) & 4);
    return Math.max(0, following.findIndex(each => each.matches(selector)));
}"""
"""Stops of Tab that surely lie before an element, so that not each of them has to be looked at."""


@dataclass
class Hands:
    """How somebody works a page: by keys alone, or by pointing where there is no JavaScript."""

    page: Page
    by_keys: bool

    def reach(self, selector: str) -> None:
        """Goes by Tab to what *selector* names."""
        for _ in range(self.page.evaluate(BETWEEN, selector)):
            self.page.keyboard.press("Tab")
        for _ in range(MOST_TABS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} isn't reached by Tab on {self.page.url}")

    def fill(self, selector: str, text: str) -> None:
        """Writes *text* into a field."""
        if not self.by_keys:
            self.page.fill(selector, text)
            return
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, selector: str, value: str) -> None:
        """Chooses *value* in a list."""
        if not self.by_keys:
            self.page.select_option(selector, value)
            return
        self.reach(selector)
        self.page.keyboard.press("Home")
        for _ in range(MOST_TABS):
            if self.page.input_value(selector) == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} isn't in {selector}")

    def tick(self, selector: str) -> None:
        """Chooses a box or a round button."""
        if self.by_keys:
            self.reach(selector)
            self.page.keyboard.press("Space")
        else:
            self.page.check(selector)

    def attach(self, selector: str, file: Path) -> None:
        """Chooses a file; the window in which it is chosen is the system's own."""
        if self.by_keys:
            self.reach(selector)
        self.page.set_input_files(selector, file)

    def follow(self, selector: str) -> None:
        """Presses a link or a button that opens another page."""
        with self.page.expect_navigation():
            if self.by_keys:
                self.reach(selector)
                self.page.keyboard.press("Enter")
            else:
                self.page.click(selector)

    def unfold(self, selector: str) -> None:
        """Opens the part that holds *selector*, where it is folded."""
        summary = f"details:not([open]):has({selector}) > summary"
        if self.page.locator(summary).count():
            if self.by_keys:
                self.reach(summary)
                self.page.keyboard.press("Enter")
            else:
                self.page.click(summary)

    def send(self, address: str) -> None:
        """Sends the form whose address ends so."""
        self.unfold(f'form[action$="{address}"]')
        self.follow(f'form[action$="{address}"] button')


@pytest.fixture
def now_fair(ground: Any, terms: Any) -> Fair:
    """A fair of these days that takes projects."""
    at = timezone.now()
    today = timezone.localdate()
    dated = replace(terms, starts_on=today, ends_on=today + timedelta(days=30), projects_until=at + timedelta(days=9))
    made = actions.draw_up_fair(body=ground.body, terms=dated, by=ground["organiser"], at=at)
    for code in ("announce", "open"):
        actions.advance_fair(fair=made, code=code, by=ground["organiser"], at=at)
    return made


@pytest.mark.parametrize(("language", "by_keys"), [("kk", True), ("ru", False)], ids=["keys", "plain"])
def test_from_a_project_to_the_ledger(
    language: str,
    by_keys: bool,
    ground: Any,
    now_fair: Fair,
    sponsors: None,
    paper: Any,
    tmp_path: Path,
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    proof = tmp_path / "akt.pdf"
    proof.write_bytes(paper.content)

    def hands(who: str | None) -> Hands:
        more = {"width": 360, "locale": f"{language}-KZ", "javascript": by_keys}
        page = opened(new_page, ground.people[who], **more) if who else new_page(**more)
        return Hands(page, by_keys)

    def seen(page: Page) -> str:
        """What stands on a page, with plain spaces; that nothing is to be scrolled sideways, and axe where it can look."""
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        if by_keys:
            assert_accessible(page)
        return page.inner_text("main").replace("\xa0", " ")

    ngo, organiser, citizen, sponsor, guest = (hands(who) for who in ("ngo", "organiser", "citizen", "sponsor", None))

    # The NGO writes its project and sends it.
    ngo.page.goto(f"/{language}/fairs/{now_fair.number}/")
    ngo.follow('main a[href$="/projects/new/"]')
    seen(ngo.page)
    ngo.tick('input[name="project_kind"]')
    ngo.fill("#id_title_kk", "Ымдау тілі курсы")
    ngo.fill("#id_title_ru", "Курсы жестового языка")
    ngo.follow("main form[method=post] .ortaq-actions button")
    expect(ngo.page.locator(".govuk-error-summary")).to_be_visible()
    seen(ngo.page)
    assert ngo.page.input_value("#id_title_kk") == "Ымдау тілі курсы", "what was typed is kept"
    for name, text in (
        ("summary_kk", "60 ата-ана ымдау тілін үйренеді."), ("summary_ru", "60 родителей выучат язык жестов."),
        ("need", "Ата-аналар балаларымен сөйлесе алмайды."), ("whom", "Ата-аналар"), ("people", "60"),
        ("result", "60 ата-ана сөйлеседі."), ("budget", "1 500 000"), ("own", "300 000"),
        ("needs-0-title", "Еңбекақы"), ("needs-0-amount", "400 000"),
    ):  # fmt: skip
        ngo.fill(f"#id_{name}", text)
    ngo.choose("#id_territory", "c")
    ngo.follow("main form[method=post] .ortaq-actions button")
    project = ShowcaseProject.objects.get()
    assert "400 000" in seen(ngo.page)
    ngo.send("/submit/")
    project.refresh_from_db()
    assert project.state == "submitted"

    # The organiser checks it and puts it on show.
    organiser.page.goto(f"/{language}/fairs/office/{now_fair.number}/")
    seen(organiser.page)
    organiser.follow(f'main a[href$="/office/projects/{project.number}/"]')
    seen(organiser.page)
    organiser.send("/show/")
    organiser.page.goto(f"/{language}/fairs/office/{now_fair.number}/")
    organiser.send("/exhibit/")

    # A citizen looks at the exhibition and asks; the NGO answers.
    citizen.page.goto(f"/{language}/fairs/{now_fair.number}/")
    citizen.choose("#missing", "money")
    citizen.follow("form[role=search] button")
    assert project.number in citizen.page.content()
    citizen.follow(f'main a[href$="/projects/{project.number}/"]')
    seen(citizen.page)
    citizen.fill("#id_text", "Қашан басталады?")
    citizen.follow("main form:has(#id_text) button")
    assert "Қашан басталады?" not in citizen.page.inner_text("main"), "it isn't public yet"
    ngo.page.goto(f"/{language}/fairs/projects/{project.number}/own/")
    question = Question.objects.get()
    ngo.fill(f"#id_answer-{question.pk}-answer", "Қыркүйекте басталады.")
    ngo.send(f"/questions/{question.pk}/")
    guest.page.goto(f"/{language}/fairs/projects/{project.number}/")
    assert "Қыркүйекте басталады." in seen(guest.page)

    # A sponsor offers money, the NGO writes, and accepts.
    sponsor.page.goto(f"/{language}/fairs/projects/{project.number}/")
    sponsor.follow('main a[href$="/help/"]')
    seen(sponsor.page)
    sponsor.fill(f"#id_amount_{Need.objects.get().pk}", "400 000")
    sponsor.fill("#id_due_on", f"{timezone.localdate() + timedelta(days=30):%d.%m.%Y}")
    sponsor.fill("#id_conditions", "Логотипіміз тұрсын")
    sponsor.follow("main form[method=post] .ortaq-actions button")
    pledge = Pledge.objects.get()
    ngo.page.goto(f"/{language}/fairs/pledges/")
    seen(ngo.page)
    ngo.follow(f'main a[href$="/pledges/{pledge.number}/"]')
    assert "Логотипіміз тұрсын" in ngo.page.inner_text("main")
    ngo.fill("#id_talk-text", "Рахмет, келісеміз")
    ngo.send("/messages/")
    ngo.send("/accept/")
    assert "Рахмет, келісеміз" in seen(ngo.page)

    # The memorandum is drawn up, its text changed, sent, and signed by both.
    ngo.send("/memorandum/")
    memorandum = Memorandum.objects.get()
    ngo.follow('main a[href$="/own/write/"]')
    seen(ngo.page)
    ngo.fill("#id_duties_kk", "Бірге істейміз.")
    ngo.follow("main form[method=post] .ortaq-actions button")
    ngo.send("/own/send/")
    ngo.fill("#id_sign_ngo-name", "Сынақ Өкіл")
    ngo.send("/sign_ngo/")
    guest.page.goto(f"/{language}/fairs/memoranda/")
    assert memorandum.number not in guest.page.inner_text("main"), "one side has signed"
    sponsor.page.goto(f"/{language}/fairs/pledges/{pledge.number}/")
    assert "Рахмет, келісеміз" in seen(sponsor.page)
    sponsor.follow(f'main a[href$="/memoranda/{memorandum.number}/own/"]')
    sponsor.fill("#id_sign_sponsor-name", "Сынақ Демеуші")
    sponsor.send("/sign_sponsor/")
    memorandum.refresh_from_db()
    assert memorandum.state == "active"

    # What was given is reported, and confirmed with evidence.
    sponsor.fill("#id_report-amount", "400 000")
    sponsor.fill("#id_report-given_on", f"{timezone.localdate():%d.%m.%Y}")
    sponsor.send("/report/")
    seen(sponsor.page)
    ngo.page.goto(f"/{language}/fairs/memoranda/{memorandum.number}/own/")
    seen(ngo.page)
    ngo.attach('form[action$="/confirm/"] input[type=file]', proof)
    ngo.send("/confirm/")
    memorandum.refresh_from_db()
    assert memorandum.state == "completed"

    # Everybody reads it in the ledger, and nothing of what was between the two.
    guest.page.goto(f"/{language}/fairs/sponsors/")
    told = seen(guest.page)
    assert len(re.findall("400 000", told)) >= 2 and "100" in told
    for path in (f"sponsors/{ground.firm.slug}/", f"memoranda/{memorandum.number}/", f"projects/{project.number}/"):
        guest.page.goto(f"/{language}/fairs/{path}")
        told = seen(guest.page)
        assert memorandum.number in told and "400 000" in told, path
        assert "Логотипіміз" not in told and "Рахмет, келісеміз" not in told, path
