"""What a JAdES covers, piece by piece: RFC 7515, 5.2; RFC 7797, 3; TS 119 182-1, 5.2.8."""

import hashlib
import json
from typing import Any, Final

import pytest

from esigner.ades.encoding import json_text
from esigner.ades.encoding.json_text import JsonError
from esigner.ades.validation.jades import payloads
from esigner.ades.validation.jades.headers import Header
from esigner.ades.validation.jades.payloads import Payload
from tests.world.jades import b64url

ETSI: Final = "http://uri.etsi.org/19182/"
BY_URI, BY_HASH = f"{ETSI}ObjectIdByURI", f"{ETSI}ObjectIdByURIHash"
ONE, TWO = b"Sveiki", b"Pasaule"


def header(described: Any = None, *, encodes: bool = True) -> Header:  # noqa: ANN401 — JSON
    text = json.dumps({} if described is None else {"sigD": described})
    return Header(members=json_text.read(text).members, algorithm="ES256", encodes_payload=encodes)


def encoded(*contents: bytes) -> bytes:
    return b"".join(b64url(one).encode() for one in contents)


def hashed(*contents: bytes, name: str = "sha256", encodes: bool = True) -> list[str]:
    return [b64url(hashlib.new(name, encoded(one) if encodes else one).digest()) for one in contents]


def told(found: Payload) -> list[tuple[str, str]]:
    return [(one.rule.code, one.detail) for one in found.findings]


@pytest.mark.parametrize("encodes", [True, False])
def test_payload_inside_is_signed_as_it_is_written(*, encodes: bool) -> None:
    inside = b64url(ONE) if encodes else "Sveiki"
    expected = Payload(signed=inside.encode(), stamped=inside.encode())
    of_one, of_two = {"a": ONE}, {"a": ONE, "b": TWO}
    for files in ({}, of_one, of_two):
        assert payloads.find(inside, header(encodes=encodes), files) == expected
    with pytest.raises(JsonError):
        payloads.find(inside, header(encodes=encodes), {"b": TWO})


def test_payload_is_inside_or_described_and_not_both() -> None:
    with pytest.raises(JsonError, match="payload beside sigD"):
        payloads.find(b64url(ONE), header({"mId": BY_URI, "pars": ["a"]}), {"a": ONE})


@pytest.mark.parametrize("encodes", [True, False])
def test_without_a_description_it_is_the_one_file(*, encodes: bool) -> None:
    data = encoded(ONE) if encodes else ONE
    found = payloads.find("", header(encodes=encodes), {"a": ONE})
    assert found == Payload(signed=data, stamped=data, scope=("a",))
    for files, detail in (({}, ""), ({"a": ONE, "b": TWO}, "2 files")):
        missing = payloads.find("", header(), files)
        assert (missing.signed, missing.stamped, missing.scope) == (None, None, ())
        assert told(missing) == [("SIGNED_DATA_MISSING", detail)]


@pytest.mark.parametrize("encodes", [True, False])
def test_objects_by_uri_are_signed_in_their_order(*, encodes: bool) -> None:
    described = {"mId": BY_URI, "pars": ["b%20c", "a"]}
    whole = encoded(TWO, ONE) if encodes else TWO + ONE
    found = payloads.find("", header(described, encodes=encodes), {"a": ONE, "b c": TWO})
    assert found == Payload(signed=whole, stamped=whole, scope=("b c", "a"))


def test_missing_object_is_named_and_nothing_can_be_assembled() -> None:
    found = payloads.find("", header({"mId": BY_URI, "pars": ["x%20y", "a", "z" * 300]}), {"a": ONE, "b": TWO})
    assert (found.signed, found.stamped) == (None, None)
    assert told(found) == [("SIGNED_DATA_MISSING", "x y"), ("SIGNED_DATA_MISSING", "z" * 200)]
    assert found.scope == ("x y", "a", "z" * 300)


@pytest.mark.parametrize("encodes", [True, False])
def test_objects_by_digest_are_stamped_whole_and_signed_by_the_header(*, encodes: bool) -> None:
    described = {"mId": BY_HASH, "pars": ["a", "b"], "hashM": "S256", "hashV": hashed(ONE, TWO, encodes=encodes)}
    whole = encoded(ONE, TWO) if encodes else ONE + TWO
    found = payloads.find("", header(described, encodes=encodes), {"a": ONE, "b": TWO})
    assert found == Payload(signed=b"", stamped=whole, scope=("a", "b"))


