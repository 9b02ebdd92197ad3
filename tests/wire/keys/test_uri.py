"""PKCS#11 URIs as RFC 7512 writes them."""

import pytest

from esigner.wire.keys import uri
from esigner.wire.keys.errors import TokenUriInvalidError


def test_every_part_is_read() -> None:
    read = uri.read(
        "pkcs11:token=My%20Seal;serial=12;model=M;manufacturer=A;object=key%3B1;id=%01%FF;type=private;slot-id=3"
        "?module-path=/usr/lib/x.so&pin-value=12%2634"
    )
    assert read.token == {"token": "My Seal", "serial": "12", "model": "M", "manufacturer": "A"}
    assert (read.label, read.id, read.slot) == ("key;1", b"\x01\xff", 3)
    assert (read.module, read.pin) == ("/usr/lib/x.so", "12&34")


def test_shortest_uri_names_nothing() -> None:
    read = uri.read("pkcs11:")
    assert (read.token, read.label, read.id, read.name) == ({}, None, None, "pkcs11")


@pytest.mark.parametrize("source", ["file:/run/pin", "file:///run/pin", "/run/pin"])
def test_source_of_the_pin_is_a_file(source: str) -> None:
    assert uri.read(f"pkcs11:token=A?pin-source={source}").pin_source == "/run/pin"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("pkcs12:token=A", "pkcs12"),
        ("pkcs11:token=A;token=B", "token"),
        ("pkcs11:colour=red", "colour"),
        ("pkcs11:token=A;", ""),
        ("pkcs11:token", "token"),
        ("pkcs11:token=A B", "token"),
        ("pkcs11:token=%FF", "token"),
        ("pkcs11:token=%zz", "token"),
        ("pkcs11:type=cert", "type"),
        ("pkcs11:slot-id=x", "slot-id"),
        ("pkcs11:token=A?pin-source=%7C/bin/sh", "pin-source"),
        ("pkcs11:token=A?pin-source=a&pin-value=b", "pin-source"),
        ("pkcs11:token=A?x-pin=1", "x-pin"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(text: str, part: str) -> None:
    with pytest.raises(TokenUriInvalidError) as refused:
        uri.read(text)
    assert refused.value.code == "TOKEN_URI_INVALID"
    assert refused.value.data == {"part": part}


def test_pin_does_not_show_in_messages() -> None:
    assert "9173" not in repr(uri.read("pkcs11:token=A?pin-value=9173"))
    with pytest.raises(TokenUriInvalidError) as refused:
        uri.read("pkcs11:token=A?pin-value=91 73")
    assert "73" not in str(refused.value)
