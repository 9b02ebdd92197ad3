"""Another service of the agency, as one data module: its own eight blocks, no testing, contracts and communication.

Its states are words of its own; its moves are made by the same functions, from other states, and two are its own
altogether: they need no function, because the case page offers what needs a click or a text.
"""

from dataclasses import replace
from typing import Final

from esigner.errors import Text
from esigner.onboarding.processes import Audience, Block, Notice, Process, Side, Standing, Step, Transition
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.registry.kinds import Role

KEY: Final = "registru-parlugs"
BLOCKS: Final = {
    1: ("Pieslēgšanās pieteikums", True),
    2: ("Sistēmas pieslēgšana", True),
    4: ("Darba sākšana", True),
    5: ("Pieslēguma dzīve", True),
    6: ("Lietotāju informēšana", True),
    7: ("Datu līgums", True),
    8: ("Jautājumi", False),
    9: ("Pārskati", False),
}
"""Number → name, and whether it is one of the stages; block 9 is not in use yet."""


def _block(number: int, name: str, *, is_stage: bool) -> Block:
    title = Text(name, f"{name} (EN)")
    return Block(
        number=number,
        title=title,
        heading=title,
        description=Text(f"{name}: apraksts.", f"{name}: description."),
        is_stage=is_stage,
        is_consultation=number == 8,
        active=number != 9,
        steps=tuple(_step(one) for one in STEPS if one.split(".")[0] == str(number)),
    )


def _step(number: str) -> Step:
    words = Text(f"Solis {number}", f"Step {number}")
    return Step(number=number, title=words, description=words, responsible=Side.INSTITUTION, result=None)


STEPS: Final = ("1.1", "1.2", "1.3", "2.1", "2.2", "4.1", "4.2", "5", "6.1", "7.1", "8")

WE, THEY = Side.AGENCY, Side.INSTITUTION
STANDINGS: Final = {
    # State: title, step, whose turn, action.
    "begun": ("Iesākts", "1.2", THEY, "application.edit"),
    "printed": ("Izdrukāts", "1.2", THEY, "application.sign"),
    "inked": ("Parakstīts", "1.2", THEY, "application.sign"),
    "handed-in": ("Nodots", "1.3", WE, "application.decide"),
    "handed-back": ("Atdots", "1.2", THEY, "application.edit"),
    "turned-down": ("Atteikts", "1.3", None, ""),
    "enrolled": ("Uzņemts", "7.1", WE, "contract.agree"),
    "agreed": ("Līgums noslēgts", "2.1", THEY, "request.test"),
    "wiring": ("Slēdzam klāt", "2.2", WE, "request.approve_test"),
    "wired": ("Pieslēgts", "6.1", THEY, "users.tell"),
    "told": ("Lietotāji informēti", "4.1", THEY, "request.production"),
    "starting": ("Sākam", "4.2", WE, "request.approve_production"),
    "half-started": ("Sākam, otrā amatpersona", "4.2", WE, "request.promote"),
    "running": ("Darbojas", "5", None, ""),
    "ended": ("Beidzies", "5", None, ""),
}


def _standing(state: str) -> Standing:
    title, step, turn, action = STANDINGS[state]
    following = Text(f"{title}: tālāk solis {step}.", f"{title}: next is step {step}.")
    return Standing(
        state=state, title=Text(title, f"{title} (EN)"), step=step, turn=turn, next_action=following, action=action,
        due_days=10 if turn is WE else None,
    )  # fmt: skip


FROM_TO: Final = {
    # Move: the states from which it starts, and where it leads.
    "draft": ((), "begun"),
    "edit": (("begun", "printed", "handed-back"), "begun"),
    "render": (("begun", "printed"), "printed"),
    "open_signing": (("printed",), "printed"),
    "sign": (("printed",), "inked"),
    "submit": (("inked",), "handed-in"),
    "ask_consent": (("handed-in",), None),
    "consent": (("handed-in",), None),
    "return": (("handed-in",), "handed-back"),
    "reject": (("handed-in",), "turned-down"),
    "register": (("handed-in",), "enrolled"),
    "request_test": (("agreed",), "wiring"),
    "return_test": (("wiring",), "agreed"),
    "approve_test": (("wiring",), "wired"),
    "request_production": (("told",), "starting"),
    "return_production": (("starting", "half-started"), "told"),
    "approve_production": (("starting",), "half-started"),
    "promote": (("half-started",), "running"),
    "close": (("enrolled", "agreed", "wired", "told", "running"), "ended"),
    "withdraw_case": (("agreed", "wired", "told"), "ended"),
}
ALIKE: Final = (
    "open_terms", "request_change", "approve_change", "return_change", "revoke", "suspend", "resume",
    "change_contacts", "invite", "accept_invitation", "withdraw_invitation", "end_role",
    "ask", "answer", "close_consultation",
)  # fmt: skip
"""Moves that start from any state and lead nowhere: the same in every service."""
OWN_STEPS: Final = {"return": "1.3", "reject": "1.3"}


def _known(name: str) -> Transition:
    sources, target = FROM_TO[name]
    row = EPARAKSTITAJS.transition(name)
    return replace(row, sources=frozenset(sources), target=target, step=OWN_STEPS.get(name, row.step))


OWN: Final = (
    Transition(
        name="agree_contract",
        step="7.1",
        sides=frozenset({WE}),
        roles=frozenset({Role.REGISTRAR, Role.SECOND_OFFICER}),
        sources=frozenset({"enrolled"}),
        target="agreed",
        guards=("one_side_only", "reason_given"),
        service="",
        audit_event="contract.agreed",
        notice="contract.agreed",
        audience=Audience.INSTITUTION,
        label=Text("Noslēdz datu līgumu", "Concludes the data contract"),
        offered=True,
    ),
    Transition(
        name="tell_users",
        step="6.1",
        sides=frozenset({THEY}),
        roles=frozenset({Role.REPRESENTATIVE}),
        sources=frozenset({"wired"}),
        target="told",
        guards=(),
        service="",
        audit_event="users.told",
        notice="users.told",
        audience=Audience.AGENCY,
        label=Text("Lietotāji ir informēti", "The users are informed"),
        offered=True,
    ),
)

NOTICES: Final = {
    "contract.agreed": Notice(
        subject=Text("[{epak}] Datu līgums noslēgts", "[{epak}] The data contract is concluded"),
        body=Text("Līgums ir noslēgts.\n\n{explanation}", "The contract is concluded.\n\n{explanation}"),
    ),
    "users.told": Notice(
        subject=Text("[{epak}] Lietotāji informēti", "[{epak}] The users are informed"),
        body=Text("{institution} ir informējusi lietotājus.", "{institution} has informed its users."),
    ),
}

SIBLING: Final = Process(
    key=KEY,
    version=1,
    title=Text("Procesu shēma pieteikšanās Reģistru pārlūkam", "Process scheme for applying for the Registers"),
    service_title=Text("Pieteikšanās Reģistru pārlūkam", "Applying for the Registers"),
    application_title=Text("Par pieslēgšanos Reģistru pārlūkam", "On connecting to the Registers"),
    seed_email="registri@agentura.example",
    blocks=tuple(_block(number, name, is_stage=is_stage) for number, (name, is_stage) in BLOCKS.items()),
    standings=tuple(_standing(state) for state in STANDINGS),
    transitions=(
        *(_known(name) for name in FROM_TO),
        *(EPARAKSTITAJS.transition(name) for name in ALIKE),
        *OWN,
    ),
    notices={**EPARAKSTITAJS.notices, **NOTICES},
)
