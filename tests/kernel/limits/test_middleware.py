"""Each form is carried out once: double click, Back, F5, a lost answer, parallel posts, a kill between.

Covers reliability items 50 (duplicate submit) and 56 (a commit whose answer was lost).
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import path
from django.utils import timezone

from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.models import Allowance, OnceKey
from ortaq.kernel.parties.models import Territory

KEY = "k" * 32


def _make(request: HttpRequest, wait: float = 0) -> int:
    text = request.POST.get("text", "x")
    territory = Territory.objects.create(
        slug=f"t{Territory.objects.count()}-{time.monotonic_ns()}", kind="region",
        name_kk=text, name_ru=text, name_en=text,
    )  # fmt: skip
    time.sleep(wait)
    return territory.pk


def file_appeal(request: HttpRequest) -> HttpResponse:
    if not request.POST.get("text"):
        return HttpResponse("errors", status=request.POST.get("status", 200))
    made = _make(request, float(request.POST.get("wait", 0)))
    request.session["receipt"] = made
    return HttpResponseRedirect(f"/made/{made}/")


def broken(request: HttpRequest) -> HttpResponse:
    take("feedback", "a", timezone.now())
    _make(request)
    raise {"error": RuntimeError("boom"), "404": Http404(), "403": PermissionDenied()}[request.POST["how"]]


def writes_and_shows_errors(request: HttpRequest) -> HttpResponse:
    _make(request)
    return HttpResponse("saved as a draft, with errors")


def fails_politely(request: HttpRequest) -> HttpResponse:
    _make(request)
    return HttpResponse("trouble", status=503)


def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": f"/made/{_make(request)}/"})


def api(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"id": _make(request), "echo": json.loads(request.body)}, status=201)


@login_required
def members_only(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"/made/{_make(request)}/")


def asks_again(request: HttpRequest) -> HttpResponse:
    if "proved" not in request.session:
        request.session["proved"] = True
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?next=/asks/")
    return HttpResponseRedirect(f"/made/{_make(request)}/")


def receipt(request: HttpRequest) -> HttpResponse:
    get_token(request)
    return HttpResponse(str(request.session.get("receipt", "nothing")))


urlpatterns = [
    path("file/", file_appeal),
    path("other/", file_appeal),
    path("broken/", broken),
    path("draft/", writes_and_shows_errors),
    path("polite/", fails_politely),
    path("fragment/", fragment),
    path("api/", api),
    path("receipt/", receipt),
    path("members/", members_only),
    path("asks/", asks_again),
    path("sign-in/", receipt, name="account_login"),
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_of_guest() -> Client:
    client = Client(raise_request_exception=False)
    client.get("/receipt/")  # like every page with a form, it sets the CSRF cookie
    return client


def _post(client: Client, address: str = "/file/", key: str = KEY, **fields: object):
    return client.post(address, {"once": key, "text": "pothole", **fields})


def test_a_form_sent_twice_is_carried_out_once_and_answered_twice(browser_of_guest):
    first, second = _post(browser_of_guest), _post(browser_of_guest)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Territory.objects.count() == 1


def test_another_key_is_another_form(browser_of_guest):
    _post(browser_of_guest)
    _post(browser_of_guest, key="n" * 32)
    assert Territory.objects.count() == 2


def test_without_a_key_it_is_carried_out_normally(browser_of_guest):
    for key in ("", "short", "bad key with spaces in it"):
        assert _post(browser_of_guest, key=key).status_code == 302
    assert Territory.objects.count() == 3
    assert not OnceKey.objects.exists()


def test_the_same_key_on_another_page_is_another_form(browser_of_guest):
    _post(browser_of_guest)
    _post(browser_of_guest, "/other/")
    assert Territory.objects.count() == 2


def test_eight_parallel_posts_make_one_record_and_all_get_its_address(browser_of_guest):
    cookies = browser_of_guest.cookies

    def send(_: int) -> tuple[int, str]:
        client = Client()
        client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
        try:
            answer = _post(client, wait=0.3)
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert Territory.objects.count() == 1
    assert answers == {(302, f"/made/{Territory.objects.get().pk}/")}


def test_an_exception_after_the_action_takes_everything_back_and_the_form_can_be_sent_again(browser_of_guest):
    for how, status in (("error", 500), ("404", 404), ("403", 403)):
        assert _post(browser_of_guest, "/broken/", how=how).status_code == status
        assert Territory.objects.count() == 0
        assert not OnceKey.objects.exists()


def test_what_was_counted_against_a_limit_stays_counted_when_the_view_fails(browser_of_guest):
    for how in ("404", "error"):
        _post(browser_of_guest, "/broken/", how=how)
    assert Allowance.objects.get().used == 2


def test_a_5xx_answer_takes_everything_back(browser_of_guest):
    assert _post(browser_of_guest, "/polite/").status_code == 503
    assert Territory.objects.count() == 0


@pytest.mark.parametrize("status", [200, 400, 409, 429])
def test_after_a_form_with_errors_the_same_key_carries_out_the_corrected_form(browser_of_guest, status):
    assert _post(browser_of_guest, text="", status=status).status_code == status
    assert _post(browser_of_guest).status_code == 302
    assert Territory.objects.count() == 1


def test_what_a_view_wrote_beside_its_errors_stays(browser_of_guest):
    _post(browser_of_guest, "/draft/")
    _post(browser_of_guest, "/draft/")
    assert Territory.objects.count() == 2
    assert not OnceKey.objects.exists()


def test_a_changed_form_under_a_used_key_makes_nothing_and_says_so(browser_of_guest):
    first = _post(browser_of_guest)
    second = _post(browser_of_guest, text="pothole and a lamp")
    assert second["Location"] == first["Location"]
    assert Territory.objects.count() == 1
    assert "messages" in second.cookies


def test_a_guest_whose_answer_was_lost_gets_the_receipt_of_the_first_sending(browser_of_guest):
    lost = _post(browser_of_guest)
    del browser_of_guest.cookies["session"]  # the answer never arrived, and so neither did its cookie
    again = _post(browser_of_guest)
    assert again["Location"] == lost["Location"]
    made = Territory.objects.get().pk
    assert browser_of_guest.get("/receipt/").content == str(made).encode()


def test_a_stranger_with_the_same_key_learns_nothing(browser_of_guest):
    _post(browser_of_guest)
    stranger = Client()
    stranger.get("/receipt/")
    answer = _post(stranger)
    assert Territory.objects.count() == 2
    assert answer["Location"] == f"/made/{Territory.objects.latest('pk').pk}/"


def test_keys_of_accounts_are_their_own():
    one, two = (get_user_model().objects.create_user(f"{name}@example.org") for name in ("one", "two"))
    for user in (one, two, one):
        client = Client()
        client.force_login(user)
        _post(client)
    assert Territory.objects.count() == 2


def test_the_stored_key_does_not_show_what_was_sent(browser_of_guest):
    _post(browser_of_guest)
    row = OnceKey.objects.get()
    assert KEY not in row.key
    assert len(row.key) == 64


def test_a_post_with_a_file_is_carried_out_once(browser_of_guest):
    for _ in range(2):
        upload = SimpleUploadedFile("photo.jpg", b"\xff\xd8" + bytes(5000))
        answer = browser_of_guest.post("/file/", {"once": KEY, "text": "pothole", "photo": upload})
    assert answer.status_code == 302
    assert Territory.objects.count() == 1


def test_a_fragment_that_redirects_is_carried_out_once(browser_of_guest):
    first, second = (_post(browser_of_guest, "/fragment/") for _ in range(2))
    assert (first.status_code, first["HX-Redirect"]) == (second.status_code, second["HX-Redirect"])
    assert Territory.objects.count() == 1


def test_an_api_client_that_retries_gets_the_same_answer():
    answers = [
        Client().post("/api/", {"a": 1}, content_type="application/json", headers={"Idempotency-Key": f'"{KEY}"'})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Content-Type"] == "application/json"
    assert Territory.objects.count() == 1


def test_an_api_key_used_for_another_request_is_refused():
    headers = {"Idempotency-Key": KEY}
    Client().post("/api/", {"a": 1}, content_type="application/json", headers=headers)
    answer = Client().post("/api/", {"a": 2}, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert Territory.objects.count() == 1


def test_an_api_key_of_another_shape_is_refused():
    answer = Client().post("/api/", {}, content_type="application/json", headers={"Idempotency-Key": "1"})
    assert answer.status_code == 400
    assert Territory.objects.count() == 0


def test_a_form_that_was_sent_to_the_sign_in_page_is_carried_out_afterwards(browser_of_guest):
    for address in ("/members/", "/asks/"):
        assert _post(browser_of_guest, address)["Location"].startswith("/sign-in/")
    assert not OnceKey.objects.exists()
    assert _post(browser_of_guest, "/asks/")["Location"].startswith("/made/")
    assert Territory.objects.count() == 1


def test_a_session_that_was_signed_in_is_never_handed_out_again(browser_of_guest):
    user = get_user_model().objects.create_user("one@example.org")
    browser_of_guest.force_login(user)
    _post(browser_of_guest)
    assert OnceKey.objects.get().session == ""
