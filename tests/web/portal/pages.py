"""Reading a page as a person does: its words, its forms, its links."""

from typing import Any, Protocol

import lxml.html
from lxml.html import HtmlElement


class Answer(Protocol):
    """What Django's test client gives back."""

    content: bytes
    status_code: int


def tree(answer: Any) -> HtmlElement:  # noqa: ANN401 — Django's test client adds attributes that its type does not have
    return lxml.html.document_fromstring(answer.content)


def words(answer: Any) -> str:  # noqa: ANN401 — as above
    return " ".join(str(tree(answer).text_content()).split())


def form(answer: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 — as above
    """What the form with this id would send back as it stands, its CSRF field included."""
    for found in tree(answer).forms:
        if found.get("id") == name:
            return dict(found.form_values())
    ids = [found.get("id") for found in tree(answer).forms]
    message = f"no form {name}; there are {ids}"
    raise LookupError(message)


def forms(answer: Any) -> list[str]:  # noqa: ANN401 — as above
    return [str(found.get("id")) for found in tree(answer).forms]


def by_id(answer: Any, name: str) -> str:  # noqa: ANN401 — as above
    found = tree(answer).get_element_by_id(name)
    return " ".join(str(found.text_content()).split())
