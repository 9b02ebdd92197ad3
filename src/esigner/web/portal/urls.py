"""Addresses of the portal. Every form is plain HTML with a stable id and stable field names.

A program that plays the portal over HTTP (the demo, a test) reads the page first and sends back what the form
holds, the CSRF field included. `<e>` is `test` or `production`; ids are UUIDs; an application keeps its id as a case.

Everyone
    /                                  GET   the main scheme
    /shema/                            GET   description of the scheme
    /bloks/<1..8>/                     GET   one block's table
    /pakalpojumi/<key>/                GET   the main scheme of another service of the agency
    /pakalpojumi/<key>/shema/          GET   its description
    /pakalpojumi/<key>/bloks/<1..8>/   GET   one of its blocks
    /noteikumi/                        GET   the current Terms; the opening is recorded where signed in
    /valoda/                           POST  #language: language (lv|en), next (here or in the address); a page with a
                                             form sends its fields along and gets them back

Accounts
    /konts/signup/                     POST  #sign-up: email, given_name, surname, password1, password2
    /konts/confirm-email/<key>/        POST  #confirm-email (the address is in the mail)
    /konts/login/                      POST  #sign-in: login (e-mail), password
    /konts/2fa/totp/activate/          POST  #totp-activate: code; the secret is the text of #totp-secret
    /konts/2fa/totp/replace/           POST  #totp-activate: code of the new app; asks for a code of the old one first
    /konts/2fa/totp/deactivate/        POST  #totp-deactivate (not for officers)
    /konts/2fa/recovery-codes/         GET   #recovery-codes
    /konts/2fa/recovery-codes/generate/ POST #recovery-codes
    /konts/2fa/authenticate/           POST  #second-factor: code
    /konts/2fa/reauthenticate/         POST  #reauthenticate-code: code
    /konts/reauthenticate/             POST  #reauthenticate: password
    /konts/password/change/            POST  #password-change: oldpassword, password1, password2
    /konts/password/reset/             POST  #password-reset: email; the mailed link leads to #password-new
    /konts/logout/                     POST  #sign-out
    /konts/                            GET   name, roles, second factor
    /uzaicinajums/<token>/             POST  #invitation: (signed in) take the role one was invited to; once
    /turpinat/                         GET   what was typed before the session ended: #typed-text sends it again

Application (1.2, 1.3)
    /pieteikumi/jauns/                 POST  #application: registration_number, institution_name, address,
                                             representative_name, representative_position,
                                             contacts-<0..2>-name, contacts-<0..2>-email, contacts-<0..2>-phone,
                                             system_name, purpose, formats (list: edoc|asice|pdf), monthly_volume,
                                             terms_read (on); button action=save | action=prepare; of another service
                                             the address has ?pakalpojums=<key>
    /pieteikumi/<id>/labot/            POST  #application: the same fields
    /pieteikumi/<id>/                  GET   all about it; forms as state and person allow
    /pieteikumi/<id>/sagatavot/        POST  #application-render
    /pieteikumi/<id>/pieteikums.pdf    GET   the rendered PDF
    /pieteikumi/<id>/pieteikums.json   GET   the rendered JSON
    /pieteikumi/<id>/parakstits-fails/ GET   the signed application as accepted
    /pieteikumi/<id>/parakstit/        POST  #application-sign → redirect to the signing page
    /pieteikumi/<id>/parakstits/       GET   where the signing page sends back (?session=…&status=…); collects, submits;
                                             offered again as #collect while there is nothing to collect
    /pieteikumi/<id>/iesniegt/         POST  #application-upload: signed_file
    /pieteikumi/<id>/piekrisana/       POST  #application-consent: decision (accept|decline); a representative of the
                                             institution on whose behalf somebody else has applied
    /pieteikumi/<id>/registret/        POST  #application-register (officer; two of them where the evidence differs)
    /pieteikumi/<id>/atgriezt/         POST  #application-return: reasons (list), explanation (officer)
    /pieteikumi/<id>/noraidit/         POST  #application-reject: reasons (list), explanation (officer)

Case
    /lietas/                           GET   one's own, or for officers all
    /lietas/<id>/                      GET   the case page: #turn, #next-action, #epak-number, #environments, #evidence,
                                             #documents, #messages, #history
    /lietas/<id>/pieslegums/<e>/       POST  #connection: networks-<0..2>-cidr, -label, -owner, -valid_from, -valid_to,
                                             csr | csr_file, return_origins (one a line);
                                             production also key_kind (csr|certificate), certificate |
                                             certificate_file, chain | chain_file, nonce_signature (base64) |
                                             nonce_signature_file; button action=check | action=submit
    /lietas/<id>/izaicinajums/         POST  #challenge → back to the form, which shows #nonce (text)
    /lietas/<id>/izaicinajums/nonce.bin GET  the nonce byte for byte: this is what is signed
    /lietas/<id>/pakotne/<e>/          GET   the connection pack (zip)
    /lietas/<id>/notestets/            POST  #declare-tested
    /lietas/<id>/solis/<name>/         POST  #step-<name>: explanation where it asks for one; a step that the process of
                                             the case offers on its page
    /lietas/<id>/uzturesana/           GET   certificates, networks, contacts
    /lietas/<id>/uzturesana/sertifikats/<e>/ POST #new-certificate: csr | csr_file (and as above in production);
                                             button action=check | action=submit
    /lietas/<id>/uzturesana/tikli/<e>/ POST  #new-networks: networks-<0..2>-…
    /lietas/<id>/uzturesana/tikli/<e>/izbeigt/ POST #fewer-networks: cidr (list)
    /lietas/<id>/uzturesana/adreses/<e>/ POST #origins: return_origins (one a line; the whole list)
    /lietas/<id>/uzturesana/kontaktpersonas/ POST #contacts: contacts-<0..2>-name, -email, -phone
    /lietas/<id>/cilveki/              GET   who has which role, who is invited
    /lietas/<id>/cilveki/<id>/<role>/izbeigt/ POST #end-role-<person id>-<role> (representative, oneself, officer)
    /lietas/<id>/uzaicinat/            POST  #invite: email, role (representative|technical_contact)
    /lietas/<id>/uzaicinajumi/<id>/atsaukt/ POST #withdraw-invitation-<id>
    /lietas/<id>/sertifikati/<id>/anulet/ POST #revoke: reason (a RevocationReason), confirmed (on); the same form is
                                             next to each certificate on /uzturesana/ as #revoke-<certificate id>
    /lietas/<id>/apturet/<e>/          POST  #suspend-<e>: reason (officer)
    /lietas/<id>/atjaunot/<e>/         POST  #resume-<e> (officer; production: two)
    /lietas/<id>/slegt/                POST  #close-case: reason (officer, with production: two; before production the
                                             representative)
    /pieprasijumi/<id>/                GET   a connection request with its checks
    /pieprasijumi/<id>/apstiprinat/    POST  #request-approve (officer; production, changes too: once by each of two)
    /pieprasijumi/<id>/atgriezt/       POST  #request-return: explanation (officer)
    /dokumenti/<id>/                   GET   an official document

Consultations (8)
    /konsultacijas/                    GET   one's own, or for officers those awaiting an answer
    /konsultacijas/jauna/              POST  #consultation: topic, case_id, environment, subject, text, request_ids
    /konsultacijas/<id>/               GET   the thread
    /konsultacijas/<id>/rakstit/       POST  #consultation-write: text
    /konsultacijas/<id>/slegt/         POST  #consultation-close

Agency
    /rinda/                            GET   everything that awaits the agency
    /konti/                            GET   accounts: q (registrar, second officer)
    /konti/<id>/slegt/                 POST  #close-account-<id>
    /konti/<id>/atvert/                POST  #reopen-account-<id>
    /sertifikati/                      GET   all certificates (PKI operator, auditor)
                                             (long lists come by the page: ?pirms=…, as their links say)
    /paaudzes/                         GET   authorities, services and the seal that end soon
    /paaudzes/<id>/apstiprinat/        POST  #agree-<id> (officer: once by each of two)
    /audits/                           GET   the audit log: case, event, environment (auditor)
    /audits/parbaude/                  POST  #audit-verify → back to the log, whose #verification shows the result
"""

