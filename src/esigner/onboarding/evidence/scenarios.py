"""The scenarios of step 3.1 as data: what to try, and which recorded events count."""

from dataclasses import dataclass, field
from typing import Final

from esigner.errors import Text

TWO_STEP: Final = "two-step"
"""How signing names a signature whose value was made outside the server."""

RESULT_SENT: Final = "signing.result.sent"
"""Recorded when the last byte of a signed document has been sent to the client that asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which audit events are runs of a scenario. An empty set means any value."""

    passing: frozenset[str] = frozenset()
    """Events that count as passed; their outcome must be one of `outcomes`."""
    failing: frozenset[str] = frozenset()
    """Events that count as failed; so does a passing event with another outcome, where `strict`. Otherwise that one is
    no run at all."""
    outcomes: frozenset[str] = frozenset({"ok"})
    strict: bool = True
    formats: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    fetched: bool = False
    """Passed only once the whole signed document was sent to the client, at one of the levels."""
    on_page: bool | None = None
    """Signed on the signing page (True), by two-step (False), either (None)."""
    route: str = ""
    """What the call's route must end with."""
    actors: frozenset[str] = frozenset()
    """Kinds of actor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One thing to try in the test environment."""

    code: str
    title: Text
    instruction: Text
    required: bool = True
    negative: bool = False
    """It is passed by a call that is refused."""
    rule: Rule = field(repr=False)


_SIGNED: Final = frozenset({"signing.signature.finalized"})
_NOT_SIGNED: Final = frozenset({"signing.signature.failed"})

SCENARIOS: Final[tuple[Scenario, ...]] = (
    Scenario(
        code="FIRST_CALL",
        title=Text("Pirmais autentificētais izsaukums", "First authenticated call"),
        instruction=Text(
            "Izsauciet GET /v1/probe ar klienta sertifikātu un galveni EPAK-Number.",
            "Call GET /v1/probe with the client certificate and the header EPAK-Number.",
        ),
        rule=Rule(passing=frozenset({"api.called"}), strict=False),
    ),
    Scenario(
        code="CONTAINER_LT_ON_PAGE",
        title=Text("ASiC-E vai EDOC (LT) parakstīts parakstīšanas lapā", "ASiC-E or EDOC (LT) signed on the page"),
        instruction=Text(
            "Atveriet sesiju ar formātu asice vai edoc un līmeni LT, nosūtiet personu uz signingUrl un saņemiet "
            "parakstīto konteineru.",
            "Open a session with format asice or edoc and level LT, send the person to signingUrl and fetch the "
            "signed container.",
        ),
        rule=Rule(
            passing=_SIGNED,
            failing=_NOT_SIGNED,
            formats=frozenset({"asice", "edoc"}),
            levels=frozenset({"LT", "LTA"}),
            fetched=True,
            on_page=True,
        ),
    ),
    Scenario(
        code="PDF_LT",
        title=Text("PDF (PAdES LT)", "PDF (PAdES LT)"),
        instruction=Text(
            "Atveriet sesiju ar formātu pdf un līmeni LT un saņemiet parakstīto PDF.",
            "Open a session with format pdf and level LT and fetch the signed PDF.",
        ),
        rule=Rule(
            passing=_SIGNED,
            failing=_NOT_SIGNED,
            formats=frozenset({"pdf"}),
            levels=frozenset({"LT", "LTA"}),
            fetched=True,
        ),
    ),
    Scenario(
        code="TWO_STEP",
        title=Text("Divu soļu parakstīšana", "Two-step signature"),
        instruction=Text(
            "Sagatavojiet parakstu ar POST …/signatures, parakstiet datus ārpus pakalpojuma un nosūtiet vērtību "
            "ar PUT; pieslēguma pakotnē ir testa personas atslēga un strādājošs skripts two-step.sh.",
            "Prepare with POST …/signatures, sign the data outside of the service and send the value with PUT; the "
            "connection pack holds a test person's key and a working script, two-step.sh.",
        ),
        rule=Rule(passing=_SIGNED, failing=_NOT_SIGNED, on_page=False),
    ),
    Scenario(
        code="CANCELLED_BY_SIGNER",
        title=Text("Parakstītājs atceļ", "The signer cancels"),
        instruction=Text(
            "Parakstīšanas lapā izvēlieties “Atteikties parakstīt” un apstrādājiet stāvokli CANCELLED.",
            "Choose “Decline to sign” on the signing page and handle the status CANCELLED.",
        ),
        negative=True,
        rule=Rule(passing=frozenset({"signing.session.cancelled"}), actors=frozenset({"person", "system"})),
    ),
    Scenario(
        code="REFUSED_CALL",
        title=Text("Noraidīts izsaukums", "A refused call"),
        instruction=Text(
            "Izsauciet API bez galvenes EPAK-Number (vai citādi nepareizi) un apstrādājiet atbildes kodu.",
            "Call the API without the header EPAK-Number (or wrongly in another way) and handle the code answered.",
        ),
        negative=True,
        rule=Rule(passing=frozenset({"api.refused"}), outcomes=frozenset({"refused"})),
    ),
    Scenario(
        code="VALIDATION",
        title=Text("Paraksta pārbaude", "Validation of a signature"),
        instruction=Text(
            "Nosūtiet parakstītu dokumentu uz POST /v1/validations un nolasiet atzinumu.",
            "Send a signed document to POST /v1/validations and read the verdict.",
        ),
        rule=Rule(passing=frozenset({"api.called"}), route="validations"),
    ),
)
