"""The API's description: what ninja knows, plus who may call and how errors look."""

import json
from copy import deepcopy
from functools import cache
from typing import Any, Final

from django.conf import settings

from esigner.signing import limits
from esigner.web.api.description import api
from esigner.web.api.idempotency import KEY_PATTERN
from esigner.web.api.schemas import Problem

METHODS: Final = frozenset({"get", "put", "post", "delete"})
REQUEST_ID: Final = {
    "description": "Correlation id of the call; evidence and consultations refer to it.",
    "schema": {"type": "string"},
}


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document, with the base URLs of this installation."""
    document = deepcopy(_document())
    document["servers"] = [
        {"url": settings.ESIGNER_URLS[f"api_{name}"], "description": f"{name} environment"}
        for name in ("test", "production")
    ]
    document["components"]["schemas"]["SessionIn"]["properties"]["documents"]["maxItems"] = limits.current().documents
    return document


def operation_of(*, path: str, method: str) -> dict[str, Any] | None:
    """Return what the description says of an operation (not to be changed), None where there is none.

    Args:
        path: As the description writes it, such as /v1/sessions/{session_id}.
        method: Lower case.
    """
    operation: dict[str, Any] | None = _document()["paths"].get(path, {}).get(method)
    return operation


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/v1/"))
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = Problem.model_json_schema(by_alias=True)
    components["securitySchemes"] = {
        "mutualTLS": {"type": "mutualTLS", "description": "Client certificate registered for the environment."},
        "epakNumber": {"type": "apiKey", "in": "header", "name": "EPAK-Number"},
    }
    components["headers"] = {"Request-Id": REQUEST_ID}
    document["security"] = [{"mutualTLS": [], "epakNumber": []}]
    for path in document["paths"].values():
        for method, operation in path.items():
            if method in METHODS:
                _complete(operation, is_post=method == "post")
    _drop_unused(document)
    return document


def _drop_unused(document: dict[str, Any]) -> None:
    """Leave out schemas that nothing refers to: queries, whose members stand among the parameters."""
    schemas = document["components"]["schemas"]
    while unused := [name for name in schemas if f'"#/components/schemas/{name}"' not in json.dumps(document)]:
        for name in unused:
            del schemas[name]


def _complete(operation: dict[str, Any], *, is_post: bool) -> None:
    """Add what every operation has: the problem answer, Request-Id, Accept-Language, and the idempotency key."""
    for statuses in ("4XX", "5XX", "default"):
        operation["responses"][statuses] = {
            "description": "A problem document (RFC 9457).",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for response in operation["responses"].values():
        response.setdefault("headers", {})["Request-Id"] = {"$ref": "#/components/headers/Request-Id"}
    parameters = operation.setdefault("parameters", [])
    parameters.append(
        {"in": "header", "name": "Accept-Language", "schema": {"type": "string", "default": "lv"}, "required": False}
    )
    if is_post and operation["operationId"] not in ("validate", "validateDetached"):
        parameters.append(
            {"in": "header", "name": "Idempotency-Key", "required": False,
             "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": KEY_PATTERN}}
        )  # fmt: skip
