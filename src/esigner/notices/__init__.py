"""Letters, official documents, seals and mail.

letters.render("registration_letter", data)  → PDF/A-2b
sealing.seal(pdf, at=at)                     → PAdES-B-LT
register.next_number(kind, at)               → the letter's own number
documents.store(...)                         → the official document
mail.send(...)                               → a mail that leaves when the transaction is through
"""
