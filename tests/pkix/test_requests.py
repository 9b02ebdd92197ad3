"""Requests of strangers: loaded, or refused by our own error."""

import random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.algorithms import signatures
from esigner.pkix import requests
from esigner.pkix.errors import CertificatePartUnreadableError
from tests.world import openssl

PEM = openssl.request()
DER = requests.load_pem(PEM).public_bytes(Encoding.DER)


def test_request_is_loaded_and_its_algorithm_told() -> None:
    request = requests.load(DER)
    assert requests.proves_possession(request)
    assert requests.algorithm_of(request) in {row.identifier_der for row in signatures.WRITTEN.values()}
    assert requests.public_key(request) == x509.load_pem_x509_csr(PEM).public_key()


def test_block_is_found_in_text() -> None:
    assert requests.load_pem(b"text\n" + PEM + b"more").public_bytes(Encoding.DER) == DER
    for wrong in (b"", PEM.replace(b"END", b"ENDE"), PEM.replace(b"M", b"=", 1)):
        with pytest.raises(CertificatePartUnreadableError):
            requests.load_pem(wrong)


def test_version_that_does_not_exist_is_told() -> None:
    at = DER.index(b"\x02\x01\x00")
    with pytest.raises(CertificatePartUnreadableError) as refused:
        requests.load(DER[:at] + b"\x02\x01\x02" + DER[at + 3 :])
    assert refused.value.data == {"part": "version", "version": 2}


@pytest.mark.attack
def test_nothing_but_our_own_error_comes_out() -> None:
    seeded = random.Random(8)  # noqa: S311 — the same inputs each time
    read = 0
    for _ in range(800):
        broken = bytearray(DER)
        broken[seeded.randrange(len(broken))] = seeded.randrange(256)
        try:
            request = requests.load(bytes(broken))
            requests.algorithm_of(request)
            assert requests.proves_possession(request) is (bytes(broken) == DER)
            requests.public_key(request)
        except CertificatePartUnreadableError:
            continue
        read += 1
    assert 100 < read < 800
