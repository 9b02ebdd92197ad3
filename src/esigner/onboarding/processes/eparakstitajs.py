"""The process of this service: applying for the use of the E-signer.

The Latvian texts are those of the requirements document "Pieteikšanās E-parakstītāja izmantošanai" (2017), letter for
letter, its mistakes included: a test holds their digest. Rows with `added=True` are ours. Numbers never change.
"""

from typing import Final

from esigner.errors import Text
from esigner.onboarding.processes.eparakstitajs_notices import NOTICES
from esigner.onboarding.processes.eparakstitajs_standings import STANDINGS
from esigner.onboarding.processes.eparakstitajs_transitions import TRANSITIONS
from esigner.onboarding.processes.table import Block, Process, Side, Step

SEED_EMAIL: Final = "epak@vraa.gov.lv"

_MAIL_TO_AGENCY: Final = Text("Nosūtīts e-pasts Aģentūrai.", "An e-mail sent to the Agency.")
_MAIL_TO_INSTITUTION: Final = Text("Nosūtīts e-pasts Iestādei.", "An e-mail sent to the Institution.")

_BLOCK_1: Final = Block(
    number=1,
    is_stage=True,
    title=Text("Pieteikšanās", "Application"),
    heading=Text("1. Pieteikšanās_E-parakstītājs", "1. Application_E-signer"),
    description=Text(
        "Satur darbību kopumu, lai pieteiktos E-parakstītājam.",
        "Holds the set of actions for applying for the E-signer.",
    ),
    goes_to=Text(
        "Uz 2. Izstrāde un uzstādīšana_E-parakstītājs",
        "To 2. Development and set-up_E-signer",
    ),
    steps=(
        Step(
            number="1.1",
            title=Text(
                "Iepazīstas ar E-parakstītāja lietošanas noteikumiem",
                "Reads the terms of use of the E-signer",
            ),
            description=Text(
                "Iepazīstas ar E-parakstītāja lietošanas noteikumiem „E-parakstītāja lietošanas noteikumi” "
                "(turpmāk - Noteikumi).",
                "Reads the terms of use “Terms of use of the E-signer” (hereinafter: the Terms).",
            ),
            responsible=Side.INSTITUTION,
            result=None,
        ),
        Step(
            number="1.2",
            title=Text(
                "Iesniedz sadarbības gadījuma Pieteikumu",
                "Submits the Application for the cooperation case",
            ),
            description=Text(
                "Iesniedz elektroniski aizpildītu un parakstītu sadarbības gadījuma pieteikumu "
                "„ Par E-parakstītāja izmantošanas pieprasījuma reģistrēšanu” (turpmāk – Pieteikums), kurā apliecina, "
                "ka ir iepazinusies ar Noteikumiem.",
                "Submits the electronically completed and signed application for the cooperation case “On registering "
                "the request to use the E-signer” (hereinafter: the Application), stating in it that it has read the "
                "Terms.",
            ),
            responsible=Side.INSTITUTION,
            result=Text(
                "Elektroniski aizpildīts un oficiāli nosūtīts Pieteikums Aģentūrai.",
                "The Application, electronically completed and officially sent to the Agency.",
            ),
        ),
        Step(
            number="1.2+",
            after="1.2",
            back_to="1.2",
            title=Text(
                "Izskata Pieteikumu: labošana vai noraidīšana", "Examines the Application: correction, rejection"
            ),
            description=Text(
                "Ja Pieteikumā ir nepilnības, Aģentūra to atdod labošanai, norādot iemeslus, vai noraida. "
                "Iestāde Pieteikumu izlabo un iesniedz atkārtoti.",
                "Where the Application has shortcomings, the Agency returns it for correction with its reasons, or "
                "rejects it. The Institution corrects it and submits it again.",
            ),
            responsible=Side.AGENCY,
            result=Text(
                "Lēmums ar iemesliem, nosūtīts Iestādei.", "A decision with its reasons, sent to the Institution."
            ),
            added=True,
        ),
        Step(
            number="1.3",
            title=Text("Reģistrē sadarbības gadījumu un paziņo", "Registers the cooperation case and informs"),
            description=Text(
                "Reģistrē sadarbības gadījumu, piešķir EPAK reģistrācijas numuru un oficiāli nosūta vēstuli par "
                "veiksmīgu reģistrāciju. Reģistrācijas numurs jāizmanto izstrādes laikā.",
                "Registers the cooperation case, assigns the EPAK registration number and officially sends the letter "
                "of successful registration. The registration number must be used during development.",
            ),
            responsible=Side.AGENCY,
            result=Text(
                "Nosūtīta oficiāla vēstule ar EPAK reģistrācijas numuru.",
                "An official letter with the EPAK registration number sent.",
            ),
        ),
    ),
)

