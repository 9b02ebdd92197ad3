"""What the API's JSON is made of: bytes, printable text, whole numbers, moments; what is not named is refused."""

import re
from base64 import b64decode
from datetime import datetime
from typing import Annotated, Final

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from esigner.ades.validation.policies import POLICIES

Base64 = Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]
"""Bytes in an answer."""


def _decode(value: object) -> bytes:
    """Return the bytes of strict base64; pydantic's own type skips what is not base64, and would sign what is left."""
    try:
        return b64decode(value, validate=True)  # type: ignore[arg-type] # what is no text is refused below
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("base64_expected", "base64 text expected") from error


BASE64_PATTERN: Final = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
Bytes = Annotated[
    bytes,
    BeforeValidator(_decode),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "pattern": BASE64_PATTERN}),
]
"""Bytes in a request."""


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("printable_expected", "only printable characters")
    return text


Printable = Annotated[str, AfterValidator(_printable)]
"""Text that a table, a log and an XML file can hold."""


Whole = Annotated[int, Strict()]
"""A whole number in JSON: neither true nor "1" nor 1.0 is one."""

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
"""RFC 3339 5.6: with its zone, as `date-time` means it."""


def _moment(value: object) -> object:
    """Let RFC 3339 through; pydantic would take a number for seconds since 1970, and a moment of no zone for any."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("date_time_with_zone_expected", "a moment with its zone expected (RFC 3339)")
    return value


Moment = Annotated[datetime, BeforeValidator(_moment, json_schema_input_type=datetime)]


PolicyName = Annotated[str, Field(max_length=20, json_schema_extra={"enum": sorted(POLICIES)})]
"""Of validation; what is not there is refused by the validator, under its own code."""


class In(Schema):
    """What a client sends, under the names of the description alone."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class Out(Schema):
    """What a client gets."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
