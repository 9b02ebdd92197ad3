"""Inputs of each kind that asks for much work, as large as ten megabytes allow: `./run fuzz --dear` measures them."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.world import hostile
from tests.world.signed import signed

LARGEST_BYTES: Final = 10 * 1024 * 1024

DEAR: Final[Mapping[str, Callable[[], bytes]]] = {
    "zip: zeros": lambda: hostile.zeros(entries=9_000),
    "zip: long names": lambda: hostile.long_names(entries=700),
    "xml: one target": lambda: hostile.one_target(references=20_000, nodes=500_000),
    "xml: nested targets": lambda: hostile.nested_targets(depth=200, nodes=200_000),
    "xml: transforms": lambda: hostile.transformed(transforms=8, nodes=1_000_000),
    "xml: many signatures": lambda: hostile.many_signatures(signatures=9_000),
    "xml: nested signatures": lambda: hostile.nested_signatures(depth=150),
    "xml: namespaces": lambda: hostile.many_namespaces(namespaces=200_000, nodes=10),
    "xml: namespaces and nodes": lambda: hostile.many_namespaces(namespaces=20, nodes=1_000_000),
    "xml: attributes": lambda: hostile.many_attributes(attributes=600_000),
    "xml: nodes": lambda: hostile.many_nodes(nodes=2_400_000),
    "xml: brackets": lambda: b"<a>" * 3_000_000,
    "cms: indefinite": lambda: hostile.indefinite(elements=2_000_000),
    "cms: pieces": lambda: hostile.pieces(octets=3_000_000),
    "cms: signers": lambda: hostile.cms(signers=180_000),
    "cms: attributes": lambda: hostile.cms(attributes=900_000),
    "pdf: shared kids": lambda: hostile.shared_kids(levels=40),
    "pdf: deep kids": lambda: hostile.deep_kids(levels=100_000),
    "pdf: cross-reference stream": lambda: hostile.cross_reference_stream(entries=3_000_000),
    "pdf: claimed widths": lambda: hostile.claimed_cross_references(widths=b"[0 0 0]", index=b"[0 2147483647]"),
    "pdf: claimed index": lambda: hostile.claimed_cross_references(widths=b"[1 1 1]", index=b"[0 2147483647]"),
    "pdf: empty sections": lambda: hostile.empty_sections(sections=2_400_000),
    "pdf: updates of nothing": lambda: hostile.updates_of_nothing(updates=90_000),
    "pdf: security store": lambda: hostile.security_store(streams=40, megabytes=16),
    "pdf: signature fields": lambda: hostile.many_signature_fields(fields=10_000, kilobytes=6_000),
    "pdf: ways": lambda: hostile.updated(hostile.many_ways(levels=40), number=44),
    "pdf: digits": lambda: hostile.fields_that_are(b"9" * 9_000_000),
    "pdf: real": lambda: hostile.fields_that_are(b"." + b"9" * 9_000_000),
    "pdf: array": lambda: hostile.fields_that_are(b"[" + b"1 " * 4_500_000 + b"]"),
    "pdf: references": lambda: hostile.fields_that_are(b"[" + b"4 0 R " * 1_500_000 + b"]"),
    "pdf: hexadecimal": lambda: hostile.fields_that_are(b"<" + b"30" * 4_500_000 + b">"),
    "pdf: string": lambda: hostile.fields_that_are(b"(" + b"\\050" * 2_200_000 + b")"),
    "pdf: brackets": lambda: hostile.fields_that_are(b"[" * 9_000_000),
    "pdf: dictionaries": lambda: hostile.fields_that_are(b"<</A" * 2_200_000),
    "pdf: name": lambda: hostile.fields_that_are(b"/" + b"#41" * 3_000_000),
    "pdf: comments": lambda: hostile.fields_that_are(b"%\n" * 4_500_000),
    "pdf: white space": lambda: b"%PDF-1.7\n" + b" " * 9_000_000,
    "pdf: object streams": lambda: hostile.object_streams(streams=300, megabytes=4),
    "json: values": lambda: hostile.json_values(values=4_500_000),
    "json: brackets": lambda: b'{"payload":' + b"[" * 9_000_000,
    "json: signatures": lambda: hostile.jws_over(signatures=10_000, kilobytes=5_000),
    "a signed container, cut": lambda: signed()[:-200],
}
"""By kind and name."""
