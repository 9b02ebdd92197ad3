#!/usr/bin/env bash
# First call of the E-signer API (@environment_en): who am I, open a session, upload a file.
# Usage: ./example.sh KEY.pem [FILE]      KEY.pem is the private key of your CSR; it never leaves your machine.
# LANGUAGE_OF_ANSWERS=en gives what the service says in English. Needs bash and curl.
set -euo pipefail

KEY=${1:?usage: ./example.sh KEY.pem [FILE]}
FILE=${2:-}
@call

echo "1. GET /v1/probe"
call "$API/v1/probe"
echo

if [ -z "$FILE" ]; then
  FILE="$WORK/teksts.txt"
  echo 'Labdien! Šis ir parakstāms teksts.' > "$FILE"
fi

echo "2. POST /v1/sessions"
SESSION=$(call --request POST --header 'Content-Type: application/json' --data-binary @@- "$API/v1/sessions" <<'JSON'
{"format": "asice", "level": "LT", "language": "lv", "documents": [{"name": "piemērs.txt", "mediaType": "text/plain"}]}
JSON
)
echo "$SESSION"

UPLOAD=$(printf '%s' "$SESSION" | field uploadUrl)
echo "3. PUT $UPLOAD"
call --request PUT --header 'Content-Type: application/octet-stream' --data-binary "@@$FILE" "$UPLOAD"
echo

SIGNING=$(printf '%s' "$SESSION" | field signingUrl)
echo "Send the signer to: $SIGNING"
@example_end
