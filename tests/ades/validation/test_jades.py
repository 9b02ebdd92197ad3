"""JAdES as others write it: what is accepted, and what each rule refuses."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

from esigner import ades
from esigner.ades import Format, Level, Packaging, Serialization, Shape
from esigner.ades.validation import Report
from tests.world.jades import b64, b64url, flattened, header, value_over, written
from tests.world.signatures import FILES, signed
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import signing_pki

FILE = ades.DataFile("a.txt", "text/plain", b"Sveiki")
OTHER = ades.DataFile("mape/b c.txt", "text/plain", b"Pasaule")
ETSI = "http://uri.etsi.org/19182/"
Json = dict[str, Any]


def judged(document: Json | bytes, *files: ades.DataFile) -> Report:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return ades.validate(data, name="x.json", trust=trust(), at=VALIDATED_AT, detached=files)


def code(report: Report) -> str | None:
    return report.rule.code if report.rule else None


def by_hash(*files: ades.DataFile, **changes: object) -> Json:
    values = [b64url(hashlib.sha256(b64url(file.content).encode()).digest()) for file in files]
    names = [file.name.replace(" ", "%20") for file in files]
    return {"mId": f"{ETSI}ObjectIdByURIHash", "pars": names, "hashM": "S256", "hashV": values} | changes


@pytest.mark.parametrize("serialization", [Serialization.FLATTENED, Serialization.GENERAL])
@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521", "RSA-2048", "Ed25519"])
def test_own_signature_passes_at_level_lt(kind: str, serialization: Serialization) -> None:
    report = judged(signed(form=Format.JADES, level=Level.LT, kind=kind, shape=Shape(serialization=serialization)))
    assert report.passed, (report.rule, report.detail)
    assert [(s.format, s.scope) for s in report.signatures] == [("JAdES-B-LT", ("x.json",))]


@pytest.mark.parametrize("packaging", [Packaging.ENVELOPING, Packaging.DETACHED])
@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_compact_signature_is_of_level_b(packaging: Packaging, ending: bytes) -> None:
    files = FILES if packaging is Packaging.DETACHED else FILES[:1]
    shape = Shape(packaging=packaging, serialization=Serialization.COMPACT)
    document = signed(form=Format.JADES, level=Level.B, files=files, shape=shape) + ending
    report = judged(document, *(FILES if packaging is Packaging.DETACHED else ()))
    assert code(report) == "TIMESTAMP_MISSING"
    assert [s.format for s in report.signatures] == ["JAdES-B-B"]


def test_clear_components_are_read() -> None:
    report = judged(flattened(header(), clear=True))
    assert report.passed, (report.rule, report.detail)


def test_pretty_printed_json_is_read() -> None:
    report = judged(json.dumps(flattened(header()), indent=2).encode())
    assert report.passed, (report.rule, report.detail)


SIGNER = signing_pki().signer("P-256").certificate
SHA512_NAMED = {"digAlg": "S512", "digVal": b64url(SIGNER.fingerprint(hashes.SHA512()))}
ISSUER_NAMED = {"digAlg": "S256", "digVal": b64url(signing_pki().issuing.certificate.fingerprint(hashes.SHA256()))}


@pytest.mark.parametrize(
    "changes",
    [
        {"x5t#S256": None, "x5t#o": SHA512_NAMED},
        {"x5t#S256": None, "sigX5ts": [SHA512_NAMED, ISSUER_NAMED]},
        {"x5t#o": SHA512_NAMED},
        {"iat": None, "sigT": "2026-05-04T03:02:01Z", "crit": ["sigT"]},
        {"iat": None},
        {"b64": True, "crit": ["b64"]},
        {"x5c": [header()["x5c"][0]]},
        {"unknown": {"a": [1, 2.5e3, None]}},
        {"crit": ["etsiU", "iat"]},
    ],
)
def test_what_the_standard_leaves_free_is_accepted(changes: Mapping[str, object]) -> None:
    report = judged(flattened(header(changes)))
    assert report.passed, (report.rule, report.detail)


@pytest.mark.attack
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"alg": "none"}, "ALGORITHM_UNKNOWN"),
        ({"alg": "HS256"}, "ALGORITHM_UNKNOWN"),
        ({"alg": "ES384"}, "SIGNATURE_VALUE_WRONG"),
        ({"alg": "RS256"}, "ALGORITHM_UNKNOWN"),
        ({"alg": None}, "SIGNATURE_MALFORMED"),
        ({"alg": 1}, "SIGNATURE_MALFORMED"),
        ({"crit": ["exp"], "exp": 1}, "HEADER_CRITICAL_UNKNOWN"),
        ({"crit": ["alg"]}, "HEADER_CRITICAL_UNKNOWN"),
        ({"crit": []}, "SIGNATURE_MALFORMED"),
        ({"crit": ["iat", "iat"]}, "SIGNATURE_MALFORMED"),
        ({"crit": ["sigPl"]}, "SIGNATURE_MALFORMED"),
        ({"crit": "iat"}, "SIGNATURE_MALFORMED"),
        ({"b64": True}, "SIGNATURE_MALFORMED"),
        ({"b64": "false", "crit": ["b64"]}, "SIGNATURE_MALFORMED"),
        ({"sigT": "2026-05-04T03:02:01Z"}, "SIGNATURE_MALFORMED"),
        ({"iat": "now"}, "SIGNATURE_MALFORMED"),
        ({"iat": True}, "SIGNATURE_MALFORMED"),
        ({"iat": 10**30}, "SIGNATURE_MALFORMED"),
        ({"iat": None, "sigT": "vakar"}, "SIGNATURE_MALFORMED"),
        ({"x5t#S256": None}, "SIGNING_CERTIFICATE_UNSIGNED"),
        ({"x5t#S256": b64url(bytes(32))}, "SIGNING_CERTIFICATE_MISMATCH"),
        ({"x5t#o": ISSUER_NAMED}, "SIGNING_CERTIFICATE_MISMATCH"),
        ({"sigX5ts": [ISSUER_NAMED, SHA512_NAMED]}, "SIGNING_CERTIFICATE_MISMATCH"),
        ({"sigX5ts": []}, "SIGNATURE_MALFORMED"),
        ({"x5t#o": {"digAlg": "S256"}}, "SIGNATURE_MALFORMED"),
        ({"x5t#o": {"digAlg": "MD5", "digVal": "AAAA"}}, "ALGORITHM_UNKNOWN"),
        ({"x5c": header()["x5c"][::-1]}, "SIGNING_CERTIFICATE_MISMATCH"),
        ({"x5c": None}, "SIGNING_CERTIFICATE_MISSING"),
        ({"x5c": ["AAAA="]}, "SIGNATURE_MALFORMED"),
        ({"x5t#S256": None, "x5t": b64url(hashlib.sha1(b"x").digest())}, "SIGNING_CERTIFICATE_MISMATCH"),  # noqa: S324
        ({"sigD": {"mId": f"{ETSI}ObjectIdByURI", "pars": ["a"]}}, "SIGNATURE_MALFORMED"),
    ],
)
def test_header_is_refused(changes: Mapping[str, object], rule: str) -> None:
    report = judged(flattened(header(changes)))
    assert code(report) == rule, report.detail


def test_certificate_named_by_sha_1_is_weak() -> None:
    named = b64url(SIGNER.fingerprint(hashes.SHA1()))  # noqa: S303  that is what is shown to be refused
    assert code(judged(flattened(header({"x5t#S256": None, "x5t": named})))) == "ALGORITHM_WEAK"


def test_signing_certificate_may_stand_among_the_added_ones() -> None:
    added = {"xVals": [{"x509Cert": {"val": one}} for one in header()["x5c"]]}
    report = judged(flattened(header({"x5c": None}), more=[added]))
    assert report.passed, (report.rule, report.detail)


@pytest.mark.attack
def test_duplicate_header_parameter_is_refused() -> None:
    doubled = written(header())[:-1] + b',"alg":"none"}'
    assert code(judged(flattened(doubled))) == "SIGNATURE_MALFORMED"


@pytest.mark.attack
@pytest.mark.parametrize("name", ["alg", "crit", "x5c", "b64", "iat", "sigD"])
def test_signed_parameter_among_the_unprotected_is_refused(name: str) -> None:
    report = judged(flattened(header(), unprotected={name: "x"}))
    assert code(report) == "SIGNATURE_MALFORMED"


def test_unencoded_payload_is_signed_as_it_stands() -> None:
    document = flattened(header({"b64": False, "crit": ["b64"]}), signed=b"Sv\xc4\x93iki.", inside="Svēiki.")
    assert judged(document).passed
    document["payload"] = "Svēiki"
    assert code(judged(document)) == "SIGNATURE_VALUE_WRONG"


@pytest.mark.attack
@pytest.mark.parametrize("size", [33, 40])
def test_ecdsa_value_with_zeros_too_many_is_wrong(size: int) -> None:
    """RFC 7518, 3.4: a value of another length is not valid."""
    protected = b64url(written(header()))
    value = value_over(protected, b64url(b"Sveiki").encode())
    padded = value[:32].rjust(size, b"\0") + value[32:].rjust(size, b"\0")
    assert code(judged(f"{protected}.{b64url(b'Sveiki')}.{b64url(value)}".encode())) == "TIMESTAMP_MISSING"
    assert code(judged(f"{protected}.{b64url(b'Sveiki')}.{b64url(padded)}".encode())) == "SIGNATURE_VALUE_WRONG"


def test_unencoded_payload_of_a_compact_signature() -> None:
    protected = b64url(written(header({"b64": False, "crit": ["b64"]})))
    value = b64url(value_over(protected, b"$12,00"))
    assert code(judged(f"{protected}.$12,00.{value}".encode())) == "TIMESTAMP_MISSING"
    assert code(judged(f"{protected}.$92,00.{value}".encode())) == "SIGNATURE_VALUE_WRONG"


def test_detached_payload_without_description_is_the_one_file() -> None:
    document = flattened(header(), payload=FILE.content, detached=True)
    assert judged(document, FILE).passed
    assert judged(document, FILE).signatures[0].scope == ("a.txt",)
    assert code(judged(document)) == "SIGNED_DATA_MISSING"
    assert code(judged(document, FILE, OTHER)) == "SIGNED_DATA_MISSING"
    assert code(judged(document, OTHER)) == "SIGNATURE_VALUE_WRONG"


def test_objects_by_uri_are_signed_one_behind_the_other() -> None:
    described = {"mId": f"{ETSI}ObjectIdByURI", "pars": ["a.txt", "mape/b%20c.txt"]}
    over = b64url(FILE.content).encode() + b64url(OTHER.content).encode()
    document = flattened(header({"sigD": described, "crit": ["sigD"]}), signed=over, detached=True)
    report = judged(document, OTHER, FILE)
    assert report.passed, (report.rule, report.detail)
    assert report.signatures[0].scope == ("a.txt", "mape/b c.txt")
    assert code(judged(document, FILE)) == "SIGNED_DATA_MISSING"
    assert code(judged(document, FILE, ades.DataFile(OTHER.name, "", b"x"))) == "SIGNATURE_VALUE_WRONG"


def test_objects_by_digest_are_found_by_name() -> None:
    document = flattened(header({"sigD": by_hash(FILE, OTHER), "crit": ["sigD"]}), signed=b"", detached=True)
    assert judged(document, OTHER, FILE).passed
    assert judged(document, FILE, ades.DataFile("b c.txt", "", OTHER.content)).passed
    assert code(judged(document, FILE)) == "SIGNED_DATA_MISSING"
    assert code(judged(document, FILE, ades.DataFile(OTHER.name, "", b"x"))) == "DIGEST_WRONG"


def test_unencoded_objects_are_digested_as_they_are() -> None:
    described = by_hash(FILE, hashV=[b64url(hashlib.sha256(FILE.content).digest())])
    protected = header({"sigD": described, "b64": False, "crit": ["sigD", "b64"]})
    assert judged(flattened(protected, signed=b"", detached=True), FILE).passed


@pytest.mark.parametrize(
    ("described", "rule"),
    [
        ({"mId": f"{ETSI}HttpHeaders", "pars": ["Digest"]}, "DATA_MECHANISM_UNSUPPORTED"),
        ({"pars": ["a.txt"]}, "DATA_MECHANISM_UNSUPPORTED"),
        (by_hash(FILE, hashM="MD5"), "ALGORITHM_UNKNOWN"),
        (by_hash(FILE, hashV=[]), "SIGNATURE_MALFORMED"),
        (by_hash(FILE, pars=["a.txt", "a.txt"]), "SIGNATURE_MALFORMED"),
        (by_hash(), "SIGNATURE_MALFORMED"),
        ([], "SIGNATURE_MALFORMED"),
    ],
)
def test_description_of_detached_data_is_refused(described: object, rule: str) -> None:
    document = flattened(header({"sigD": described, "crit": ["sigD"]}), signed=b"", detached=True)
    assert code(judged(document, FILE)) == rule


def test_file_beside_a_payload_inside_must_be_the_same() -> None:
    document = flattened(header(), payload=FILE.content)
    assert judged(document, FILE).passed
    assert code(judged(document, OTHER)) == "SIGNATURE_MALFORMED"


@pytest.mark.attack
@pytest.mark.parametrize(
    "change",
    [
        {"payload": "Sveiki="},
        {"payload": "U3ZlaWtp+"},
        {"signature": "A"},
        {"header": {"etsiU": "x"}},
        {"header": {"etsiU": [{"a": 1, "b": 2}]}},
        {"header": {"etsiU": ["e30"]}},
        {"header": {"etsiU": ["e30="]}},
        {"header": {"etsiU": [{"sigTst": {}}]}},
        {"header": {"etsiU": [{"sigTst": {"tstTokens": []}}]}},
        {"header": {"etsiU": [{"sigTst": {"tstTokens": [{"encoding": "urn:x", "val": "AAAA"}]}}]}},
        {"header": {"etsiU": [{"rVals": {"ocspVals": [{}]}}]}},
        {"header": {"etsiU": [b64url(b'{"a":1}'), {"b": 1}]}},
        {"header": {"etsiU": [{"a": 1}] * 1001}},
    ],
)
def test_malformed_signature_fails(change: Json) -> None:
    report = judged(flattened(header()) | change)
    assert code(report) == "SIGNATURE_MALFORMED"
    assert report.indication == "TOTAL-FAILED"


@pytest.mark.attack
@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (b"{", "FORMAT_UNKNOWN"),
        (b"{\\rtf1 Sveiki}", "FORMAT_UNKNOWN"),
        (b'{"signature":', "JSON_MALFORMED"),
        (b'\xef\xbb\xbf{"signature":""}', "JSON_MALFORMED"),
        (b'{"signature":1,"signature":2}', "JSON_MALFORMED"),
        (b'{"signatures":1}', "JSON_MALFORMED"),
        (b'{"signatures":[{}]}', "JSON_MALFORMED"),
        (b'{"signatures":[{"protected":"","signature":""}],"signature":""}', "JSON_MALFORMED"),
        (b'{"protected":"","signature":"","header":[]}', "JSON_MALFORMED"),
        (b'{"signatures":[' + b",".join([b"{}"] * 101) + b"]}", "JSON_MALFORMED"),
        (b'{"signatures":[]}', "NO_SIGNATURE"),
        (b'{"a":1}', "FORMAT_UNKNOWN"),
        (b"eyJhIjoxfQ.x", "FORMAT_UNKNOWN"),
        (b"e.y.J", "FORMAT_UNKNOWN"),
        (b"eyJhIjoxfR.eA.eA", "FORMAT_UNKNOWN"),
        (b"eyJhIjoxfQ.\xff.eA", "JSON_MALFORMED"),
    ],
)
def test_what_is_no_signature_is_refused(document: bytes, rule: str) -> None:
    assert code(judged(document)) == rule


def test_each_of_several_signatures_is_judged() -> None:
    good = flattened(header())
    payload = good.pop("payload")
    bad = good | {"signature": b64url(bytes(64))}
    report = judged({"payload": payload, "signatures": [good, bad]})
    assert [s.indication.value for s in report.signatures] == ["TOTAL-PASSED", "TOTAL-FAILED"]
    assert [s.id for s in report.signatures] == ["signature#0", "signature#1"]
    assert code(report) == "SIGNATURE_VALUE_WRONG"


def test_a_thousand_signatures_are_judged() -> None:
    good = flattened(header())
    payload = good.pop("payload")
    report = judged({"payload": payload, "signatures": [good] * 1000})
    assert (report.passed, len(report.signatures)) == (True, 1000)


def test_ten_thousand_files_are_covered_by_one_signature() -> None:
    files = [ades.DataFile(f"{number}.txt", "text/plain", b"%d" % number) for number in range(10_000)]
    shape = Shape(packaging=Packaging.DETACHED)
    document = signed(form=Format.JADES, level=Level.LT, files=files, shape=shape)
    assert judged(document, *files).passed


@pytest.mark.attack
def test_timestamp_over_another_value_is_noticed() -> None:
    document = flattened(header())
    other = b64(signing_pki().token(b"cits"))
    document["header"]["etsiU"][0] = b64url(written({"sigTst": {"tstTokens": [{"val": other}]}}))
    assert code(judged(document)) == "TIMESTAMP_IMPRINT"


def test_timestamp_over_the_content_proves_nothing_of_the_signature() -> None:
    token = b64(signing_pki().token(b64url(b"Sveiki").encode()))
    report = judged(flattened(header({"adoTst": {"tstTokens": [{"val": token}]}})))
    assert report.passed, (report.rule, report.detail)
    wrong = b64(signing_pki().token(b"cits"))
    report = judged(flattened(header({"adoTst": {"tstTokens": [{"val": wrong}]}})))
    assert not report.passed


def archived(*, clear: bool = False, **changes: object) -> Json:
    document = flattened(header(), clear=clear)
    parts = (document["payload"], document["protected"], document["signature"])
    over = ".".join((*parts, "" if clear else "".join(document["header"]["etsiU"])))
    component = {"arcTst": {"tstTokens": [{"val": b64(signing_pki().token(over.encode()))}]} | changes}
    document["header"]["etsiU"].append(component if clear else b64url(written(component)))
    return document


def test_archive_timestamp_gives_level_lta() -> None:
    report = judged(archived())
    assert report.passed, (report.rule, report.detail)
    assert report.signatures[0].format == "JAdES-B-LTA"


@pytest.mark.attack
def test_archive_timestamp_notices_what_is_taken_away() -> None:
    document = archived()
    del document["header"]["etsiU"][1]
    assert code(judged(document)) == "ARCHIVE_TIMESTAMP_IMPRINT"


@pytest.mark.parametrize("changes", [{"clear": True}, {"timeStamped": "previousArcTst"}])
def test_archive_timestamp_that_cannot_be_checked_is_not_counted(changes: Json) -> None:
    assert code(judged(archived(**changes))) == "ARCHIVE_TIMESTAMP_IMPRINT"
