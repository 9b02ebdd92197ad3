"""How to seal: options of the command line, and the `SealOptions` that they mean.

What a format does not offer, the engine refuses by code.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esigner.cli import services
from esigner.cli.errors import OptionMissingError, OptionsUnfitError

if TYPE_CHECKING:
    from esigner.ades.create.claims import Claims, ProductionPlace, SignaturePolicy
    from esigner.ades.create.layout import Layout, Visible
    from esigner.ades.encoding.formats import Shape
    from esigner.wire.sealing import SealOptions

_COMMITMENTS: Final = {
    "origin": "ProofOfOrigin",
    "receipt": "ProofOfReceipt",
    "delivery": "ProofOfDelivery",
    "sender": "ProofOfSender",
    "approval": "ProofOfApproval",
    "creation": "ProofOfCreation",
}
_CERTIFICATIONS: Final = {"no-changes": 1, "form-filling": 2, "annotations": 3}
_DIGEST_NAMES: Final = {32: "SHA256", 48: "SHA384", 64: "SHA512"}
"""By their length in bytes."""
_PLACE: Final = ("city", "street", "state", "postal_code", "country")
_OF_A_SIGNER: Final = (
    *("level", "algorithm", "role", *_PLACE, "commitment", "reason", "policy_oid", "policy_digest", "policy_uri"),
    *("packaging", "serialization", "field", "visible", "text", "image", "certify"),
)
"""Options that mean nothing without a signature."""
_PARTS_OF_VISIBLE: Final = 5


def add_options(parser: argparse.ArgumentParser, *, formats: tuple[str, ...]) -> None:
    """Add the options."""
    _add_signature(parser.add_argument_group("paraksts / signature"), formats=formats)
    _add_claims(parser.add_argument_group("ko parakstītājs apgalvo / what the signer claims"))
    _add_looks(parser.add_argument_group("PDF izskats / look of a PDF signature"))
    services.add_options(parser, tsa_required=False)


def _add_signature(group: "argparse._ArgumentGroup", *, formats: tuple[str, ...]) -> None:
    group.add_argument("--format", default="asice", choices=formats)
    group.add_argument("--level", choices=("B", "T", "LT", "LTA"), help="B, ja nav norādīts / B if left out")
    group.add_argument("--digest", default="SHA256", choices=("SHA256", "SHA384", "SHA512"))
    group.add_argument(
        "--algorithm",
        metavar="NAME",
        help="paraksta algoritms, ja ne atslēgas ierastais / such as RSA_SSA_PSS_SHA256_MGF1; the key's usual one",
    )
    group.add_argument(
        "--packaging",
        choices=("enveloped", "enveloping", "detached"),
        help="XAdES, CAdES, JAdES bez konteinera / that no container holds",
    )
    group.add_argument("--serialization", choices=("flattened", "general", "compact"), help="JAdES")
    group.add_argument(
        "--out-of-time",
        action="store_true",
        help="arī ja sertifikāts nav spēkā / sign though the certificate is not in force",
    )


def _add_claims(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--role", action="append", default=[], help="loma / role of the signer")
    group.add_argument("--place", "--city", dest="city", help="pilsēta, kurā paraksta / city of signing")
    group.add_argument("--street", help="iela / street")
    group.add_argument("--state", help="novads vai štats / state or province")
    group.add_argument("--postal-code", metavar="CODE", help="pasta indekss / postal code")
    group.add_argument("--country", help="valsts / country")
    group.add_argument("--commitment", choices=tuple(_COMMITMENTS), help="saistību veids / commitment type")
    group.add_argument("--reason", help="PDF: parakstīšanas iemesls / why it is signed")
    group.add_argument("--policy-oid", metavar="OID", help="paraksta politika / signature policy")
    group.add_argument(
        "--policy-digest", metavar="HEX", type=_digest, help="politikas jaucējkods SHA-2 / SHA-2 of the policy document"
    )
    group.add_argument("--policy-uri", metavar="URI", help="kur politika ir atrodama / where it can be had")


def _add_looks(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--field", metavar="NAME", help="tukšs paraksta lauks / empty signature field to be filled")
    group.add_argument(
        "--visible",
        metavar="PAGE,X,Y,W,H",
        type=_box,
        help="vieta lappusē, punktos no kreisā apakšējā stūra / place in points from the lower left corner",
    )
    group.add_argument("--text", action="append", default=[], metavar="LINE", help="redzama rinda / line to be seen")
    group.add_argument("--image", metavar="FILE", help="PNG vai JPEG attēls / picture to be seen")
    group.add_argument(
        "--certify", choices=tuple(_CERTIFICATIONS), help="sertificē: kas vēl atļauts / certify: what stays allowed"
    )


def read(args: argparse.Namespace) -> "SealOptions":
    """Return what the options mean.

    Raises:
        OptionsUnfitError, OptionMissingError: They do not go together.
        AdesError: A claim or an appearance that no document can hold.
    """
    from esigner.ades.encoding.formats import Format, Level  # noqa: PLC0415  the command line must start fast
    from esigner.wire.keys.validity import OutOfTime  # noqa: PLC0415  as above
    from esigner.wire.sealing import SealOptions  # noqa: PLC0415  as above

    if args.timestamp_only:
        _check_nobody_signs(args)
    return SealOptions(
        format=Format(args.format),
        level=Level(args.level or "B"),
        authorities=services.authorities(args) if args.tsa else None,
        known=services.known(args),
        digest_algorithm=args.digest,
        signature_algorithm=args.algorithm,
        claims=_claims(args),
        reason=args.reason,
        shape=_shape(args),
        layout=_layout(args),
        reach=services.reach(args),
        out_of_time=OutOfTime.ACCEPTED if args.out_of_time else OutOfTime.REFUSED,
    )


def _check_nobody_signs(args: argparse.Namespace) -> None:
    if args.format != "asics":
        raise OptionsUnfitError(options=f"--timestamp-only, --format {args.format}")
    for name in _OF_A_SIGNER:
        if getattr(args, name):
            raise OptionsUnfitError(options=f"--timestamp-only, --{name.replace('_', '-')}")
    if not args.tsa:
        raise OptionMissingError(option="--tsa", beside="--timestamp-only")


def _claims(args: argparse.Namespace) -> "Claims":
    from esigner.ades.create.claims import NO_CLAIMS, Claims, Commitment  # noqa: PLC0415  as above

    claims = Claims(
        roles=tuple(args.role),
        place=_place(args),
        commitment=Commitment(_COMMITMENTS[args.commitment]) if args.commitment else None,
        policy=_policy(args),
    )
    return claims if claims != NO_CLAIMS else NO_CLAIMS


def _place(args: argparse.Namespace) -> "ProductionPlace | None":
    from esigner.ades.create.claims import ProductionPlace  # noqa: PLC0415  as above

    parts = {name: getattr(args, name) for name in _PLACE if getattr(args, name)}
    return ProductionPlace(**parts) if parts else None


def _policy(args: argparse.Namespace) -> "SignaturePolicy | None":
    from esigner.ades.create.claims import SignaturePolicy  # noqa: PLC0415  as above

    if not args.policy_oid:
        if args.policy_digest or args.policy_uri:
            raise OptionMissingError(option="--policy-oid", beside="--policy-digest, --policy-uri")
        return None
    if not args.policy_digest:
        raise OptionMissingError(option="--policy-digest", beside="--policy-oid")
    return SignaturePolicy(
        oid=args.policy_oid,
        digest=args.policy_digest,
        digest_algorithm=_DIGEST_NAMES[len(args.policy_digest)],
        uri=args.policy_uri or "",
    )


def _shape(args: argparse.Namespace) -> "Shape":
    from esigner.ades.encoding.formats import Packaging, Serialization, Shape  # noqa: PLC0415  as above

    return Shape(
        packaging=Packaging(args.packaging) if args.packaging else None,
        serialization=Serialization(args.serialization) if args.serialization else None,
    )


def _layout(args: argparse.Namespace) -> "Layout | None":
    if not (args.field or args.visible or args.text or args.image or args.certify):
        return None
    from esigner.ades.create.layout import Certification, Layout  # noqa: PLC0415  as above

    certification = Certification(_CERTIFICATIONS[args.certify]) if args.certify else None
    return Layout(field=args.field, visible=_visible(args), certification=certification)


def _visible(args: argparse.Namespace) -> "Visible | None":
    from esigner.ades.create.layout import Visible  # noqa: PLC0415  as above

    if not (args.text or args.image):
        if args.visible:
            raise OptionMissingError(option="--text / --image", beside="--visible")
        return None
    if not args.visible and not args.field:
        raise OptionMissingError(option="--visible / --field", beside="--text, --image")
    if args.visible and args.field:
        raise OptionsUnfitError(options="--visible, --field")  # the field has its place
    page, rectangle = args.visible or (1, None)
    image = Path(args.image).read_bytes() if args.image else None
    return Visible(lines=tuple(args.text), image=image, page=page, rectangle=rectangle)


def _box(text: str) -> tuple[int, tuple[int, int, int, int]]:
    parts = [int(part) for part in text.split(",")]
    if len(parts) != _PARTS_OF_VISIBLE:
        raise argparse.ArgumentTypeError(text)
    page, left, bottom, width, height = parts
    return page, (left, bottom, left + width, bottom + height)


def _digest(text: str) -> bytes:
    digest = bytes.fromhex(text)
    if len(digest) not in _DIGEST_NAMES:
        raise argparse.ArgumentTypeError(text)
    return digest
