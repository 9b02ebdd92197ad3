#!/usr/bin/env bash
# A two-step signature (@environment_en): prepare, sign outside of the service, hand the value in, fetch the document.
# Usage: ./two-step.sh KEY.pem [FILE]      KEY.pem is the private key of your CSR; it never leaves your machine.
# It signs as a TEST PERSON: test-signer-key.pem and test-signer-certificate.pem, which no other environment trusts.
# Needs bash, curl and openssl.
set -euo pipefail

KEY=${1:?usage: ./two-step.sh KEY.pem [FILE]}
FILE=${2:-}
HERE=$(cd "$(dirname "$0")" && pwd)
API='@api_url'
EPAK_NUMBER='@epak_number'
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

call() {
  curl --silent --show-error --fail-with-body \
    --cert "$HERE/certificate.pem" --key "$KEY" --cacert "$HERE/ca-chain.pem" \
    --header "EPAK-Number: $EPAK_NUMBER" --header 'Accept-Language: lv' "$@@"
}

# field NAME: the first text of that name in the JSON on standard input
field() {
  tr -d '\n' | grep -o "\"$1\": *\"[^\"]*\"" | sed -n '1{s/^[^:]*: *"//;s/"$//;p;}'
}

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
call --output /dev/null --request PUT --header 'Content-Type: application/octet-stream' --data-binary "@@$FILE" \
  "$(printf '%s' "$SESSION" | field uploadUrl)"

echo "2. POST /v1/sessions/$ID/signatures"
CERTIFICATE=$(openssl x509 -in "$HERE/test-signer-certificate.pem" -outform DER | openssl base64 -A)
START=$(printf '{"signingCertificate": "%s"}' "$CERTIFICATE" |
  call --request POST --header 'Content-Type: application/json' --data-binary @@- "$API/v1/sessions/$ID/signatures")

# The second step is yours: in your system a token, an HSM or another service does what openssl does here.
printf '%s' "$START" | field dataToSign | openssl base64 -d -A > "$WORK/data"
DIGEST=$(printf '%s' "$START" | field digestAlgorithm | tr '[:upper:]' '[:lower:]')
openssl dgst "-$DIGEST" -sign "$HERE/test-signer-key.pem" -out "$WORK/value" "$WORK/data"

SIGNATURE=$(printf '%s' "$START" | field signatureId)
echo "3. PUT /v1/sessions/$ID/signatures/$SIGNATURE"
ANSWER=$(printf '{"signatureValue": "%s"}' "$(openssl base64 -A -in "$WORK/value")" |
  call --request PUT --header 'Content-Type: application/json' --data-binary @@- \
    "$API/v1/sessions/$ID/signatures/$SIGNATURE")

# Timestamp and certificate status may take a moment: ask until the session has ended.
for _ in $(seq 60); do
  STATUS=$(printf '%s' "$ANSWER" | field status)
  case "$STATUS" in SIGNED | FAILED | CANCELLED | EXPIRED) break ;; esac
  sleep 2
  ANSWER=$(call "$API/v1/sessions/$ID")
done
echo "4. status: $STATUS"
[ "$STATUS" = SIGNED ] || { printf '%s\n' "$ANSWER"; exit 1; }

call --output two-step.asice "$API/v1/sessions/$ID/result"
echo "5. GET /v1/sessions/$ID/result -> two-step.asice"
