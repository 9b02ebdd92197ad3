"""A client of our own API v1, as any institution would write one."""

import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from esigner.wire import http
from esigner.wire.errors import AnswerInvalidError, ApiRefusedError, UnreachableError
from esigner.wire.sessions import Document, NewDocument, Session, read_session

__all__ = ["Client", "Document", "NewDocument", "Session"]

_PROBLEM = "application/problem+json"


class Client:
    """One institution's connection: client certificate, EPAK number; usable as a context manager."""

    def __init__(
        self, base_url: str, *, certificate: Path, key: Path, ca: Path, epak_number: str, timeout_seconds: float = 30.0
    ) -> None:
        """Keep what every call needs; `base_url` without `/v1`; certificate (with chain), key and CA are PEM files."""
        context = ssl.create_default_context(cafile=str(ca))
        context.load_cert_chain(str(certificate), str(key))
        self._service = http.service_name(base_url)
        self._base = f"{base_url.rstrip('/')}/v1"
        self._headers = {"EPAK-Number": epak_number, "Accept": "application/json"}
        self._http = http.connections(verify=context, timeout_seconds=timeout_seconds)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def probe(self) -> Mapping[str, Any]:
        """Return who we are to the service."""
        return self._json("GET", "/probe")

    def open_session(
        self,
        *,
        format: str,  # noqa: A002 - the API's own word
        level: str,
        documents: Sequence[NewDocument],
        signers: Sequence[Mapping[str, Any]] = (),
        return_url: str | None = None,
        notify_url: str | None = None,
        language: str | None = None,
        idempotency_key: str | None = None,
    ) -> Session:
        """Open a session; documents without content are to be uploaded.

        Raises:
            ApiRefusedError: The API said why not, see `problem_code`.
            UnreachableError, ServiceFailedError: Try again later; an `idempotency_key` prevents a second
                session.
        """
        body = {
            "format": format,
            "level": level,
            "documents": [_described(one) for one in documents],
            "signers": list(signers) or None,
            "returnUrl": return_url,
            "notifyUrl": notify_url,
            "language": language,
        }
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return self._session(self._json("POST", "/sessions", body=body, headers=headers))

    def upload(self, session_id: str, document_id: str, content: bytes | Iterator[bytes]) -> None:
        """Send a document's bytes, streamed where they come in pieces."""
        headers = {"Content-Type": "application/octet-stream"}
        self._call("PUT", _path("sessions", session_id, "documents", document_id), content=content, headers=headers)

    def status(self, session_id: str) -> Session:
        """Return the session as it is now."""
        return self._session(self._json("GET", _path("sessions", session_id)))

    def result(self, session_id: str) -> bytes:
        """Return the signed container or PDF."""
        return self._call("GET", _path("sessions", session_id, "result"), headers={"Accept": "*/*"}).content

    def complete(self, session_id: str) -> Session:
        """Try again a signature that waits, or was given up; return the session as it is then."""
        return self._session(self._json("POST", _path("sessions", session_id, "completion")))

    def cancel(self, session_id: str) -> None:
        """End the session unsigned."""
        self._call("DELETE", _path("sessions", session_id))

    def _session(self, answer: Mapping[str, Any]) -> Session:
        try:
            return read_session(answer)
        except (KeyError, TypeError) as error:
            raise AnswerInvalidError(service=self._service, reason="SESSION") from error

    def _json(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        sent = None if body is None else {name: value for name, value in body.items() if value is not None}
        response = self._call(method, path, json=sent, headers=headers)
        try:
            answer = response.json()
        except ValueError as error:
            raise AnswerInvalidError(service=self._service, reason="JSON") from error
        if not isinstance(answer, dict):
            raise AnswerInvalidError(service=self._service, reason="JSON")
        return answer

    def _call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        content: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            response = self._http.request(
                method, self._base + path, json=json, content=content, headers={**self._headers, **(headers or {})}
            )
        except httpx.TransportError as error:
            raise UnreachableError(service=self._service) from error
        if not response.is_success:
            self._refuse(response)
        return response

    def _refuse(self, response: httpx.Response) -> None:
        """Raise what the answer says; a 5xx may pass in any case."""
        problem = _problem(response)
        if http.may_pass(response.status_code) or not problem:
            http.raise_for_status(response.status_code, service=self._service)
        raise ApiRefusedError(
            problem_code=str(problem.get("code", "")),
            title=str(problem.get("title", "")),
            http_status=response.status_code,
            request_id=str(problem.get("requestId", response.headers.get("Request-Id", ""))),
        )


def _path(*parts: str) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _described(document: NewDocument) -> Mapping[str, Any]:
    described = {"name": document.name, "mediaType": document.media_type}
    if document.content is not None:
        described["content"] = b64encode(document.content).decode()
    return described


def _problem(response: httpx.Response) -> Mapping[str, Any]:
    if not response.headers.get("content-type", "").startswith(_PROBLEM):
        return {}
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
