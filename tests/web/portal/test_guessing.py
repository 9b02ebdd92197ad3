"""Guessing passwords and codes: limited for each account and each address, and nobody else is locked out by it."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from esigner import audit
from esigner.notices.models import Mail
from esigner.registry import people
from tests.web.portal import officers, pages
from tests.web.portal.officers import PASSWORD, WRONG

pytestmark = [pytest.mark.django_db, pytest.mark.attack]
REAL_CLOCK = True
"""Codes are compared with the machine's clock."""


def test_second_factor_takes_five_wrong_codes_and_then_not_even_the_right_one() -> None:
    _, secret = officers.officer_with_app()
    guesser = officers.browser()
    officers.sign_in(guesser)
    answers = [officers.give_code(guesser, officers.wrong_code(secret)).status_code for _ in range(5)]
    assert answers == [200] * 5
    refused = officers.give_code(guesser, officers.code(secret))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert not officers.is_in(guesser)


def test_codes_are_counted_over_many_addresses() -> None:
    _, secret = officers.officer_with_app()
    tried = 0
    for number in range(20):
        guesser = officers.browser(f"198.51.100.{number}")
        officers.sign_in(guesser)
        tried += officers.give_code(guesser, officers.wrong_code(secret)).status_code == 200
    assert tried == 10


def test_recovery_codes_are_counted_with_the_codes_of_the_app() -> None:
    user, secret = officers.officer_with_app()
    right = RecoveryCodes.activate(user).get_unused_codes()[0]
    guesser = officers.browser()
    officers.sign_in(guesser)
    for _ in range(5):
        officers.give_code(guesser, officers.wrong_code(secret) + "00")
    assert officers.give_code(guesser, right).status_code == 429


def test_one_code_works_once() -> None:
    _, secret = officers.officer_with_app()
    right = officers.code(secret)
    first, second = officers.browser(), officers.browser("203.0.113.2")
    officers.sign_in(first)
    officers.sign_in(second)
    assert officers.give_code(first, right).status_code == 302
    assert "Kods nav pareizs." in pages.words(officers.give_code(second, right))
    assert officers.give_code(second, officers.code(secret, ahead=1)).status_code == 302


def test_code_older_than_the_last_one_used_is_refused() -> None:
    _, secret = officers.officer_with_app()
    officers.signed_in(secret, ahead=1)
    later = officers.browser()
    officers.sign_in(later)
    assert officers.give_code(later, officers.code(secret)).status_code == 200


def test_invented_names_do_not_lock_out_an_office() -> None:
    officers.person()
    office = "203.0.113.9"
    for number in range(60):
        officers.sign_in(officers.browser(office), f"nav{number}@nav.example", WRONG)
    answer = officers.sign_in(officers.browser(office), "mara@pilseta.example")
    assert answer.status_code == 302


def test_address_that_guessed_much_has_one_try_for_each_account() -> None:
    officers.person()
    for number in range(40):
        officers.sign_in(officers.browser(), f"nav{number}@nav.example", WRONG)
    assert officers.sign_in(officers.browser(), "mara@pilseta.example", WRONG).status_code == 200
    assert officers.sign_in(officers.browser(), "mara@pilseta.example").status_code == 429


def test_password_of_one_account_is_not_guessed_from_many_addresses() -> None:
    officers.person()
    tried = 0
    for number in range(60):
        answer = officers.sign_in(officers.browser(f"198.51.100.{number}"), "mara@pilseta.example", WRONG)
        tried += answer.status_code == 200
    assert tried == 20


def test_sixth_guess_from_one_address_is_refused_even_with_the_right_password() -> None:
    officers.person()
    for _ in range(5):
        officers.sign_in(officers.browser(), "mara@pilseta.example", WRONG)
    answer = officers.sign_in(officers.browser(), "MARA@pilseta.example ")
    assert answer.status_code == 429
    assert "vēlāk" in pages.words(answer)


