"""The description says what the door does."""

import json

from esigner.web.api.openapi import openapi_document

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
