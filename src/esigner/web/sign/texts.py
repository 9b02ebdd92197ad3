"""What the signing page says, in both languages; templates only place it."""

from collections.abc import Mapping
from typing import Final

from esigner.errors import Language, Text
from esigner.signing.states import Status
from esigner.web.refusals import Refusal

PAGE: Final[Mapping[str, Text]] = {
    "service": Text("E-parakstītājs", "E-signer"),
    "reference": Text("Uzziņas numurs:", "Reference:"),
    "skip": Text("Pāriet uz saturu", "Skip to content"),
    "test_banner": Text(
        "TESTA VIDE. Šeit veidotajiem parakstiem nav juridiska spēka.",
        "TEST ENVIRONMENT. Signatures made here have no legal effect.",
    ),
    "other_language": Text("English", "Latviešu"),
    "switch": Text("Valoda", "Language"),
    "asks": Text("Parakstu lūdz", "The signature is requested by"),
    "environment": Text("Vide", "Environment"),
    "until": Text("Parakstīt līdz", "To be signed by"),
    "result_format": Text("Rezultāts", "Result"),
    "documents": Text("Ko parakstīsiet", "What you will sign"),
    "documents_hint": Text(
        "Izlasiet visus dokumentus pirms parakstīšanas. Tie atveras jaunā cilnē vai tiek lejupielādēti.",
        "Read all documents before you sign. They open in a new tab or are downloaded.",
    ),
    "documents_elsewhere": Text(
        "Izlasiet visus dokumentus pirms parakstīšanas.", "Read all documents before you sign."
    ),
    "by_digest": Text(
        "Šis dokuments glabājas sistēmā „{name}”; izlasiet to tur. Šeit zināma tikai tā kontrolsumma.",
        "This document is kept by “{name}”; read it there. Only its digest is known here.",
    ),
    "view": Text("Skatīt", "View"),
    "download": Text("Lejupielādēt", "Download"),
    "new_tab": Text("atveras jaunā cilnē", "opens in a new tab"),
    "how": Text("Kā parakstīsiet", "How you will sign"),
    "no_means": Text(
        "Šajā vidē parakstīšanas lapā pagaidām nav neviena parakstīšanas līdzekļa. Paraksta divos soļos "
        "iestādes sistēma, izmantojot API.",
        "This environment does not offer any means of signing on this page yet. The institution's system signs in "
        "two steps through the API.",
    ),
    "simulated": Text("TESTS", "TEST"),
    "simulated_hint": Text(
        "Testa personas nav īsti cilvēki. To atslēgas glabā šī sistēma.",
        "Test persons are not real people. Their keys are kept by this system.",
    ),
    "next": Text("Kas notiks tālāk", "What happens next"),
    "next_steps": Text(
        "Dokumentiem tiks pievienots paraksts, laika zīmogs un sertifikāta statusa apliecinājums. Pēc tam varēsiet "
        "atgriezties sistēmā, kas lūdza parakstu; tā saņems parakstīto dokumentu.",
        "A signature, a timestamp and proof of the certificate's status will be added to the documents. Then you can "
        "go back to the system that asked for the signature; it will receive the signed document.",
    ),
    "sign": Text("Parakstīt", "Sign"),
    "waiting_title": Text("Parakstīšana turpinās citur", "Signing goes on elsewhere"),
    "elsewhere": Text(
        "Parakstīšanu turpināsiet citā vietnē. Kad tur būsiet beidzis, atgriezīsieties šeit.",
        "You will go on signing at another site. When you are done there, you will come back here.",
    ),
    "go_there": Text("Turpināt", "Go on"),
    "verification_code": Text(
        "Verifikācijas kods; otrā ierīcē jābūt tādam pašam:", "Verification code; the other device must show the same:"
    ),
    "looks_again": Text(
        "Šī lapa pati pārbauda, vai parakstīšana ir apstiprināta.",
        "This page checks by itself whether you have confirmed.",
    ),
    "give_up": Text("Pārtraukt un izvēlēties vēlreiz", "Stop and choose again"),
    "give_up_hint": Text(
        "Ja pārtrauksiet, dokumenti paliks neparakstīti un varēsiet izvēlēties citu līdzekli.",
        "If you stop, the documents stay unsigned and you can choose another means.",
    ),
    "cancel": Text("Atteikties parakstīt", "Decline to sign"),
    "cancel_hint": Text(
        "Ja atteiksieties, sesija tiks slēgta un dokumenti netiks parakstīti.",
        "If you decline, the session is closed and the documents stay unsigned.",
    ),
    "choose_first": Text("Izvēlieties, ar ko parakstīt.", "Choose what to sign with."),
    "back": Text("Atgriezties sistēmā „{name}”", "Go back to “{name}”"),
    "no_back": Text(
        "Varat aizvērt šo lapu. Sistēma, kas lūdza parakstu, rezultātu saņems pati.",
        "You can close this page. The system that asked for the signature gets the result by itself.",
    ),
    "kept_back": Text(
        "Atgriezieties sistēmā „{name}” un palūdziet pabeigt parakstu.",
        "Go back to “{name}” and ask to have the signature completed.",
    ),
    "try_again": Text("Mēģināt vēlreiz", "Try again"),
    "refresh": Text("Pārbaudīt vēlreiz", "Check again"),
    "next_try": Text("Nākamais mēģinājums", "Next try"),
    "signed_by": Text("Parakstīja", "Signed by"),
    "problem": Text("Neizdevās", "It did not work"),
    "session_number": Text("Sesijas numurs", "Session number"),
    "to_session": Text("Atpakaļ uz parakstīšanas lapu", "Back to the signing page"),
    "front_title": Text("E-parakstītāja parakstīšanas lapa", "Signing page of the E-signer"),
    "front_text": Text(
        "Šo lapu atver saite, ko dod sistēma, kura lūdz jūsu parakstu. Atgriezieties tajā un sāciet no turienes.",
        "This page is opened by the link of the system that asks for your signature. Go back to it and start there.",
    ),
    "ended_title": Text("Šī parakstīšana ir beigusies", "This signing is over"),
    "not_found_title": Text("Tādas parakstīšanas sesijas nav", "There is no such signing session"),
    "not_found_text": Text(
        "Saite ir nepilnīga vai vairs nav derīga. Atgriezieties sistēmā, kas lūdza parakstu, un sāciet no jauna.",
        "The link is incomplete or no longer valid. Go back to the system that asked for the signature and start anew.",
    ),
}