from django.contrib.auth.decorators import login_required
from django.urls import include, path

from esigner.web.portal import typed_text
from esigner.web.portal.views import (
    accounts,
    applications,
    cases,
    challenge,
    connection,
    consultations,
    decisions,
    desk,
    generations,
    invitations,
    maintenance,
    people,
    reviews,
    scheme,
    signing,
    terms,
)

_everyone = [
    path("", scheme.scheme, name="scheme"),
    path("shema/", scheme.description, name="description"),
    path("bloks/<int:number>/", scheme.block, name="block"),
    path("pakalpojumi/<slug:key>/", scheme.scheme, name="service"),
    path("pakalpojumi/<slug:key>/shema/", scheme.description, name="service-description"),
    path("pakalpojumi/<slug:key>/bloks/<int:number>/", scheme.block, name="service-block"),
    path("noteikumi/", terms.read, name="terms"),
    path("valoda/", accounts.language, name="language"),
]
_accounts = [
    path("konts/", include("esigner.web.portal.urls_accounts")),
    path("uzaicinajums/<str:token>/", invitations.accept, name="invitation"),
]
_resumed = [
    path("turpinat/", login_required(typed_text.resume), name="resume"),
]
_application = [
    path("pieteikumi/jauns/", applications.new, name="application-new"),
    path("pieteikumi/<uuid:application_id>/", applications.show, name="application"),
    path("pieteikumi/<uuid:application_id>/labot/", applications.edit, name="application-edit"),
    path("pieteikumi/<uuid:application_id>/sagatavot/", applications.make_ready, name="application-render"),
    path("pieteikumi/<uuid:application_id>/pieteikums.pdf", applications.file, {"suffix": "pdf"}),
    path("pieteikumi/<uuid:application_id>/pieteikums.json", applications.file, {"suffix": "json"}),
    path("pieteikumi/<uuid:application_id>/parakstits-fails/", applications.signed_file, name="application-file"),
    path("pieteikumi/<uuid:application_id>/parakstit/", signing.start, name="application-sign"),
    path("pieteikumi/<uuid:application_id>/parakstits/", signing.finish, name="application-signed"),
    path("pieteikumi/<uuid:application_id>/iesniegt/", signing.upload, name="application-upload"),
    path("pieteikumi/<uuid:application_id>/piekrisana/", decisions.consent, name="application-consent"),
    path("pieteikumi/<uuid:application_id>/registret/", decisions.register, name="application-register"),
    path("pieteikumi/<uuid:application_id>/atgriezt/", decisions.give_back, name="application-return"),
    path("pieteikumi/<uuid:application_id>/noraidit/", decisions.reject, name="application-reject"),
]
_case = [
    path("lietas/", cases.index, name="cases"),
    path("lietas/<uuid:case_id>/", cases.show, name="case"),
    path("lietas/<uuid:case_id>/pieslegums/<str:environment>/", connection.connection, name="case-connection"),
    path("lietas/<uuid:case_id>/izaicinajums/", challenge.ask, name="case-challenge"),
    path("lietas/<uuid:case_id>/izaicinajums/nonce.bin", challenge.nonce_file, name="case-nonce"),
    path("lietas/<uuid:case_id>/pakotne/<str:environment>/", connection.pack, name="case-pack"),
    path("lietas/<uuid:case_id>/notestets/", cases.declare_tested, name="case-tested"),
    path("lietas/<uuid:case_id>/solis/<slug:step>/", cases.take, name="case-step"),
    path("lietas/<uuid:case_id>/cilveki/", people.of_case, name="case-people"),
    path("lietas/<uuid:case_id>/cilveki/<uuid:person_id>/<str:role>/izbeigt/", people.end_role, name="case-end-role"),
    path("lietas/<uuid:case_id>/uzaicinat/", invitations.send, name="case-invite"),
    path(
        "lietas/<uuid:case_id>/uzaicinajumi/<uuid:invitation_id>/atsaukt/", invitations.withdraw, name="case-uninvite"
    ),
    path("lietas/<uuid:case_id>/slegt/", maintenance.close, name="case-close"),
    path("pieprasijumi/<uuid:request_id>/", reviews.show, name="request"),
    path("pieprasijumi/<uuid:request_id>/apstiprinat/", reviews.approve, name="request-approve"),
    path("pieprasijumi/<uuid:request_id>/atgriezt/", reviews.give_back, name="request-return"),
    path("dokumenti/<uuid:document_id>/", cases.document, name="document"),
]
_maintenance = [
    path("", maintenance.overview, name="case-maintenance"),
    path("sertifikats/<str:environment>/", maintenance.new_certificate, name="case-new-certificate"),
    path("tikli/<str:environment>/", maintenance.new_networks, name="case-new-networks"),
    path("tikli/<str:environment>/izbeigt/", maintenance.fewer_networks, name="case-fewer-networks"),
    path("adreses/<str:environment>/", maintenance.origins, name="case-origins"),
    path("kontaktpersonas/", maintenance.contacts, name="case-contacts"),
]
_changes = [
    path("sertifikati/<uuid:certificate_id>/anulet/", maintenance.revoke, name="case-revoke"),
    path("apturet/<str:environment>/", maintenance.suspend, name="case-suspend"),
    path("atjaunot/<str:environment>/", maintenance.resume, name="case-resume"),
]
_consultations = [
    path("konsultacijas/", consultations.index, name="consultations"),
    path("konsultacijas/jauna/", consultations.new, name="consultation-new"),
    path("konsultacijas/<uuid:consultation_id>/", consultations.show, name="consultation"),
    path("konsultacijas/<uuid:consultation_id>/rakstit/", consultations.write, name="consultation-write"),
    path("konsultacijas/<uuid:consultation_id>/slegt/", consultations.close, name="consultation-close"),
]
_agency = [
    path("rinda/", desk.queue, name="queue"),
    path("konti/", people.accounts, name="accounts"),
    path("konti/<uuid:person_id>/slegt/", people.close, name="account-close"),
    path("konti/<uuid:person_id>/atvert/", people.reopen, name="account-reopen"),
    path("sertifikati/", desk.all_certificates, name="certificates"),
    path("paaudzes/", generations.index, name="generations"),
    path("paaudzes/<uuid:generation_id>/apstiprinat/", generations.agree, name="generation-agree"),
    path("audits/", desk.log, name="audit"),
    path("audits/parbaude/", desk.verify_log, name="audit-verify"),
]

urlpatterns = [
    *_everyone,
    *_accounts,
    *_resumed,
    *_application,
    *_case,
    path("lietas/<uuid:case_id>/uzturesana/", include(_maintenance)),
    path("lietas/<uuid:case_id>/", include(_changes)),
    *_consultations,
    *_agency,
]

handler400 = "esigner.web.portal.error_pages.bad_request"
handler500 = "esigner.web.portal.error_pages.failed"
