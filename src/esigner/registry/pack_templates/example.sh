#!/usr/bin/env bash
# First call of the E-signer API (@environment_en): who am I, open a session, upload a file.
# Usage: ./example.sh KEY.pem [FILE]      KEY.pem is the private key of your CSR; it never leaves your machine.
set -euo pipefail

KEY=${1:?usage: ./example.sh KEY.pem [FILE]}
FILE=${2:-}
HERE=$(cd "$(dirname "$0")" && pwd)
API='@api_url'
EPAK_NUMBER='@epak_number'

call() {
  curl --silent --show-error --fail-with-body \
    --cert "$HERE/certificate.pem" --key "$KEY" --cacert "$HERE/ca-chain.pem" \
    --header "EPAK-Number: $EPAK_NUMBER" --header 'Accept-Language: lv' "$@@"
}

echo "1. GET /v1/probe"
call "$API/v1/probe"
echo

if [ -z "$FILE" ]; then
  FILE=$(mktemp)
  trap 'rm -f "$FILE"' EXIT
  echo 'Labdien! Šis ir parakstāms teksts.' > "$FILE"
fi

echo "2. POST /v1/sessions"
SESSION=$(call --request POST --header 'Content-Type: application/json' --data-binary @@- "$API/v1/sessions" <<'JSON'
{"format": "asice", "level": "LT", "language": "lv", "documents": [{"name": "piemērs.txt", "mediaType": "text/plain"}]}
JSON
)
echo "$SESSION"

UPLOAD=$(printf '%s' "$SESSION" | tr -d '\n' | sed -n 's/.*"uploadUrl": *"\([^"]*\)".*/\1/p')
echo "3. PUT $UPLOAD"
call --request PUT --header 'Content-Type: application/octet-stream' --data-binary "@@$FILE" "$UPLOAD"
echo

SIGNING=$(printf '%s' "$SESSION" | tr -d '\n' | sed -n 's/.*"signingUrl": *"\([^"]*\)".*/\1/p')
echo "Send the signer to: $SIGNING"
