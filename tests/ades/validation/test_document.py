"""What is no signed document is said to be none; formats beside ASiC-E and PDF are judged too."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from esigner import ades
from esigner.ades.rules import Indication
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import Report, validate
from esigner.ades.validation.errors import UnknownPolicyError
from tests.world.joined import TEXT, shaped
from tests.world.signed import FILES, VALIDATED_AT, changed, entries, judged, packed, signed, trust
from tests.world.signing_pki import SIGNED_AT, Holder, SigningPki, signing_pki

ASIC_S = b"application/vnd.etsi.asic-s+zip"
CONTENT = b"Sveiki\n"


def _rule(document: bytes, policy: str = "etsi", by: Trust | None = None) -> tuple[str, str | None]:
    report = judged(document, policy=policy, by=by)
    return report.indication.value, report.rule.code if report.rule else None


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b"", ("REFUSED", "DOCUMENT_EMPTY")),
        (b" \n", ("REFUSED", "DOCUMENT_EMPTY")),
        (b"Sveiki", ("NO-SIGNATURE", "FORMAT_UNKNOWN")),
        (b"\x30\x03\x02\x01\x01", ("NO-SIGNATURE", "FORMAT_UNKNOWN")),
        (b"<a/>", ("NO-SIGNATURE", "NO_SIGNATURE")),
        (b'<SignedDoc xmlns="http://www.sk.ee/DigiDoc/v1.3.0#"/>', ("NO-SIGNATURE", "NO_SIGNATURE")),
        (
            b'<SignedDoc xmlns="http://www.sk.ee/DigiDoc/v1.3.0#"><Signature/></SignedDoc>',
            ("REFUSED", "FORMAT_NOT_SUPPORTED"),
        ),
        (
            b'\xef\xbb\xbf<SignedDoc format="SK-XML"><Signature/></SignedDoc>',
            ("REFUSED", "FORMAT_NOT_SUPPORTED"),
        ),
        (b"<a>http://www.sk.ee/DigiDoc/<Signature/></a>", ("NO-SIGNATURE", "NO_SIGNATURE")),
        (b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n", ("REFUSED", "FORMAT_NOT_SUPPORTED")),
        (b"<!DOCTYPE a><a/>", ("REFUSED", "XML_DOCTYPE")),
        (b"PK\x03\x04", ("REFUSED", "ZIP_MALFORMED")),
    ],
)
def test_what_is_no_signed_document_is_named(document: bytes, expected: tuple[str, str]) -> None:
    assert _rule(document) == expected


def test_unknown_policy_is_an_error() -> None:
    with pytest.raises(UnknownPolicyError):
        judged(b"", policy="fr")


def test_report_cites_policy_time_and_trust() -> None:
    report = judged(signed())
    row = report.as_dict()
    assert row["policy"] == "lv"
    assert row["validated_at"] == "2040-01-01T00:00:00Z"
    assert row["trust_digest"] == trust().digest


def test_report_of_a_refusal_says_what_to_do_in_both_languages() -> None:
    explanation = judged(changed(signed(), {FILES[0].name: b"x"})).as_dict()["explanation"]
    assert isinstance(explanation, dict)
    assert set(explanation) == {"lv", "en", "remedy_lv", "remedy_en"}
    assert all(explanation.values())


def _both() -> Trust:
    pki = signing_pki()
    return Trust.of([pki.root.certificate, pki.issuing.certificate])


def _stamped(content: bytes, token: bytes) -> bytes:
    return packed({"mimetype": ASIC_S, "dokuments.asice": content, "META-INF/timestamp.tst": token})


def test_timestamped_container_passes() -> None:
    report = judged(_stamped(CONTENT, signing_pki().token(CONTENT)), policy="etsi", by=_both())
    assert report.indication is Indication.TOTAL_PASSED
    assert report.signatures[0].timestamped_at == SIGNED_AT
    assert report.signatures[0].scope == ("dokuments.asice",)


@pytest.mark.attack
def test_second_file_in_asic_s_is_refused() -> None:
    files = {"mimetype": ASIC_S, "a": CONTENT, "b": b"", "META-INF/timestamp.tst": signing_pki().token(CONTENT)}
    report = judged(packed(files), by=_both())
    assert {f.rule.code for c in report.signatures[0].checks for f in c.findings} >= {"ASIC_S_FILES", "NOTHING_SIGNED"}


@pytest.mark.attack
def test_timestamped_container_with_other_data_is_refused() -> None:
    spoiled = _stamped(b"other", signing_pki().token(CONTENT))
    assert _rule(spoiled, by=_both()) == ("TOTAL-FAILED", "TIMESTAMPED_DATA_CHANGED")


@pytest.mark.attack
def test_timestamped_container_with_a_forged_timestamp_is_refused() -> None:
    token = bytearray(signing_pki().token(CONTENT))
    token[-3] ^= 1
    assert _rule(_stamped(CONTENT, bytes(token)), by=_both()) == ("TOTAL-FAILED", "TIMESTAMP_FORGED")


@pytest.mark.attack
def test_signed_container_inside_a_timestamped_one_is_judged_too() -> None:
    inner = changed(signed(), {FILES[0].name: b"other"})
    assert _rule(_stamped(inner, signing_pki().token(inner)), by=_both()) == ("TOTAL-FAILED", "DIGEST_WRONG")
    good = signed()
    report = judged(_stamped(good, signing_pki().token(good)), by=_both())
    assert report.passed
    assert [s.format for s in report.signatures] == ["Timestamp-B-T", "XAdES-B-LT"]


def test_signature_certificate_that_is_not_for_signing_is_refused() -> None:
    pki = SigningPki()
    right = pki.signer("P-256")
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=True,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = pki._builder(right.certificate.subject, right.key, right.certificate.issuer)
    certificate = builder.add_extension(usage, critical=True).sign(pki.issuing.key, hashes.SHA256())
    pki._signers["P-256"] = replace(right, certificate=certificate)
    assert _rule(signed(pki=pki), by=trust(pki)) == ("INDETERMINATE", "KEY_USAGE_UNFIT")


def _openssl_cms(folder: Path, holder: Holder, *options: str) -> bytes:
    """Return a CAdES-B signature made by openssl over CONTENT."""
    (folder / "key.pem").write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(holder.pem)
    (folder / "content").write_bytes(CONTENT)
    words = ["openssl", "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER", *options]
    words += ["-signer", "certificate.pem", "-inkey", "key.pem", "-in", "content", "-out", "signature.p7s"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return (folder / "signature.p7s").read_bytes()


def _detached(document: bytes, content: bytes) -> Report:
    file = ades.DataFile("content", "text/plain", content)
    return validate(document, name="s.p7s", trust=_both(), at=VALIDATED_AT, policy="etsi", detached=(file,))


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256"])
def test_cades_of_openssl_is_right_but_unproven(tmp_path: Path, kind: str) -> None:
    report = _detached(_openssl_cms(tmp_path, signing_pki().signer(kind)), CONTENT)
    assert report.signatures[0].format == "CAdES-B-B"
    assert report.rule is not None
    assert report.rule.code == "REVOCATION_MISSING"


@pytest.mark.attack
def test_cades_over_other_content_is_refused(tmp_path: Path) -> None:
    report = _detached(_openssl_cms(tmp_path, signing_pki().signer("P-256")), b"other")
    assert report.rule is not None
    assert report.rule.code == "DIGEST_WRONG"


def test_cades_with_its_content_needs_no_file(tmp_path: Path) -> None:
    document = _openssl_cms(tmp_path, signing_pki().signer("P-256"), "-nodetach")
    assert _rule(document, by=_both()) == ("INDETERMINATE", "REVOCATION_MISSING")


@pytest.mark.parametrize("policy", ["ee", "etsi"])
def test_cades_in_asic_s_is_not_accepted_by_policies_of_digidoc(tmp_path: Path, policy: str) -> None:
    signature = _openssl_cms(tmp_path, signing_pki().signer("P-256"))
    container = packed({"mimetype": ASIC_S, "content": CONTENT, "META-INF/signature.p7s": signature})
    assert _rule(container, by=_both(), policy=policy) == ("INDETERMINATE", "PROFILE_NOT_ACCEPTED")


def test_cades_in_asic_s_passes_by_the_latvian_policy() -> None:
    assert judged(shaped("cades.asics"), policy="lv").passed


@pytest.mark.attack
def test_cades_in_asic_s_over_other_content_is_refused() -> None:
    container = changed(shaped("cades.asics"), {"a.txt": b"other"})
    assert _rule(container, by=_both(), policy="lv") == ("TOTAL-FAILED", "DIGEST_WRONG")


@pytest.mark.parametrize("second", ["META-INF/signature2.p7s", "META-INF/timestamp.tst", "META-INF/signatures.xml"])
def test_asic_s_with_more_than_one_proof_is_refused(second: str) -> None:
    world = signing_pki()
    container = shaped("cades.asics")
    proofs = {
        "META-INF/signature2.p7s": entries(container)["META-INF/signature.p7s"],
        "META-INF/timestamp.tst": world.token(TEXT.content),
        "META-INF/signatures.xml": entries(signed(format=ades.Format.ASICS, files=(TEXT,)))["META-INF/signatures.xml"],
    }
    report = judged(changed(container, {second: proofs[second]}), policy="lv")
    assert report.rule is not None
    assert report.rule.code == "ASIC_S_PROOFS"
