"""The institution's own system: it calls API v1 over mTLS, with curl and as a program."""

import json
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the system presents: certificate chain and key files, the CA of the door, its EPAK number."""

    certificate: Path | None
    key: Path | None
    door_ca: Path
    epak_number: str | None


class System:
    """A program of the institution, with one kept-alive connection."""

    def __init__(self, api_url: str, credentials: Credentials) -> None:
        """Load the key once; connect at the first call."""
        self.api_url, self.credentials = api_url, credentials
        context = ssl.create_default_context(cafile=str(credentials.door_ca))
        if credentials.certificate and credentials.key:
            context.load_cert_chain(credentials.certificate, credentials.key)
        headers = {"Accept-Language": "en"}
        if credentials.epak_number:
            headers["EPAK-Number"] = credentials.epak_number
        self._http = httpx.Client(base_url=api_url, verify=context, headers=headers, timeout=60)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 — as httpx takes them
        """One call; the path begins with /v1."""
        return self._http.request(method, path, **options)

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def open_session(self, **fields: object) -> dict[str, Any]:
        """Open a session and give its JSON; a refusal is an error with the problem's text."""
        return _json(self.call("POST", "/v1/sessions", json=fields), 201)

    def upload(self, session: Mapping[str, Any], contents: Mapping[str, bytes]) -> None:
        """Send each document's bytes to the place the session named."""
        for document in session["documents"]:
            answer = self._http.put(document["uploadUrl"], content=contents[document["name"]])
            _json(answer, 200, 201, 204)

    def status(self, session_id: str) -> dict[str, Any]:
        """The session as it stands."""
        return _json(self.call("GET", f"/v1/sessions/{session_id}"), 200)

    def result(self, session_id: str) -> bytes:
        """The signed document."""
        answer = self.call("GET", f"/v1/sessions/{session_id}/result")
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(answer.text)
        return answer.content

    def curl(self, method: str, path: str, *, body: Mapping[str, object] | None = None) -> tuple[int, dict[str, Any]]:
        """The same call made by the real curl; gives the status and the JSON."""
        command = ["curl", "--silent", "--show-error", "--cacert", str(self.credentials.door_ca), "-X", method]
        command += ["-w", "\n%{http_code}", "-H", "Accept-Language: en"]
        if self.credentials.certificate and self.credentials.key:
            command += ["--cert", str(self.credentials.certificate), "--key", str(self.credentials.key)]
        if self.credentials.epak_number:
            command += ["-H", f"EPAK-Number: {self.credentials.epak_number}"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "--data", json.dumps(body)]
        done = subprocess.run([*command, self.api_url + path], capture_output=True, check=False, text=True)
        if done.returncode:
            message = f"curl: {done.stderr}"
            raise RuntimeError(message)
        text, _, status = done.stdout.rpartition("\n")
        return int(status), json.loads(text) if text.strip() else {}


def _json(answer: httpx.Response, *wanted: int) -> dict[str, Any]:
    if answer.status_code not in wanted:
        message = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:600]}"
        raise RuntimeError(message)
    return dict(answer.json()) if answer.content else {}
