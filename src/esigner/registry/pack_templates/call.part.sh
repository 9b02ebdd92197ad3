HERE=$(cd "$(dirname "$0")" && pwd)
API='@api_url'
EPAK_NUMBER='@epak_number'
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# field NAME: the first text of that name in the JSON on standard input
field() {
  tr -d '\n' | grep -o "\"$1\": *\"[^\"]*\"" | sed -n '1{s/^[^:]*: *"//;s/"$//;p;}'
}

# call CURL-ARGUMENTS: the body of the answer; where it is a refusal, what the service says, on standard error
call() {
  local status=0
  : > "$WORK/answer"
  curl --silent --show-error --fail-with-body --output "$WORK/answer" \
    --cert "$HERE/certificate.pem" --key "$KEY" --cacert "$HERE/ca-chain.pem" \
    --header "EPAK-Number: $EPAK_NUMBER" --header "Accept-Language: ${LANGUAGE_OF_ANSWERS:-lv}" "$@@" || status=$?
  if [ "$status" = 0 ]; then
    cat "$WORK/answer"
  elif [ -s "$WORK/answer" ]; then
    {
      echo "$(field code < "$WORK/answer"): $(field detail < "$WORK/answer")"
      cat "$WORK/answer"
      echo
    } >&2
  fi
  return "$status"
}
