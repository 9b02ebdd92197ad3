"""Many guesses at the same moment are no more than many in a row: the count stands in the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.web.portal import officers
from tests.web.portal.officers import WRONG

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.attack]
REAL_CLOCK = True
"""Codes are compared with the machine's clock."""
AT_ONCE = 12


def _guess_code(arguments: tuple[str, str]) -> int:
    """Send a wrong code from a thread, and so a database connection, of its own."""
    session_cookie, code = arguments
    client = officers.browser()
    client.cookies["esigner_portal_session"] = session_cookie
    try:
        return int(officers.give_code(client, code).status_code)
    finally:
        connections.close_all()


def _guess_password(email: str) -> int:
    try:
        return int(officers.sign_in(officers.browser(), email, WRONG).status_code)
    finally:
        connections.close_all()


def test_codes_at_once() -> None:
    _, secret = officers.officer_with_app()
    client = officers.browser()
    officers.sign_in(client)
    cookie = client.cookies["esigner_portal_session"].value
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_guess_code, [(cookie, officers.wrong_code(secret))] * AT_ONCE))
    assert (answers.count(200), answers.count(429)) == (5, AT_ONCE - 5)


def test_passwords_at_once() -> None:
    officers.person()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_guess_password, ["mara@pilseta.example"] * AT_ONCE))
    assert (answers.count(200), answers.count(429)) == (5, AT_ONCE - 5)