def test_browser_that_was_in_before_gets_in_while_others_guess() -> None:
    officers.person()
    own = officers.browser("203.0.113.1")
    officers.sign_in(own, "mara@pilseta.example")
    own.post("/konts/logout/")
    for number in range(60):
        officers.sign_in(officers.browser(f"203.0.113.{number}"), "mara@pilseta.example", WRONG)
    for _ in range(6):
        officers.sign_in(officers.browser("203.0.113.1"), "mara@pilseta.example", WRONG)
    assert officers.sign_in(own, "mara@pilseta.example").status_code == 302
    assert officers.is_in(own)


def test_known_browser_of_one_account_is_a_stranger_to_another() -> None:
    officers.person()
    officers.person("ilze@mezi.example")
    ilze = officers.browser()
    officers.sign_in(ilze, "ilze@mezi.example")
    ilze.post("/konts/logout/")
    answers = [officers.sign_in(ilze, "mara@pilseta.example", WRONG).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_address_from_which_one_signed_in_stays_good_while_others_guess() -> None:
    officers.person()
    officers.sign_in(officers.browser("203.0.113.1"), "mara@pilseta.example")
    for number in range(60):
        officers.sign_in(officers.browser(f"198.51.100.{number}"), "mara@pilseta.example", WRONG)
    assert officers.sign_in(officers.browser("203.0.113.1"), "mara@pilseta.example").status_code == 302


def test_names_nobody_has_are_limited_like_those_of_accounts() -> None:
    answers = [officers.sign_in(officers.browser(), "nav@nav.example", WRONG).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_password_asked_again_is_limited() -> None:
    officers.person()
    client = officers.browser()
    officers.sign_in(client, "mara@pilseta.example")
    answers = [client.post("/konts/reauthenticate/", {"password": WRONG}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_old_password_of_a_change_is_limited() -> None:
    officers.person()
    client = officers.browser()
    officers.sign_in(client, "mara@pilseta.example")
    form = {"oldpassword": WRONG, "password1": "cita-gara-parole-77", "password2": "cita-gara-parole-77"}
    answers = [client.post("/konts/password/change/", form).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    right = client.post("/konts/password/change/", {**form, "oldpassword": PASSWORD})
    assert right.status_code == 429


def test_code_asked_again_is_limited() -> None:
    _, secret = officers.officer_with_app()
    client = officers.signed_in(secret)
    wrong = {"code": officers.wrong_code(secret)}
    answers = [client.post("/konts/2fa/reauthenticate/", wrong).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_mails_that_strangers_cause_are_few() -> None:
    officers.person()
    for _ in range(12):
        answer = officers.browser().post("/konts/password/reset/", {"email": "mara@pilseta.example"})
        assert answer.status_code == 302
    for _ in range(12):
        officers.browser().post("/konts/signup/", _new("mara@pilseta.example"))
    assert Mail.objects.count() <= 10


def test_accounts_made_from_one_address_are_limited() -> None:
    answers = [
        officers.browser().post("/konts/signup/", _new(f"kads{number}@nav.example")).status_code
        for number in range(110)
    ]
    assert answers[:100] == [302] * 100
    assert answers[100:] == [429] * 10
    assert people.User.objects.count() == 100


def test_failures_of_invented_names_leave_few_rows_in_the_log() -> None:
    for number in range(110):
        officers.sign_in(officers.browser(), f"nav{number}@nav.example", WRONG)
    failed = audit.events(event_prefix="person.sign_in_failed")
    assert [event.data["times"] for event in failed] == [1, 10, 100]
    assert "nav1" not in str([event.data for event in failed])


def _new(email: str) -> dict[str, str]:
    return {
        "email": email,
        "given_name": "Kāds",
        "surname": "Svešais",
        "password1": "astoņi-zaļi-lācīši",
        "password2": "astoņi-zaļi-lācīši",
    }
