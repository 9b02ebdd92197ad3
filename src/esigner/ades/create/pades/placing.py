"""A signature with a layout: in an existing field or a new one, visible or not, as an approval or a certification.

The plain case is in `document`; this adds what a `Layout` requests.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.form_tools import get_single_field_annot
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from esigner.ades.create.errors import PdfLayoutError
from esigner.ades.create.layout import Layout, Visible, check_rectangle
from esigner.ades.create.pades import encryption, page, page_tree, pdfa, permissions
from esigner.ades.create.pades.appearance import Standard, draw
from esigner.ades.create.pades.document import Placeholder, free_field_name, writing


def place_signature(
    content: bytes,
    *,
    layout: Layout,
    digest_algorithm: str,
    signed_at: datetime,
    reserved_bytes: int,
    reason: str | None,
    location: str | None,
) -> Placeholder:
    """Return the update that holds the signature with this layout.

    Raises:
        PdfUnreadableError: Not a PDF, or too broken to be extended.
        PdfEncryptedError: It needs a password.
        PdfNotPermittedError: It is encrypted and does not permit signatures.
        PdfDynamicFormError: It displays content that is not in it.
        PdfLockedError: An earlier signer allows no changes.
        PdfNewFieldError: It is certified, and the signature would be visible in a field of its own.
        PdfFieldError: The field cannot be filled.
        PdfCertificationError: It is already signed.
        PdfLayoutError: The appearance cannot be drawn.
    """
    with writing(content) as writer:
        page_tree.check(writer.prev.root)
        encryption.check_permitted(writer, new_field=layout.field is None)
        permissions.check_unlocked(writer, field=layout.field or free_field_name(writer))
        permissions.check_first(writer, layout.certification)
        steps, lock = _begun(writer, layout)
        field: Any = next(steps).get_object()
        if layout.visible is not None:
            _show(writer, field, layout.visible)
        pdfa.ensure_look(writer, field)
        writer.register_extension(ESIC_EXTENSION_1)
        signature = SignatureObject(
            timestamp=signed_at,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            bytes_reserved=2 * reserved_bytes,
        )
        digest = digest_algorithm.lower()
        mdp = _permissions(layout, lock, digest)
        steps.send(SigObjSetup(sig_placeholder=signature, mdp_setup=mdp))
        prepared, output = steps.send(SigIOSetup(md_algorithm=digest, in_place=True))
        extended = output.getvalue()
        return Placeholder(
            before=extended[len(content) : prepared.reserved_region_start + 1],
            after=extended[prepared.reserved_region_end - 1 :],
            digest=prepared.document_digest,
        )


def _begun(writer: IncrementalPdfFileWriter, layout: Layout) -> tuple[Any, tuple[Any, MDPPerm | None]]:
    """Return pyHanko's steps for the field, and what the field locks."""
    if layout.field is not None:
        lock = permissions.lock_of(permissions.empty_field(writer, layout.field))
        return PdfCMSEmbedder().write_cms(layout.field, writer, existing_fields_only=True), lock
    name = free_field_name(writer)
    spec = SigFieldSpec(name)
    if layout.visible is not None:
        if layout.visible.rectangle is None:
            raise PdfLayoutError(reason="no rectangle")
        permissions.check_new_visible_field(writer)
        box: Any = page.numbered(writer.prev, layout.visible.page).own(layout.visible.rectangle)
        spec = SigFieldSpec(name, on_page=layout.visible.page - 1, box=box)
    return PdfCMSEmbedder(new_field_spec=spec).write_cms(name, writer), (None, None)


def _permissions(layout: Layout, lock: tuple[Any, MDPPerm | None], digest: str) -> SigMDPSetup | None:
    fields, level = lock
    if layout.certification is not None:
        wanted = MDPPerm(int(layout.certification))
        level = wanted if level is None else min(wanted, level)
    if fields is None and level is None:
        return None
    return SigMDPSetup(
        md_algorithm=digest, certify=layout.certification is not None, field_lock=fields, docmdp_perms=level
    )


def _show(writer: IncrementalPdfFileWriter, field: Any, visible: Visible) -> None:  # noqa: ANN401  a PDF dictionary
    annotation: Any = get_single_field_annot(field)
    left, bottom, right, top = (float(number) for number in annotation["/Rect"])
    width, height = abs(right - left), abs(top - bottom)
    check_rectangle((min(left, right), min(bottom, top), max(left, right), max(bottom, top)))
    place = page.of_annotation(writer, annotation)
    width, height = place.turned(width, height)
    standard = Standard.PDF_A_1 if pdfa.is_first_part(writer) else Standard.PDF_A_2
    drawn = draw(visible, width=width, height=height, standard=standard)
    look = writer.import_page_as_xobject(PdfFileReader(BytesIO(drawn)))
    number: Any = generic.FloatObject
    matrix = generic.ArrayObject(map(number, place.matrix(width, height)))
    look.get_object()[generic.pdf_name("/Matrix")] = matrix
    dictionary: Any = generic.DictionaryObject
    annotation["/AP"] = dictionary({generic.pdf_name("/N"): look})
    writer.update_container(annotation)