def test_each_object_is_compared_with_its_own_digest() -> None:
    described = {"mId": BY_HASH, "pars": ["a", "b%20c"], "hashM": "S512", "hashV": hashed(ONE, TWO, name="sha512")}
    files = {"a": ONE, "b c": TWO}
    assert told(payloads.find("", header(described), files)) == []
    assert told(payloads.find("", header(described), files | {"b c": ONE})) == [("DIGEST_WRONG", "b c")]
    assert told(payloads.find("", header(described), {"a": TWO, "x": TWO})) == [
        ("SIGNED_DATA_MISSING", "b c"),
        ("DIGEST_WRONG", "a"),
    ]
    unknown = payloads.find("", header(described | {"hashM": "x" * 50}), files)
    assert told(unknown) == [("ALGORITHM_UNKNOWN", "x" * 40)]
    nowhere = payloads.find("", header({"pars": ["a"]}), files)
    assert told(nowhere) == [("DATA_MECHANISM_UNSUPPORTED", "")]
    assert told(payloads.find("", header({k: v for k, v in described.items() if k != "hashM"}), files)) == [
        ("ALGORITHM_UNKNOWN", "")
    ]


@pytest.mark.parametrize(
    "changes",
    [{"pars": []}, {"pars": ["a", "a"]}, {"pars": "a"}, {"hashV": []}, {"hashV": ["AAAA", "AAAA"]}, {"hashV": ["*"]}],
)
def test_description_has_objects_each_once_each_with_a_digest(changes: dict[str, object]) -> None:
    described = {"mId": BY_HASH, "pars": ["a"], "hashM": "S256", "hashV": hashed(ONE)} | changes
    with pytest.raises(ValueError, match=r".+"):
        payloads.find("", header(described), {"a": ONE})


def test_description_without_objects_or_digests_is_malformed() -> None:
    for described, word in (({"mId": BY_URI}, "pars"), ({"mId": BY_HASH, "pars": ["a"]}, "hashV")):
        with pytest.raises(JsonError, match=word):
            payloads.find("", header(described), {"a": ONE})


def test_description_may_have_as_many_objects_as_are_bounded() -> None:
    """20,000: each may need a look at every file."""
    described = {"mId": BY_URI, "pars": [str(number) for number in range(20_001)]}
    with pytest.raises(JsonError, match="pars"):
        payloads.find("", header(described), {})
    described["pars"] = described["pars"][:-1]
    assert len(payloads.find("", header(described), {}).findings) == 20_000


@pytest.mark.parametrize("mechanism", [f"{ETSI}HttpHeaders", "x" * 90, ""])
def test_other_mechanisms_are_not_supported(mechanism: str) -> None:
    found = payloads.find("", header({"mId": mechanism, "pars": ["a"]}), {"a": ONE})
    assert (found.signed, found.stamped, found.scope) == (None, None, ())
    assert told(found) == [("DATA_MECHANISM_UNSUPPORTED", mechanism[:80])]


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("a%20b", "a b"),
        ("a%20b", "a%20b"),
        ("./a", "a"),
        ("/a", "a"),
        ("http://x.example/y/a%20b", "a b"),
        ("another", "a"),
    ],
)
def test_object_is_found_by_its_name_or_as_the_only_one(uri: str, name: str) -> None:
    assert payloads._file(uri, {name: ONE}, alone=True) == ONE
    found_by_name = uri != "another"
    assert payloads._file(uri, {name: ONE}, alone=False) == (ONE if found_by_name else None)
    assert payloads._file(uri, {name: ONE, "z": TWO}, alone=True) == (ONE if found_by_name else None)


@pytest.mark.parametrize("mechanism", [BY_URI, BY_HASH])
def test_one_object_is_the_one_file_and_of_two_none_is_guessed(mechanism: str) -> None:
    described = {"mId": mechanism, "pars": ["another"], "hashM": "S256", "hashV": hashed(ONE)}
    assert told(payloads.find("", header(described), {"a": ONE})) == []
    two = described | {"pars": ["another", "b"], "hashV": hashed(ONE, TWO)}
    assert told(payloads.find("", header(two), {"a": ONE})) == [
        ("SIGNED_DATA_MISSING", "another"),
        ("SIGNED_DATA_MISSING", "b"),
    ]


def test_first_spelling_counts() -> None:
    assert payloads._file("d/a%20b", {"a b": TWO, "d/a%20b": TWO, "d/a b": ONE}, alone=False) == ONE
    assert payloads._file("d/a%20b", {"a b": TWO, "d/a%20b": ONE}, alone=False) == ONE
