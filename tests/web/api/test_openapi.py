"""The description says what the door does."""

import json
import re

import pytest
from pydantic import ValidationError
from pytest_django import Settings

from esigner.web.api.json_types import BASE64_PATTERN
from esigner.web.api.openapi import openapi_document
from esigner.web.api.schemas import SignatureValueIn

TABLE = {
    ("post", "/v1/sessions"),
    ("get", "/v1/sessions/{session_id}"),
    ("delete", "/v1/sessions/{session_id}"),
    ("put", "/v1/sessions/{session_id}/documents/{document_id}"),
    ("post", "/v1/sessions/{session_id}/signatures"),
    ("put", "/v1/sessions/{session_id}/signatures/{signature_id}"),
    ("post", "/v1/signatures"),
    ("put", "/v1/signatures"),
    ("get", "/v1/sessions/{session_id}/result"),
    ("post", "/v1/sessions/{session_id}/completion"),
    ("post", "/v1/validations"),
    ("post", "/v1/validations/detached"),
    ("get", "/v1/probe"),
}


def test_exactly_the_calls_of_the_table_are_published() -> None:
    document = openapi_document()

    assert {(method, path) for path, item in document["paths"].items() for method in item} == TABLE


def test_every_call_asks_for_the_certificate_and_the_number() -> None:
    document = openapi_document()

    assert document["openapi"].startswith("3.1")
    assert document["security"] == [{"mutualTLS": [], "epakNumber": []}]
    assert document["components"]["securitySchemes"]["mutualTLS"]["type"] == "mutualTLS"


def test_every_answer_has_a_request_id_and_errors_are_problems() -> None:
    for item in openapi_document()["paths"].values():
        for operation in item.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            assert all("Request-Id" in one["headers"] for one in operation["responses"].values())


def test_every_reference_leads_somewhere() -> None:
    document = openapi_document()
    text = json.dumps(document)

    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        target = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def test_members_are_camel_case() -> None:
    schemas = openapi_document()["components"]["schemas"]

    names = {name for schema in schemas.values() for name in schema.get("properties", {})}
    assert not {name for name in names if "_" in name}
    assert {"signingUrl", "dataToSign", "uploadUrl", "requestId"} <= names


def test_description_is_as_strict_as_the_door(settings: Settings) -> None:
    settings.ESIGNER_SESSION_DOCUMENTS = 7
    document = openapi_document()
    schemas = document["components"]["schemas"]
    documents = schemas["SessionIn"]["properties"]["documents"]
    assert (documents["minItems"], documents["maxItems"]) == (1, 7)
    assert schemas["DetachedValidationIn"]["properties"]["policy"]["enum"] == ["ee", "etsi", "lv"]
    assert schemas["SignatureValueIn"]["properties"]["signatureValue"]["pattern"] == BASE64_PATTERN
    parameters = {one["name"]: one["schema"] for one in document["paths"]["/v1/validations"]["post"]["parameters"]}
    assert parameters["policy"]["enum"] == ["ee", "etsi", "lv"]
    assert "date-time" in json.dumps(parameters["at"])
    headers = {one["name"]: one["schema"] for one in document["paths"]["/v1/sessions"]["post"]["parameters"]}
    assert headers["Idempotency-Key"]["pattern"] == "^[\\x21-\\x7E]{1,255}$"


@pytest.mark.parametrize(
    ("text", "is_base64"),
    [("", True), ("eA==", True), ("YWJj", True), ("eA=", False), ("eA", False), ("e A==", False), ("-_==", False)],
)
def test_pattern_of_base64_is_what_the_door_takes(text: str, *, is_base64: bool) -> None:
    assert bool(re.search(BASE64_PATTERN, text)) is is_base64
    try:
        SignatureValueIn.model_validate({"signatureValue": text})
        taken = True
    except ValidationError:
        taken = False
    assert taken is is_base64


def test_problems_are_declared_by_class() -> None:
    for item in openapi_document()["paths"].values():
        for operation in item.values():
            assert {"4XX", "5XX", "default"} <= set(operation["responses"])


def test_no_schema_is_idle() -> None:
    document = openapi_document()
    text = json.dumps(document)
    assert not [name for name in document["components"]["schemas"] if f'schemas/{name}"' not in text]
