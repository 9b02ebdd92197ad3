"""To where the service lets itself be sent."""

import pytest

from esigner.pki import destinations

LOOPBACK = frozenset({"loopback"})


@pytest.mark.attack
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::1", "nav adrese", "",
    ],
)  # fmt: skip
def test_address_of_the_house_is_refused(address: str) -> None:
    assert not destinations.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "85.254.1.7", "2a03:ec00::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_address_of_the_internet_is_allowed(address: str) -> None:
    assert destinations.is_public(address)


def test_range_is_allowed_by_name_and_no_other_with_it() -> None:
    assert destinations.is_public("127.0.0.1", allowed_ranges=LOOPBACK)
    assert destinations.is_public("::1", allowed_ranges=LOOPBACK)
    assert destinations.is_public("::ffff:127.0.0.1", allowed_ranges=LOOPBACK)
    assert not destinations.is_public("10.0.0.1", allowed_ranges=LOOPBACK)


@pytest.mark.attack
@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST.", "a.localhost", "db", "printeris.local", "metadata.google.internal", "127.0.0.1",
        "127.1", "2130706433", "0x7f000001", "0x7f.0.0.0x1", "017700000001", "[::1]", "10.0.0.1", "",
    ],
)  # fmt: skip
def test_host_of_the_house_is_refused_as_written(host: str) -> None:
    assert not destinations.is_public_host(host)


@pytest.mark.parametrize("host", ["sistema.iestade.lv", "8.8.8.8", "[2a03:ec00::1]", "xn--ga-zpa.lv", "0x.iestade.lv"])
def test_host_of_the_internet_is_allowed(host: str) -> None:
    assert destinations.is_public_host(host)


def test_names_of_the_house_follow_the_ranges_that_are_allowed() -> None:
    assert destinations.is_public_host("localhost", allowed_ranges=LOOPBACK)
    assert not destinations.is_public_host("db", allowed_ranges=LOOPBACK)
    assert destinations.is_public_host("db", allowed_ranges=frozenset({"private"}))
