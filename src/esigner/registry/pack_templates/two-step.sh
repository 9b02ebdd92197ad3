#!/usr/bin/env bash
# A two-step signature (@environment_en): prepare, sign outside of the service, hand the value in, fetch the document.
# Usage: ./two-step.sh KEY.pem [FILE]      KEY.pem is the private key of your CSR; it never leaves your machine.
@signer_comment
# LANGUAGE_OF_ANSWERS=en gives what the service says in English. Needs bash, curl and openssl.
set -euo pipefail

KEY=${1:?usage: ./two-step.sh KEY.pem [FILE]}
FILE=${2:-}
@call
@signer_files

if [ -z "$FILE" ]; then
  FILE="$WORK/teksts.txt"
  echo 'Labdien! Šis ir divos soļos parakstāms teksts.' > "$FILE"
fi

echo "1. POST /v1/sessions"
SESSION=$(call --request POST --header 'Content-Type: application/json' --data-binary @@- "$API/v1/sessions" <<'JSON'
{"format": "asice", "level": "LT", "language": "lv", "documents": [{"name": "teksts.txt", "mediaType": "text/plain"}]}
JSON
)
ID=$(printf '%s' "$SESSION" | field id)
call --request PUT --header 'Content-Type: application/octet-stream' --data-binary "@@$FILE" \
  "$(printf '%s' "$SESSION" | field uploadUrl)" > /dev/null

echo "2. POST /v1/sessions/$ID/signatures"
CERTIFICATE=$(openssl x509 -in "$SIGNER_CERTIFICATE" -outform DER | openssl base64 -A)
START=$(printf '{"signingCertificate": "%s"}' "$CERTIFICATE" |
  call --request POST --header 'Content-Type: application/json' --data-binary @@- "$API/v1/sessions/$ID/signatures")

# The second step is yours: in your system a token, an HSM or another service does what openssl does here.
printf '%s' "$START" | field dataToSign | openssl base64 -d -A > "$WORK/data"
DIGEST=$(printf '%s' "$START" | field digestAlgorithm | tr '[:upper:]' '[:lower:]')
openssl dgst "-$DIGEST" -sign "$SIGNER_KEY" -out "$WORK/value" "$WORK/data"

SIGNATURE=$(printf '%s' "$START" | field signatureId)
echo "3. PUT /v1/sessions/$ID/signatures/$SIGNATURE"
ANSWER=$(printf '{"signatureValue": "%s"}' "$(openssl base64 -A -in "$WORK/value")" |
  call --request PUT --header 'Content-Type: application/json' --data-binary @@- \
    "$API/v1/sessions/$ID/signatures/$SIGNATURE")

# Timestamp and certificate status may take a moment: ask until the session has ended, or waits for another signature.
for _ in $(seq 60); do
  STATUS=$(printf '%s' "$ANSWER" | field status)
  case "$STATUS" in SIGNED | READY | FAILED | CANCELLED | EXPIRED) break ;; esac
  sleep 2
  ANSWER=$(call "$API/v1/sessions/$ID")
done
echo "4. status: $STATUS"
[ "$STATUS" = SIGNED ] || { printf '%s\n' "$ANSWER"; exit 1; }

call "$API/v1/sessions/$ID/result" > "$WORK/result"
mv "$WORK/result" two-step.asice
echo "5. GET /v1/sessions/$ID/result -> two-step.asice"
