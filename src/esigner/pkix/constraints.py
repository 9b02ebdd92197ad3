"""The names that an authority may certify (RFC 5280, 4.2.1.10 and 6.1.3 (b), (c))."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509

from esigner import bounds
from esigner.pkix import extensions, fields, names

COMPARISONS_AT_MOST: Final = 50_000
"""Comparisons of names with subtrees, for one path; beyond that it is refused unjudged."""


_Named = tuple[type[x509.GeneralName], object]
"""The kind of a name and the name."""


@dataclass(frozen=True, slots=True)
class _Subtrees:
    permitted: tuple[x509.GeneralName, ...]
    excluded: tuple[x509.GeneralName, ...]


def are_kept(below_anchor: Sequence[x509.Certificate]) -> bool:
    """Return whether the authorities above may certify every name.

    A constraint on a kind of name that cannot be compared excludes every name of that kind.

    Args:
        below_anchor: Certificates whose constraints apply and whose names are checked against them, topmost first.

    Raises:
        CertificatePartUnreadableError: The constraints, or the alternative names they apply to.
    """
    above: list[_Subtrees] = []
    left = COMPARISONS_AT_MOST
    for number, certificate in enumerate(below_anchor):
        is_last = number == len(below_anchor) - 1
        if above and (is_last or not fields.is_self_issued(certificate)):
            found = list(_names(certificate))
            comparisons = len(found) * sum(len(one.permitted) + len(one.excluded) for one in above)
            bounds.spend(comparisons)
            left -= comparisons
            if left < 0 or not all(_keeps(name, one) for one in above for name in found):
                return False
        above += _subtrees(certificate)
    return True


def _subtrees(certificate: x509.Certificate) -> list[_Subtrees]:
    found = extensions.find(certificate, x509.NameConstraints)
    if found is None:
        return []
    return [_Subtrees(tuple(found.value.permitted_subtrees or ()), tuple(found.value.excluded_subtrees or ()))]


def _names(certificate: x509.Certificate) -> Iterator[_Named]:
    """Return every name: the subject, the e-mail addresses in it, the alternative names."""
    subject = fields.subject(certificate)
    if subject.relative:
        yield x509.DirectoryName, subject.key
    for address in subject.values(names.EMAIL_ADDRESS):
        yield x509.RFC822Name, address
    alternative = extensions.find(certificate, x509.SubjectAlternativeName)
    for name in alternative.value if alternative else ():
        yield type(name), name.value


def _keeps(named: _Named, subtrees: _Subtrees) -> bool:
    kind, name = named
    permitted = [one.value for one in subtrees.permitted if type(one) is kind]
    excluded = [one.value for one in subtrees.excluded if type(one) is kind]
    if not permitted and not excluded:
        return True
    within = _WITHIN.get(kind)
    if within is None:
        return False
    try:
        is_permitted = not permitted or any(within(name, one) for one in permitted)
        return is_permitted and not any(within(name, one) for one in excluded)
    except _IncomparableError:
        return False


class _IncomparableError(Exception):
    """A name of a constrained kind, without the part that the constraint is about."""


def _directory_within(name: object, tree: object) -> bool:
    own = name if isinstance(name, tuple) else _key(name)
    base = _key(tree)
    return own[: len(base)] == base


def _key(name: object) -> names.Key:
    if not isinstance(name, x509.Name):
        raise _IncomparableError
    return names.read(name.public_bytes()).key


def _dns_within(name: object, tree: object) -> bool:
    return _host_within(str(name), str(tree), subdomains=True)


def _email_within(name: object, tree: object) -> bool:
    local, _, host = str(name).rpartition("@")
    wanted = str(tree)
    if "@" in wanted:
        wanted_local, _, wanted_host = wanted.rpartition("@")
        return local == wanted_local and host.lower() == wanted_host.lower()
    return _host_within(host, wanted, subdomains=False)


def _uri_within(name: object, tree: object) -> bool:
    try:
        host = urlsplit(str(name)).hostname
    except ValueError as error:
        raise _IncomparableError from error
    if not host or ":" in host or host.replace(".", "").isdigit():
        raise _IncomparableError
    return _host_within(host, str(tree), subdomains=False)


def _ip_within(name: object, tree: object) -> bool:
    if isinstance(name, IPv4Address) and isinstance(tree, IPv4Network):
        return name in tree
    return isinstance(name, IPv6Address) and isinstance(tree, IPv6Network) and name in tree


def _host_within(host: str, tree: str, *, subdomains: bool) -> bool:
    """Compare hosts; a subtree with a leading dot contains only names below it, one of DNS names also itself."""
    host, tree = host.lower().rstrip("."), tree.lower()
    if not tree:
        return True
    if tree.startswith("."):
        return host.endswith(tree)
    return host == tree or (subdomains and host.endswith(f".{tree}"))


_WITHIN: Final[dict[type, Callable[[object, object], bool]]] = {
    x509.DirectoryName: _directory_within,
    x509.DNSName: _dns_within,
    x509.RFC822Name: _email_within,
    x509.UniformResourceIdentifier: _uri_within,
    x509.IPAddress: _ip_within,
}
