"""BER comes out as the DER of the same value."""

from hypothesis import given, settings

from esigner.asn1 import canonical, der, nodes
from tests.asn1.test_nodes import in_ber


@settings(deadline=None)
@given(in_ber())
def test_ber_becomes_der(both: tuple[bytes, bytes]) -> None:
    strict, loose = both
    assert canonical.in_der(nodes.read_ber(loose)) == strict
    assert canonical.in_der(nodes.read(strict)) == strict


def test_elements_of_a_set_are_put_in_order() -> None:
    assert canonical.in_der(nodes.read_ber(bytes.fromhex("3180020102020101" + "0000"))) == der.set_of(
        der.integer(1), der.integer(2)
    )