_BLOCK_2: Final = Block(
    number=2,
    is_stage=True,
    title=Text("Izstrāde un uzstādīšana", "Development and set-up"),
    heading=Text("2. Izstrāde un uzstādīšana_E-parakstītājs", "2. Development and set-up_E-signer"),
    description=Text(
        "Satur darbību kopumu un nosacījumus, lai veiksmīgi veiktu E-parakstītāja integrāciju.",
        "Holds the set of actions and the conditions for integrating the E-signer successfully.",
    ),
    today=Text(
        "IP adreses un sertifikāta pieprasījumu (CSR, Certificate Signing Request) iesniedz šajā portālā, sava "
        "sadarbības gadījuma lapā; pirms iesniegšanas portāls tos pārbauda. Var arī rakstīt e-pastā: {email}, "
        "{agency}; tematā norādiet EPAK numuru.",
        "The IP addresses and the certificate signing request (CSR) are submitted in this portal, on the page of your "
        "cooperation case; the portal checks them before. You may also write to {email}, {agency}, with the EPAK "
        "number in the subject.",
    ),
    came_from=Text("No 1. Pieteikšanās_E-parakstītājs", "From 1. Application_E-signer"),
    goes_to=Text("Uz 3. Testēšana_E-parakstītājs", "To 3. Testing_E-signer"),
    steps=(
        Step(
            number="2.1",
            title=Text(
                "Nosūta IP adresi un ģenerēto CSR testa videi",
                "Sends the IP address and the generated CSR for the test environment",
            ),
            description=Text(
                "Iestāde nosūta IP adresi/es testa videi, no kuras/iem tiks izsaukts E-parakstītājs, kā arī nosūta "
                "Iestādes uzģenerēto CSR (Certificate Singing Request) uz e-pasta adresi epak@vraa.gov.lv .",
                "The Institution sends the IP address or addresses from which the E-signer will be called in the test "
                "environment, and the CSR (certificate signing request) that it generated, to the e-mail address "
                "epak@vraa.gov.lv .",
            ),
            responsible=Side.INSTITUTION,
            result=_MAIL_TO_AGENCY,
        ),
        Step(
            number="2.2",
            title=Text(
                "Testa vidē reģistrē E-parakstītāja klientu, ģenerē sertifikāta publisko daļu un nosūta "
                "E-parakstītāja testa vides tīmekļa pakalpju saites",
                "Registers the E-signer client in the test environment, generates the certificate and sends the links "
                "of the E-signer's test web services",
            ),
            description=Text(
                "Atbilstoši Pieteikumā sniegtai informācijai Aģentūra reģistrē E-parakstītāja klientu testa vidē. "
                "Aģentūras administrators atbilstoši Iestādes uzģenerētajam CSR, ģenerē sertifikāta drošu publisko "
                "atslēgu, kuru pierēģistrē E-parakstītāja klienta kontā. Nosūta Iestādei E-parakstītāja testa vides "
                "tīmekļa pakalpju saites.",
                "From the information given in the Application the Agency registers the E-signer client in the test "
                "environment. The Agency's administrator issues the certificate for the Institution's CSR and "
                "registers it in the E-signer client's account. Sends the Institution the links of the E-signer's "
                "test web services.",
            ),
            responsible=Side.AGENCY,
            result=_MAIL_TO_INSTITUTION,
        ),
        Step(
            number="2.3",
            title=Text(
                "Veic E-parakstītāja integrāciju testa vidē",
                "Integrates the E-signer in the test environment",
            ),
            description=Text(
                "Iestāde veic E-parakstītāja integrāciju savā testa vidē.",
                "The Institution integrates the E-signer in its own test environment.",
            ),
            responsible=Side.INSTITUTION,
            result=None,
        ),
    ),
)

