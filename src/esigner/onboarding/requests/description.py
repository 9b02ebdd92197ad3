"""The API's own description, asked of the API door: the pack holds what that door serves, word for word."""

import ssl

from cryptography.hazmat.primitives.serialization import Encoding

from esigner.registry import authorities, links
from esigner.registry.kinds import Environment
from esigner.wire import http
from esigner.wire.errors import UnreachableError


def fetch(environment: Environment) -> bytes:
    """Return the OpenAPI document of an environment.

    UnreachableError or ServiceRefusedError where the door does not answer.
    """
    url = links.of(environment).openapi_url
    service = http.service_name(url)
    chain = authorities.load("server").chain
    trust = ssl.create_default_context(cadata="".join(one.public_bytes(Encoding.PEM).decode() for one in chain))
    with http.connections(verify=trust) as door:
        try:
            answer = door.get(url)
        except Exception as error:
            raise UnreachableError(service=service) from error
    http.raise_for_status(answer.status_code, service=service)
    return answer.content
