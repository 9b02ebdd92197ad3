"""Addresses of the portal. Every form is plain HTML with a stable id and stable field names.

Who plays the portal over HTTP (the demo, a test) reads the page first and sends back what the form holds, the
CSRF field included. `<e>` is `test` or `production`; ids are UUIDs; an application keeps its id as a case.

Everyone
    /                                  GET   the main scheme
    /shema/                            GET   description of the scheme
    /bloks/<1..8>/                     GET   one block's table
    /noteikumi/                        GET   the current Terms; the opening is recorded where signed in
    /valoda/                           POST  #language: language (lv|en), next

Accounts
    /konts/signup/                     POST  #sign-up: email, given_name, surname, password1, password2
    /konts/confirm-email/<key>/        POST  #confirm-email (the address is in the mail)
    /konts/login/                      POST  #sign-in: login (e-mail), password
    /konts/2fa/totp/activate/          POST  #totp-activate: code; the secret is the text of #totp-secret
    /konts/2fa/authenticate/           POST  #second-factor: code
    /konts/reauthenticate/             POST  #reauthenticate: password
    /konts/logout/                     POST  #sign-out
    /konts/                            GET   name, roles, second factor
    /uzaicinajums/<token>/             POST  #invitation: (signed in) take the role one was invited to

Application (1.2, 1.3)
    /pieteikumi/jauns/                 POST  #application: registration_number, institution_name, address,
                                             representative_name, representative_position,
                                             contacts-<0..2>-name, contacts-<0..2>-email, contacts-<0..2>-phone,
                                             system_name, purpose, formats (list: edoc|asice|pdf), monthly_volume,
                                             terms_read (on); button action=save | action=prepare
    /pieteikumi/<id>/labot/            POST  #application: the same fields
    /pieteikumi/<id>/                  GET   everything about it; forms as the state and the person allow
    /pieteikumi/<id>/sagatavot/        POST  #application-render
    /pieteikumi/<id>/pieteikums.pdf    GET   the rendered PDF
    /pieteikumi/<id>/pieteikums.json   GET   the rendered JSON
    /pieteikumi/<id>/parakstits-fails/ GET   the signed application as accepted
    /pieteikumi/<id>/parakstit/        POST  #application-sign → redirect to the signing page
    /pieteikumi/<id>/parakstits/       GET   where the signing page sends back (?session=…&status=…); collects, submits
    /pieteikumi/<id>/iesniegt/         POST  #application-upload: signed_file
    /pieteikumi/<id>/registret/        POST  #application-register (officer)
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
    /lietas/<id>/izaicinajums/         POST  #challenge → back to the production form, which shows #nonce (base64)
    /lietas/<id>/izaicinajums/nonce.bin GET  the same nonce as raw bytes
    /lietas/<id>/pakotne/<e>/          GET   the connection pack (zip)
    /lietas/<id>/notestets/            POST  #declare-tested
    /lietas/<id>/uzturesana/           GET   certificates, networks, contacts
    /lietas/<id>/uzturesana/sertifikats/<e>/ POST #new-certificate: csr | csr_file (and as above in production);
                                             button action=check | action=submit
    /lietas/<id>/uzturesana/tikli/<e>/ POST  #new-networks: networks-<0..2>-…; button action=check | action=submit
    /lietas/<id>/uzturesana/kontaktpersonas/ POST #contacts: contacts-<0..2>-name, -email, -phone
    /lietas/<id>/uzaicinat/            POST  #invite: email
    /lietas/<id>/sertifikati/<id>/anulet/ POST #revoke: reason, confirmed (on)
    /lietas/<id>/apturet/<e>/          POST  #suspend: reason (officer)
    /lietas/<id>/atjaunot/<e>/         POST  #resume (officer)
    /pieprasijumi/<id>/                GET   a connection request with its checks
    /pieprasijumi/<id>/apstiprinat/    POST  #request-approve (officer; production: once by each of two)
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
    /sertifikati/                      GET   all certificates (PKI operator, auditor)
    /audits/                           GET   the audit log: case, event, environment (auditor)
"""