_BLOCK_3: Final = Block(
    number=3,
    is_stage=True,
    title=Text("Testēšana", "Testing"),
    heading=Text("3. Testēšana__E-parakstītājs", "3. Testing__E-signer"),
    description=Text(
        "Satur darbību kopumu un nosacījumus, kad jāievēro, lai notestētu E-parakstītāja funkcionalitāti.",
        "Holds the set of actions and the conditions to be kept for testing what the E-signer does.",
    ),
    goes_to=Text("Uz 4. Ieviešana produkcijā_E-parakstītājs", "To 4. Roll-out to production_E-signer"),
    steps=(
        Step(
            number="3.1",
            title=Text("Veic testēšanu", "Tests"),
            description=Text(
                "Iestāde veic E-parakstītāja testēšanu. Iestāde pārbauda vai E-parakstītājs tiek izsaukts, un vai "
                "parakstīšanas funkcionalitāte strādā.",
                "The Institution tests the E-signer. The Institution checks whether the E-signer is called and "
                "whether signing works.",
            ),
            responsible=Side.INSTITUTION,
            result=None,
        ),
        Step(
            number="3.2",
            otherwise="3.3",
            title=Text("Veiksmīgi notestēts?", "Tested successfully?"),
            description=Text(
                "Ja iestāde veiksmīgi notestējusi E-parakstītāju, tad pārejām pie soļa 4 «Ieviešana "
                "produkcijā_E-parakstītājs».; Ja E-parakstītājs nav veiksmīgi notestēts, tad pārejām pie soļa 3.3..",
                "If the institution has tested the E-signer successfully, go to step 4 “Roll-out to "
                "production_E-signer”. If the E-signer was not tested successfully, go to step 3.3.",
            ),
            responsible=None,
            result=None,
        ),
        Step(
            number="3.3",
            back_to="3.1",
            title=Text("Analizē un labo kļūdas", "Analyses and fixes the errors"),
            description=Text(
                "Iestāde analizē iegūtās kļūdas testēšanas solī, labo tās un veic atkārtotu E-parakstītāja testēšanu.",
                "The Institution analyses the errors found in testing, fixes them and tests the E-signer again.",
            ),
            responsible=Side.INSTITUTION,
            result=None,
        ),
    ),
)

_BLOCK_4: Final = Block(
    number=4,
    is_stage=True,
    title=Text("Ieviešana produkcijā", "Roll-out to production"),
    heading=Text("4. Ieviešana produkcijā_E-parakstītājs", "4. Roll-out to production_E-signer"),
    description=Text(
        "Satur darbību kopumu un nosacījumus, kas jāievēro, pieslēdzoties E-parakstītāja produkcijas videi.",
        "Holds the set of actions and the conditions to be kept when connecting to the E-signer's production "
        "environment.",
    ),
    today=Text(
        "Par gatavību paziņo un produkcijas IP adreses, CSR vai trešās puses sertifikātu iesniedz šajā portālā, sava "
        "sadarbības gadījuma lapā. Jautājumiem: {email}, {agency}.",
        "Readiness is told, and the production IP addresses and the CSR or the third party's certificate are "
        "submitted, in this portal, on the page of your cooperation case. For questions: {email}, {agency}.",
    ),
    came_from=Text("No 3. Testēšana_E-parakstītājs", "From 3. Testing_E-signer"),
    goes_to=Text("Uz 5. Lietojuma uzturēšana", "To 5. Maintenance"),
    steps=(
        Step(
            number="4.1",
            title=Text(
                "Informē par gatavību iet produkcijā un atsūta ģenerēto CSR vai sertifikāta publisko daļu "
                "produkcijas vide",
                "Informs that it is ready for production and sends the generated CSR or the public part of a "
                "certificate for the production environment",
            ),
            description=Text(
                "Informē Aģentūru par gatavību iet produkcijā. Nosūta ģenerēto CSR vai uzticamu trešās puses izdoto "
                "sertifikāta atslēgas publisko daļu produkcijas videi.",
                "Informs the Agency that it is ready for production. Sends the generated CSR, or the public part of "
                "the key of a certificate issued by a trusted third party, for the production environment.",
            ),
            responsible=Side.INSTITUTION,
            result=_MAIL_TO_AGENCY,
        ),
        Step(
            number="4.2",
            title=Text(
                "Produkcijas vidē reģistrē E-parakstītāja klientu, ģenerē un reģistrē sertifikāta publisko daļu un "
                "nosūta E-parakstītāja produkcijas vides tīmekļa pakalpju saites.",
                "Registers the E-signer client in the production environment, generates and registers the "
                "certificate and sends the links of the E-signer's production web services.",
            ),
            description=Text(
                "Atbilstoši Pieteikumā sniegtajai informācijai Aģentūra produkcijas vidē reģistrē E-parakstītāja "
                "klientu. Klientu kontā reģistrē atsūtīto uzticamu trešās puses izdoto sertifikāta atslēgas publisko "
                "daļu. Ja Iestāde atsūta CSR, tad Aģentūras administrators atbilstoši Iestādes uzģenerētajam CSR "
                "ģenerē sertifikāta drošu publisko atslēgu, kuru reģistrē klientu kontā. Par veiktajiem "
                "konfigurācijas darbiem Aģentūra paziņo Iestādei, kā arī nosūta E-parakstītāja produkcijas vides "
                "tīmekļa pakalpju saites.",
                "From the information given in the Application the Agency registers the E-signer client in the "
                "production environment. It registers in the client's account the public part of the key of the "
                "certificate issued by a trusted third party that was sent. If the Institution sends a CSR, the "
                "Agency's administrator issues the certificate for it and registers it in the client's account. The "
                "Agency informs the Institution of the configuration done and sends the links of the E-signer's "
                "production web services.",
            ),
            responsible=Side.AGENCY,
            result=_MAIL_TO_INSTITUTION,
        ),
    ),
)