FORGED: Final = Refusal(
    status=403,
    title=Text("Forma ir novecojusi", "The form is out of date"),
    sentence=Text(
        "Drošības zīme, kas ir katrā formā, neder: droši vien lapa bija atvērta ilgi, vai arī pārlūks neglabā "
        "sīkdatnes. Nekas nav parakstīts un nekas nav atteikts.",
        "The security mark that every form carries is not valid: the page was probably open for long, or the browser "
        "keeps no cookies. Nothing was signed, and nothing was declined.",
    ),
    remedy=Text(
        "Atļaujiet šai lapai sīkdatnes, atveriet parakstīšanas lapu no jauna un mēģiniet vēlreiz.",
        "Allow cookies for this page, open the signing page anew and try again.",
    ),
)
"""There is no sign-in here: what the portal says about it would not help."""

FORMATS: Final[Mapping[str, Text]] = {
    "asice": Text("Konteiners .asice ar visiem dokumentiem", "Container .asice with all documents"),
    "edoc": Text("Konteiners .edoc ar visiem dokumentiem", "Container .edoc with all documents"),
    "pdf": Text("Parakstīts PDF dokuments", "Signed PDF document"),
}

STATES: Final[Mapping[Status, tuple[Text, Text]]] = {
    Status.OPEN: (
        Text("Dokumenti vēl nav saņemti", "The documents have not arrived yet"),
        Text(
            "Sistēma, kas lūdz parakstu, vēl sūta dokumentus. Pārbaudiet pēc brīža.",
            "The system that asks for the signature is still sending the documents. Check again in a moment.",
        ),
    ),
    Status.READY: (Text("Dokumentu parakstīšana", "Signing documents"), Text("", "")),
    Status.SIGNING: (
        Text("Paraksts tiek pabeigts", "The signature is being completed"),
        Text(
            "Jūsu paraksts ir saņemts. Laika zīmoga vai sertifikātu statusa pakalpojums pašlaik kavējas; paraksts tiks "
            "pabeigts automātiski, jums nekas vairs nav jādara.",
            "Your signature was received. The timestamp or certificate status service is late; the signature will be "
            "completed automatically, there is nothing more for you to do.",
        ),
    ),
    Status.SIGNED: (
        Text("Dokumenti ir parakstīti", "The documents are signed"),
        Text(
            "Paraksts ir pabeigts un nodots sistēmai, kas to lūdza.",
            "The signature is complete and was handed to the system that asked for it.",
        ),
    ),
    Status.CANCELLED: (
        Text("Parakstīšana ir atcelta", "Signing was cancelled"),
        Text("Dokumenti nav parakstīti.", "The documents were not signed."),
    ),
    Status.FAILED: (
        Text("Paraksts nav izdevies", "The signature failed"),
        Text(
            "Dokumenti nav parakstīti. Atgriezieties sistēmā, kas lūdza parakstu, un sāciet no jauna.",
            "The documents were not signed. Go back to the system that asked for the signature and start anew.",
        ),
    ),
    Status.EXPIRED: (
        Text("Parakstīšanas termiņš ir beidzies", "The time for signing is over"),
        Text(
            "Dokumenti nav parakstīti. Atgriezieties sistēmā, kas lūdza parakstu, un sāciet no jauna.",
            "The documents were not signed. Go back to the system that asked for the signature and start anew.",
        ),
    ),
}

KEPT: Final = (
    Text("Paraksts ir saglabāts, bet nav pabeigts", "The signature is kept, but not complete"),
    Text(
        "Jūsu paraksts nav zudis. Laika zīmogu vai sertifikāta statusu neizdevās iegūt; paraksta pabeigšanu var atsākt "
        "sistēma, kas lūdza parakstu. Pirms parakstāt vēlreiz, atgriezieties tajā.",
        "Your signature is not lost. The timestamp or the certificate status could not be had; the system that asked "
        "for the signature can have it completed. Before you sign again, go back there.",
    ),
)
"""Of a session that has FAILED while its signature is kept."""


def page(language: Language) -> dict[str, str]:
    """Return the page's texts in one language."""
    return {name: text.in_language(language) for name, text in PAGE.items()}
