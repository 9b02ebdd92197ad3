from ipaddress import ip_network

import pytest

from esigner.pki import network_policy
from esigner.pki.checks import Outcome
from esigner.pki.network_policy import NetworkReport


def outcomes(report: NetworkReport) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in report.checks}


@pytest.mark.parametrize(
    "text",
    [
        "85.254.1.7",
        "85.254.1.0/24",
        " 85.254.1.0/28 ",
        "2a03:ec00::1",
        "2a03:ec00::/64",
        "2001:200::/64",
        "2002:808:808::/64",
    ],
)
def test_check_passes_public_networks(text: str) -> None:
    report = network_policy.check(text)
    assert report.passed
    assert report.network == ip_network(text.strip())
    assert set(outcomes(report).values()) == {Outcome.PASSED}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.lv",
        "85.254.1.300",
        "85.254.1.7/24",
        "85.254.1.0/33",
        "85.254.001.7",
        "2a03:ec00::1%eth0",
        "fe80::1%1",
        "2a03::%a/64",
    ],
)
def test_check_refuses_what_is_no_network(text: str) -> None:
    report = network_policy.check(text)
    assert not report.passed
    assert report.network is None
    assert outcomes(report)["NETWORK_PARSE"] is Outcome.FAILED


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "85.254.0.0/23", "2a03:ec00::/63"])
def test_check_refuses_what_is_too_wide(text: str) -> None:
    assert outcomes(network_policy.check(text))["NETWORK_WIDTH"] is Outcome.FAILED


RANGE_EXAMPLES = {
    "unspecified": ("0.0.0.0", "::"),  # noqa: S104 - an address that is refused
    "private": ("10.1.2.3", "172.31.0.0/24", "192.168.1.1", "fd00::1", "fec0::1", "fec0::/64", "2002:a00:1::/64"),
    "loopback": ("127.0.0.1", "::1", "2002:7f00:1::1"),
    "link-local": ("169.254.169.254", "fe80::1", "2002:a9fe:a9fe::/64"),
    "multicast": ("224.0.0.1", "ff02::1"),
    "reserved": (
        "3ffe::1",
        "3ffe:2900::/64",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "100::1",
        "100:0:0:1::1",
        "192.88.99.1",
        "192.31.196.1",
        "192.175.48.1",
        "192.52.193.1",
        "2620:4f:8000::1",
        "2001::1",
        "2001:0:4136:e378::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::/64",
        "64:ff9b:1::/64",
        "64:ff9b:1:ffff::1",
        "5f00::1",
        "4000::1",
        "1000::/64",
        "200::1",
        "a000::1",
        "fe00::1",
    ),
    "documentation": ("192.0.2.1", "198.51.100.0/24", "203.0.113.9", "2001:db8::1", "3fff::1"),
    "mapped": (
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "::2",
        "::ffff:0:808:808",
    ),
}


def test_every_refused_range_has_an_example() -> None:
    assert set(RANGE_EXAMPLES) == set(network_policy.RANGES)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RANGE_EXAMPLES.items() for text in texts])
def test_check_refuses_the_range_unless_it_is_allowed(name: str, text: str) -> None:
    assert outcomes(network_policy.check(text))["NETWORK_RANGE"] is Outcome.FAILED
    assert network_policy.check(text, allowed_ranges=frozenset({name})).passed
    others = frozenset(network_policy.RANGES) - {name}
    assert not network_policy.check(text, allowed_ranges=others).passed


def test_check_warns_of_shared_carrier_addresses() -> None:
    report = network_policy.check("100.64.3.3")
    assert report.passed
    assert outcomes(report)["NETWORK_CGNAT"] is Outcome.WARNING


def test_check_warns_of_addresses_of_other_institutions() -> None:
    report = network_policy.check("85.254.1.7", used_by_others=[ip_network("2a03::/64"), ip_network("85.254.1.0/28")])
    assert report.passed
    assert outcomes(report)["NETWORK_USED_BY_OTHERS"] is Outcome.WARNING


@pytest.mark.parametrize("text", ["nonsense", "10.0.0.0/8", "85.254.1.7"])
def test_a_report_always_holds_every_check(text: str) -> None:
    report = network_policy.check(text)
    assert tuple(check.name for check in report.checks) == network_policy.NAMES
    assert all(check.text.lv and check.text.en for check in report.checks)


def test_check_reports_all_faults_at_once() -> None:
    found = outcomes(network_policy.check("10.0.0.0/8", used_by_others=[ip_network("10.1.0.0/24")]))
    assert found["NETWORK_WIDTH"] is Outcome.FAILED
    assert found["NETWORK_RANGE"] is Outcome.FAILED
    assert found["NETWORK_USED_BY_OTHERS"] is Outcome.WARNING
