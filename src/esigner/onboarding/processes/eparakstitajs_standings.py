"""The states of applying for the E-signer and what each means: whose turn it is, what comes next, until when."""

from enum import StrEnum
from typing import Final

from esigner.errors import Text
from esigner.onboarding.processes.table import Side, Standing


class State(StrEnum):
    """The states of a cooperation case, from the first draft to daily use."""

    DRAFT = "draft"
    RENDERED = "rendered"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    REGISTERED = "registered"
    TEST_REQUESTED = "test_requested"
    TEST_CONNECTED = "test_connected"
    TESTING = "testing"
    FIXING = "fixing"
    TESTED = "tested"
    PRODUCTION_REQUESTED = "production_requested"
    PRODUCTION_APPROVED = "production_approved"
    PRODUCTION_CONNECTED = "production_connected"
    LIVE = "live"
    CLOSED = "closed"


STANDINGS: Final[tuple[Standing, ...]] = (
    Standing(
        state=State.DRAFT,
        title=Text("Melnraksts", "Draft"),
        step="1.2",
        turn=Side.INSTITUTION,
        next_action=Text("Iestāde aizpilda Pieteikumu.", "The Institution fills in the Application."),
        action="application.edit",
    ),
    Standing(
        state=State.RENDERED,
        title=Text("Sagatavots parakstīšanai", "Ready to be signed"),
        step="1.2",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde paraksta un iesniedz Pieteikumu.", "The Institution signs and submits the Application."
        ),
        action="application.sign",
    ),
    Standing(
        state=State.SIGNED,
        title=Text("Parakstīts", "Signed"),
        step="1.2",
        turn=Side.INSTITUTION,
        next_action=Text("Iestāde iesniedz parakstīto Pieteikumu.", "The Institution submits the signed Application."),
        action="application.sign",
    ),
    Standing(
        state=State.SUBMITTED,
        title=Text("Iesniegts", "Submitted"),
        step="1.3",
        turn=Side.AGENCY,
        next_action=Text(
            "Aģentūra izskata Pieteikumu un reģistrē sadarbības gadījumu.",
            "The Agency examines the Application and registers the cooperation case.",
        ),
        action="application.decide",
        due_days=10,
    ),
    Standing(
        state=State.RETURNED,
        title=Text("Labojams", "Returned for correction"),
        step="1.2+",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde izlabo Pieteikumu un iesniedz to atkārtoti.",
            "The Institution corrects the Application and submits it again.",
        ),
        action="application.edit",
        due_days=30,
    ),
    Standing(
        state=State.REJECTED,
        title=Text("Noraidīts", "Rejected"),
        step="1.2+",
        turn=None,
        next_action=Text(
            "Pieteikums ir noraidīts; var iesniegt jaunu.",
            "The Application is rejected; a new one may be submitted.",
        ),
        action="",
    ),
    Standing(
        state=State.REGISTERED,
        title=Text("Reģistrēts", "Registered"),
        step="2.1",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde nosūta testa vides IP adreses un CSR.",
            "The Institution sends the IP addresses and the CSR for the test environment.",
        ),
        action="request.test",
    ),
    Standing(
        state=State.TEST_REQUESTED,
        title=Text("Testa pieslēgums pieprasīts", "Test connection requested"),
        step="2.2",
        turn=Side.AGENCY,
        next_action=Text(
            "Aģentūra reģistrē klientu testa vidē un izdod sertifikātu.",
            "The Agency registers the client in the test environment and issues the certificate.",
        ),
        action="request.approve_test",
        due_days=5,
    ),
    Standing(
        state=State.TEST_CONNECTED,
        title=Text("Pieslēgts testa videi", "Connected to the test environment"),
        step="2.3",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde veic integrāciju; gaida pirmo autentificēto izsaukumu.",
            "The Institution integrates; the first authenticated call is awaited.",
        ),
        action="evidence.run",
    ),
    Standing(
        state=State.TESTING,
        title=Text("Testēšana", "Testing"),
        step="3.1",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde izpilda testa scenārijus un paziņo, ka notestēts.",
            "The Institution runs the test scenarios and declares it tested.",
        ),
        action="evidence.declare",
    ),
    Standing(
        state=State.FIXING,
        title=Text("Kļūdu labošana", "Fixing errors"),
        step="3.3",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde analizē un labo kļūdas un testē atkārtoti.",
            "The Institution analyses and fixes the errors and tests again.",
        ),
        action="evidence.run",
    ),
    Standing(
        state=State.TESTED,
        title=Text("Notestēts", "Tested"),
        step="4.1",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Iestāde informē par gatavību un nosūta produkcijas CSR vai sertifikātu.",
            "The Institution informs that it is ready and sends the CSR or the certificate for production.",
        ),
        action="request.production",
    ),
    Standing(
        state=State.PRODUCTION_REQUESTED,
        title=Text("Produkcijas pieslēgums pieprasīts", "Production connection requested"),
        step="4.2",
        turn=Side.AGENCY,
        next_action=Text(
            "Aģentūras pirmā amatpersona apstiprina produkcijas pieslēgumu.",
            "The Agency's first officer approves the production connection.",
        ),
        action="request.approve_production",
        due_days=5,
    ),
    Standing(
        state=State.PRODUCTION_APPROVED,
        title=Text("Produkcijas pieslēgums apstiprināts vienreiz", "Production connection approved once"),
        step="4.2",
        turn=Side.AGENCY,
        next_action=Text(
            "Aģentūras otrā amatpersona apstiprina un reģistrē klientu produkcijā.",
            "The Agency's second officer approves and registers the client in production.",
        ),
        action="request.promote",
        due_days=5,
    ),
    Standing(
        state=State.PRODUCTION_CONNECTED,
        title=Text("Pieslēgts produkcijas videi", "Connected to the production environment"),
        step="4.2",
        turn=Side.INSTITUTION,
        next_action=Text(
            "Gaida Iestādes pirmo parakstu produkcijā. Ja parakstīšanas lapā vēl nav parakstīšanas līdzekļa, "
            "parakstiet divos soļos ar sertifikātu, ko parakstītājam izdevis uzticams sniedzējs: pieslēguma pakotnē "
            "ir two-step.sh.",
            "The Institution's first signature in production is awaited. Where the signing page has no means of "
            "signing yet, sign in two steps with a certificate that a trusted provider issued to the signer: the "
            "connection pack holds two-step.sh.",
        ),
        action="production.sign",
    ),
    Standing(
        state=State.LIVE,
        title=Text("Lietošanā", "In use"),
        step="5",
        turn=None,
        next_action=Text(
            "Pieteikšanās ir pabeigta; E-parakstītājs ir lietošanā.",
            "The onboarding has ended; the E-signer is in use.",
        ),
        action="maintenance",
    ),
    Standing(
        state=State.CLOSED,
        title=Text("Slēgts", "Closed"),
        step="5",
        turn=None,
        next_action=Text("Sadarbības gadījums ir slēgts.", "The cooperation case is closed."),
        action="",
    ),
)
