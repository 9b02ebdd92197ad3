"""Which threads work for which address: what waits for authorities has its own, so that nobody waits behind it."""

import pytest

from esigner.config.door.limits import Work, row_of, table

TABLE = table(document_bytes=5, json_bytes=6)
WAITING = {
    ("api", "PUT", "/v1/sessions/1/signatures/2"),
    ("api", "POST", "/v1/sessions/1/completion"),
    ("api", "PUT", "/v1/signatures"),
    ("sign", "POST", "/s/token/parakstit/"),
    ("sign", "GET", "/s/token/lidzeklis/1/"),
    ("sign", "GET", "/s/token/"),
}
QUICK = {
    ("api", "GET", "/v1/probe"),
    ("api", "POST", "/v1/sessions"),
    ("api", "GET", "/v1/sessions/1"),
    ("api", "PUT", "/v1/sessions/1/documents/2"),
    ("api", "POST", "/v1/sessions/1/signatures"),
    ("api", "POST", "/v1/signatures"),
    ("api", "GET", "/v1/sessions/1/result"),
    ("sign", "GET", "/"),
    ("sign", "GET", "/s/token/rezultats/"),
    ("sign", "POST", "/s/token/atteikt/"),
    ("trust", "POST", "/tsa/test"),
    ("portal", "GET", "/"),
}
HEAVY = {("api", "POST", "/v1/validations"), ("portal", "POST", "/pieteikumi/1/iesniegt/")}


@pytest.mark.parametrize(
    ("address", "work"),
    [(one, of) for of, ones in ((Work.WAITING, WAITING), (Work.QUICK, QUICK), (Work.HEAVY, HEAVY)) for one in ones],
)
def test_kind_of_work_of_an_address(address: tuple[str, str, str], work: Work) -> None:
    door, method, path = address
    row = row_of(TABLE, door=door, method=method, path=path)
    assert row is not None
    assert row.work is work


def test_body_of_a_waiting_address_is_as_long_as_before() -> None:
    row = row_of(TABLE, door="api", method="PUT", path="/v1/sessions/1/signatures/2")
    assert row is not None
    assert row.limit_bytes == 1024 * 1024
