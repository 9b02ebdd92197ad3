"""What an institution sends for a connection: networks, and a CSR or a certificate with its proof."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, QueryDict

from esigner.onboarding import prose, requests
from esigner.pki import private_keys
from esigner.web.portal.forms.fields import KeyField, KeyFileField, TextField
from esigner.web.portal.language import both
from esigner.web.portal.requests import LARGEST_KEY_FILE_BYTES, pasted_or_uploaded, uploaded

NETWORK_ROWS: Final = 3
PARTS: Final = ("cidr", "label", "owner", "valid_from", "valid_to")
_LONGEST: Final = {"cidr": requests.LONGEST_CIDR, "label": prose.LONGEST_LINE, "owner": prose.LONGEST_LINE}
_LABELS: Final = {
    "cidr": both("IP adrese vai tīkls", "IP address or network"),
    "label": both("Nosaukums", "Label"),
    "owner": both("Adreses īpašnieks", "Owner of the address"),
    "valid_from": both("Derīga no", "Valid from"),
    "valid_to": both("Derīga līdz", "Valid to"),
}


def network_fields() -> dict[str, forms.Field]:
    """Return the fields `networks-<row>-<part>`."""
    made: dict[str, forms.Field] = {}
    for index in range(NETWORK_ROWS):
        for part in PARTS:
            if part.startswith("valid"):
                field: forms.Field = forms.DateField(
                    required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                )
            else:
                field = TextField(required=False, longest=_LONGEST[part])
            field.label = _LABELS[part]
            # The page says once that only the address is needed.
            field.optional = False  # type: ignore[attr-defined]  # read by the field tag
            made[f"networks-{index}-{part}"] = field
    return made


def networks_of(data: Mapping[str, Any]) -> tuple[requests.NetworkEntry, ...]:
    """Return the rows in which an address was typed."""
    rows: Iterator[dict[str, Any]] = (
        {part: data.get(f"networks-{index}-{part}") for part in PARTS} for index in range(NETWORK_ROWS)
    )
    return tuple(requests.NetworkEntry(**row) for row in rows if row["cidr"])


class NetworksForm(forms.Form):
    """Networks alone, for maintenance."""

    use_required_attribute = False

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — Django's own signature
        """Make the rows."""
        super().__init__(*args, **values)
        self.fields.update(network_fields())

    def networks(self) -> tuple[requests.NetworkEntry, ...]:
        """Return what was typed."""
        self.full_clean()
        return networks_of(self.cleaned_data)

    def network_rows(self) -> list[list[BoundField]]:
        """Return the fields of each row."""
        return [[self[f"networks-{index}-{part}"] for part in PARTS] for index in range(NETWORK_ROWS)]


class KeyForm(forms.Form):
    """A CSR; in production a certificate of a trusted third party instead, with the signed nonce."""

    use_required_attribute = False

    key_kind = forms.ChoiceField(
        choices=[
            ("csr", both("Sertifikāta pieprasījums (CSR)", "Certificate signing request (CSR)")),
            ("certificate", both("Uzticamas trešās puses izdots sertifikāts", "Certificate of a trusted third party")),
        ],
        widget=forms.RadioSelect,
        initial="csr",
        required=False,
        label=both("Ko iesniedzat", "What you hand in"),
    )
    csr = KeyField(
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        label=both("CSR (PEM)", "CSR (PEM)"),
        help_text=both("Privāto atslēgu nesūtiet nekad.", "Never send the private key."),
    )
    csr_file = KeyFileField(required=False, label=both("vai CSR fails", "or a CSR file"))
    certificate = KeyField(
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        label=both("Sertifikāts (PEM)", "Certificate (PEM)"),
    )
    certificate_file = KeyFileField(required=False, label=both("vai sertifikāta fails", "or a certificate file"))
    chain = KeyField(
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        label=both("Izdevēju ķēde (PEM)", "Chain of issuers (PEM)"),
    )
    chain_file = KeyFileField(required=False, label=both("vai ķēdes fails", "or a chain file"))
    nonce_signature = KeyField(
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        label=both("Izaicinājuma paraksts (base64)", "Signature of the challenge (base64)"),
    )
    nonce_signature_file = KeyFileField(required=False, label=both("vai paraksta fails", "or a signature file"))

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — Django's own signature
        """Mark no field as optional: the chosen kind decides which are needed."""
        super().__init__(*args, **values)
        for name in KeyForm.base_fields:
            self.fields[name].optional = False  # type: ignore[attr-defined]  # read by the field tag

    def key(self, request: HttpRequest, *, nonce: bytes) -> requests.Key:
        """Return the key as sent; a named check says what is wrong with it."""
        if request.POST.get("key_kind") != "certificate":
            return pasted_or_uploaded(request, "csr")
        return requests.ThirdPartyCertificate(
            certificate_pem=pasted_or_uploaded(request, "certificate"),
            chain_pem=pasted_or_uploaded(request, "chain"),
            nonce=nonce,
            nonce_signature=_signature(request),
        )


class OriginsForm(forms.Form):
    """Return origins alone, for maintenance."""

    use_required_attribute = False

    return_origins = TextField(
        longest=requests.LONGEST_ORIGINS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        label=both("Atgriešanās adreses", "Return origins"),
        help_text=both(
            "Uz kurām adresēm parakstītāju drīkst atgriezt un sūtīt paziņojumus (notifyUrl), pa vienai rindā: "
            "https://sistema.iestade.lv",
            "Where a signer may be sent back to and notifications (notifyUrl) may go, one a line, for example "
            "https://system.institution.lv",
        ),
    )

    def origins(self) -> tuple[str, ...]:
        """Return the return origins."""
        self.full_clean()
        lines = self.cleaned_data.get("return_origins", "").splitlines()
        return tuple(line.strip() for line in lines if line.strip())


class ConnectionForm(NetworksForm, KeyForm, OriginsForm):
    """A whole connection request (2.1, 4.1)."""


def with_files(request: HttpRequest) -> QueryDict:
    """Return what was posted with the chosen files' text in the text fields, so that no file is chosen twice."""
    data = request.POST.copy()
    for name in ("csr", "certificate", "chain"):
        file = uploaded(request, f"{name}_file", limit_bytes=LARGEST_KEY_FILE_BYTES)
        if file is not None:
            data[name] = _as_text(name, file[1])
    signature = uploaded(request, "nonce_signature_file", limit_bytes=LARGEST_KEY_FILE_BYTES)
    if signature is not None:
        data["nonce_signature"] = "" if private_keys.is_in(signature[1]) else b64encode(signature[1]).decode()
    return data


def _as_text(name: str, content: bytes) -> str:
    """Return a file as the page shows it: as it would be kept, or as it is where that is plain text; never a key."""
    if name == "csr":
        kept = requests.normalised(content)
    else:
        read = requests.normalised(
            requests.ThirdPartyCertificate(certificate_pem=content, chain_pem=b"", nonce_signature=b"")
        )
        kept = read.certificate_pem + read.chain_pem if isinstance(read, requests.ThirdPartyCertificate) else b""
    if isinstance(kept, bytes) and kept:
        return kept.decode("ascii")
    return content.decode("ascii") if content.isascii() and not private_keys.is_in(content) else ""


def _signature(request: HttpRequest) -> bytes:
    file = uploaded(request, "nonce_signature_file", limit_bytes=LARGEST_KEY_FILE_BYTES)
    if file is not None:
        return file[1]
    typed = request.POST.get("nonce_signature", "")
    if private_keys.is_in(typed):
        # A key in the signature's place: passed on as it is, so that the check of that name finds it.
        return typed.encode("utf-8", "replace")
    try:
        return b64decode("".join(typed.split()), validate=True)
    except ValueError:
        # What is not base64 is not a signature: the named check of possession says so.
        return b""