_NOT_CURRENT: Final = Text(
    "E-parakstītāja gadījumā šis solis nav aktuāls.",
    "This step does not apply to the E-signer.",
)

_BLOCK_5: Final = Block(
    number=5,
    is_stage=True,
    title=Text("Lietojuma uzturēšana", "Maintenance"),
    heading=Text("5. Lietojuma uzturēšana", "5. Maintenance"),
    description=Text(
        "Uzturēšanas funkciju sadalījums, kas ir atrunāts līguma ietvaros, lietojuma tiešo funkciju veikšanai.",
        "The division of maintenance functions, as agreed in the contract, for the application's direct functions.",
    ),
    steps=(
        Step(
            number="5",
            title=Text("Uztur pieslēgumu", "Maintains the connection"),
            description=Text(
                "Iestāde pieprasa jaunu sertifikātu vai tīklu, pirms mainās atslēga vai adrese, atjauno "
                "kontaktpersonas un anulē sertifikātu, ja atslēga ir apdraudēta. Aģentūra pieprasījumu izskata, anulē "
                "vai aptur.",
                "The Institution asks for a new certificate or network before a key or an address changes, keeps its "
                "contacts up to date and revokes a certificate whose key is at risk. The Agency decides requests, "
                "revokes, suspends.",
            ),
            responsible=Side.INSTITUTION,
            result=Text("Izmaiņas reģistrētas un paziņotas.", "The change is registered and notified."),
            added=True,
        ),
    ),
)

_BLOCK_6: Final = Block(
    number=6,
    title=Text("Komunikāciju aktivitātes", "Communication activities"),
    heading=Text("6. Komunikāciju aktivitātes", "6. Communication activities"),
    description=_NOT_CURRENT,
    steps=(),
    active=False,
)

_BLOCK_7: Final = Block(
    number=7,
    title=Text("Līgumu saskaņošana", "Contract approval"),
    heading=Text("7. Līgumu saskaņošana", "7. Contract approval"),
    description=_NOT_CURRENT,
    steps=(),
    active=False,
)

_BLOCK_8: Final = Block(
    number=8,
    is_consultation=True,
    title=Text("Konsultācijas pieprasījums", "Consultation request"),
    heading=Text("8. Konsultācijas pieprasījums", "8. Consultation request"),
    description=Text(
        "Saziņa ar Valsts reģionālās attīstības aģentūru pa e-pastu epak@vraa.gov.lv .",
        "Contact with the State Regional Development Agency by e-mail epak@vraa.gov.lv .",
    ),
    today=Text(
        "Uz jautājumiem atbild {agency}. Uzdodiet jautājumu šajā portālā vai rakstiet e-pastā: {email}.",
        "Questions are answered by {agency}. Ask in this portal, or write to {email}.",
    ),
    steps=(
        Step(
            number="8",
            title=Text("Uzdod jautājumu un saņem atbildi", "Asks a question and receives the answer"),
            description=Text(
                "Iestāde jebkurā brīdī, arī pirms Pieteikuma, uzdod jautājumu. Aģentūra atbild; atbildi saņem arī "
                "e-pastā.",
                "The Institution asks a question at any time, also before the Application. The Agency answers; the "
                "answer also comes by e-mail.",
            ),
            responsible=Side.INSTITUTION,
            result=Text("Atbilde, nosūtīta e-pastā.", "An answer, sent by e-mail."),
            added=True,
        ),
    ),
)

EPARAKSTITAJS: Final = Process(
    key="eparakstitajs",
    version=1,
    title=Text(
        "Procesu shēma pieteikšanās E-parakstītāja izmantošanai",
        "Process scheme for applying for the use of the E-signer",
    ),
    service_title=Text("Pieteikšanās E-parakstītāja izmantošanai", "Applying for the use of the E-signer"),
    application_title=Text(
        "Par E-parakstītāja izmantošanas pieprasījuma reģistrēšanu", "On registering the request to use the E-signer"
    ),
    seed_email=SEED_EMAIL,
    blocks=(_BLOCK_1, _BLOCK_2, _BLOCK_3, _BLOCK_4, _BLOCK_5, _BLOCK_6, _BLOCK_7, _BLOCK_8),
    standings=STANDINGS,
    transitions=TRANSITIONS,
    notices=NOTICES,
)
