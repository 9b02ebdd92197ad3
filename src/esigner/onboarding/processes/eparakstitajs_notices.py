"""The words of every notice. `{placeholders}` are filled by the sender; both languages have the same ones."""

from collections.abc import Mapping
from typing import Final

from esigner.errors import Text
from esigner.onboarding.processes.table import Notice


def _notice(subject_lv: str, subject_en: str, body_lv: str, body_en: str) -> Notice:
    return Notice(subject=Text(subject_lv, subject_en), body=Text(body_lv, body_en))


NOTICES: Final[Mapping[str, Notice]] = {
    "application.receipt": _notice(
        "Pieteikums saņemts: {system}",
        "Application received: {system}",
        "Jūsu pieteikums E-parakstītāja izmantošanai sistēmā “{system}” ir saņemts. Pielikumā ir apzīmogots "
        "apliecinājums nr. {number}.",
        "Your application to use the E-signer in the system “{system}” was received. The sealed receipt no. {number} "
        "is attached.",
    ),
    "application.submitted": _notice(
        "Iesniegts pieteikums: {institution}",
        "Application submitted: {institution}",
        "{institution} iesniegusi pieteikumu par sistēmu “{system}”. Pieteikums gaida izskatīšanu.",
        "{institution} submitted an application for the system “{system}”. It awaits examination.",
    ),
    "application.consent.asked": _notice(
        "Iestādes “{institution}” vārdā iesniegts pieteikums",
        "An application in the name of “{institution}”",
        "{applicant} ir iesniedzis pieteikumu par sistēmu “{system}” iestādes “{institution}” vārdā (parakstīja: "
        "{signers}). Jūs pārstāvat šo iestādi: atveriet pieteikumu un piekrītiet vai nepiekrītiet. Ja piekrītat, "
        "iesniedzējs kļūst par iestādes pārstāvi.",
        "{applicant} applied for the system “{system}” in the name of “{institution}” (signed by: {signers}). You "
        "represent this institution: open the application and accept or decline. If you accept, the applicant becomes "
        "a representative of the institution.",
    ),
    "application.returned": _notice(
        "Pieteikums atdots labošanai: {system}",
        "Application returned for correction: {system}",
        "Pieteikums par sistēmu “{system}” ir jāizlabo un jāiesniedz atkārtoti.\n\nIemesli:\n{reasons_lv}\n\n"
        "Paskaidrojums:\n{explanation}",
        "The application for the system “{system}” must be corrected and submitted again.\n\nReasons:\n{reasons_en}"
        "\n\nExplanation:\n{explanation}",
    ),
    "application.rejected": _notice(
        "Pieteikums noraidīts: {system}",
        "Application rejected: {system}",
        "Pieteikums par sistēmu “{system}” ir noraidīts.\n\nIemesli:\n{reasons_lv}\n\nPaskaidrojums:\n{explanation}",
        "The application for the system “{system}” was rejected.\n\nReasons:\n{reasons_en}\n\n"
        "Explanation:\n{explanation}",
    ),
    "case.registered": _notice(
        "[{epak}] Sadarbības gadījums reģistrēts",
        "[{epak}] Cooperation case registered",
        "Sadarbības gadījums par sistēmu “{system}” ir reģistrēts ar EPAK reģistrācijas numuru {epak}. Numurs "
        "jāizmanto izstrādes laikā. Pielikumā ir oficiāla vēstule nr. {number}.\n\nNākamais solis: portālā, "
        "sadarbības gadījuma lapā, iesniedziet testa vides IP adreses un sertifikāta pieprasījumu (CSR).",
        "The cooperation case for the system “{system}” is registered under the EPAK number {epak}. The number must "
        "be used during development. The official letter no. {number} is attached.\n\nNext step: in the portal, "
        "on the page of the case, submit the IP addresses and the certificate signing request (CSR) for the test "
        "environment.",
    ),
    "request.test.submitted": _notice(
        "[{epak}] Testa pieslēguma pieprasījums",
        "[{epak}] Test connection request",
        "{institution} nosūtījusi testa vides IP adreses un CSR.",
        "{institution} sent the IP addresses and the CSR for the test environment.",
    ),
    "request.test.approved": _notice(
        "[{epak}] Testa vide ir pieslēgta",
        "[{epak}] The test environment is connected",
        "E-parakstītāja klients “{system}” ir reģistrēts testa vidē, sertifikāts ir izdots un reģistrēts klienta "
        "kontā.\n\nTesta vides tīmekļa pakalpju saites:\n{links}\n\nPieslēguma pakotne (saites, sertifikātu ķēde, "
        "sertifikāts, OpenAPI, piemēri) ir lejupielādējama portālā.",
        "The E-signer client “{system}” is registered in the test environment, the certificate is issued and "
        "registered in the client's account.\n\nLinks of the test web services:\n{links}\n\nThe connection pack "
        "(links, CA chain, certificate, OpenAPI, examples) can be downloaded in the portal.",
    ),
    "request.returned": _notice(
        "[{epak}] Pieprasījums atdots",
        "[{epak}] Request returned",
        "Pieprasījums ir atdots Iestādei.\n\nPaskaidrojums:\n{explanation}",
        "The request was returned to the institution.\n\nExplanation:\n{explanation}",
    ),
    "case.tested": _notice(
        "[{epak}] Notestēts",
        "[{epak}] Tested",
        "{institution} paziņo, ka E-parakstītājs sistēmā “{system}” ir veiksmīgi notestēts. Pielikumā ir apzīmogots "
        "testa protokols nr. {number}.",
        "{institution} declares that the E-signer is tested successfully in the system “{system}”. The sealed test "
        "record no. {number} is attached.",
    ),
    "request.production.submitted": _notice(
        "[{epak}] Produkcijas pieslēguma pieprasījums",
        "[{epak}] Production connection request",
        "{institution} informē par gatavību iet produkcijā un nosūtījusi IP adreses un CSR vai sertifikātu.",
        "{institution} informs that it is ready for production and sent the IP addresses and the CSR or certificate.",
    ),
    "request.production.promoted": _notice(
        "[{epak}] Produkcijas vide ir pieslēgta",
        "[{epak}] The production environment is connected",
        "E-parakstītāja klients “{system}” ir reģistrēts produkcijas vidē. Veiktie konfigurācijas darbi ir aprakstīti "
        "pielikumā – apzīmogotā paziņojumā nr. {number}.\n\nProdukcijas vides tīmekļa pakalpju saites:\n{links}\n\n"
        "Nākamais solis: pirmais paraksts produkcijā. Pieslēguma pakotne ir lejupielādējama portālā; tajā ir skripts "
        "two-step.sh, ar ko parakstīt divos soļos.",
        "The E-signer client “{system}” is registered in the production environment. The configuration done is "
        "described in the attachment, the sealed notice no. {number}.\n\nLinks of the production web services:\n"
        "{links}\n\nNext step: the first signature in production. The connection pack can be downloaded in the portal; "
        "its script two-step.sh signs in two steps.",
    ),
    "case.live": _notice(
        "[{epak}] Pirmais paraksts produkcijā",
        "[{epak}] First production signature",
        "Sistēma “{system}” produkcijas vidē ir izveidojusi pirmo parakstu. Pieteikšanās ir pabeigta.",
        "The system “{system}” made its first signature in production. The onboarding has ended.",
    ),
    "case.closed": _notice(
        "[{epak}] Sadarbības gadījums slēgts",
        "[{epak}] Cooperation case closed",
        "Sadarbības gadījums ir slēgts, klienti vairs nevar izsaukt E-parakstītāju.\n\nPamatojums:\n{explanation}",
        "The cooperation case is closed; its clients can no longer call the E-signer.\n\nReason:\n{explanation}",
    ),
    "case.withdrawn": _notice(
        "[{epak}] Sadarbības gadījums atsaukts",
        "[{epak}] Cooperation case withdrawn",
        "{institution} atsauc sadarbības gadījumu; tā klienti vairs nevar izsaukt E-parakstītāju.\n\n"
        "Pamatojums:\n{explanation}",
        "{institution} withdraws the cooperation case; its clients can no longer call the E-signer.\n\n"
        "Reason:\n{explanation}",
    ),
    "case.role.ended": _notice(
        "[{epak}] Izbeigta loma: {person}",
        "[{epak}] A role has ended: {person}",
        "Iestādē “{institution}” ir izbeigta loma: {person} – {role_lv}. Tas ir spēkā uzreiz.",
        "At “{institution}” a role has ended: {person} – {role_en}. It is in force at once.",
    ),
    "request.change.submitted": _notice(
        "[{epak}] Izmaiņu pieprasījums",
        "[{epak}] Change request",
        "{institution} pieprasa izmaiņas ({environment}).",
        "{institution} asks for a change ({environment}).",
    ),
    "request.change.approved": _notice(
        "[{epak}] Izmaiņas apstiprinātas",
        "[{epak}] Change approved",
        "Pieprasītās izmaiņas ({environment}) ir reģistrētas un ir spēkā.",
        "The change asked for ({environment}) is registered and in force.",
    ),
    "case.certificate.revoked": _notice(
        "[{epak}] Sertifikāts anulēts",
        "[{epak}] Certificate revoked",
        "Sertifikāts {serial} ({environment}) ir anulēts. Pamatojums: {explanation}",
        "The certificate {serial} ({environment}) is revoked. Reason: {explanation}",
    ),
    "case.client.suspended": _notice(
        "[{epak}] Pieslēgums apturēts",
        "[{epak}] Connection suspended",
        "Pieslēgums ({environment}) ir apturēts. Pamatojums: {explanation}",
        "The connection ({environment}) is suspended. Reason: {explanation}",
    ),
    "case.client.resumed": _notice(
        "[{epak}] Pieslēgums atjaunots",
        "[{epak}] Connection resumed",
        "Pieslēgums ({environment}) ir atjaunots.",
        "The connection ({environment}) is resumed.",
    ),
    "case.contacts.changed": _notice(
        "[{epak}] Kontaktpersonas mainītas",
        "[{epak}] Contacts changed",
        "{institution} mainījusi tehniskās kontaktpersonas: {contacts}.",
        "{institution} changed the technical contacts: {contacts}.",
    ),
    "consultation.asked": _notice(
        "[{number}] Konsultācijas pieprasījums: {subject}",
        "[{number}] Consultation request: {subject}",
        "{author} jautā (temats: {topic_lv}):\n\n{text}",
        "{author} asks (topic: {topic_en}):\n\n{text}",
    ),
    "consultation.written": _notice(
        "[{number}] Atbilde: {subject}",
        "[{number}] Answer: {subject}",
        "{author} raksta:\n\n{text}",
        "{author} writes:\n\n{text}",
    ),
}
