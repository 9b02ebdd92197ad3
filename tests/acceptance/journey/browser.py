"""A browser without a window: cookies, redirects, and forms filled in as the page offers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin

import httpx
import lxml.html
from lxml.html import FormElement, HtmlElement

Upload = tuple[str, bytes, str]
"""File name, bytes, media type."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: where we are, the status, and the document."""

    url: str
    status: int
    content: bytes
    media_type: str
    disposition: str = ""

    @property
    def tree(self) -> HtmlElement:
        """The parsed document."""
        return lxml.html.document_fromstring(self.content, base_url=self.url)

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        for hidden in (tree := self.tree).xpath("//script|//style|//head"):
            hidden.drop_tree()
        return " ".join(str(tree.text_content()).split())

    def links(self, containing: str) -> list[str]:
        """Absolute addresses of the links whose address holds the given part."""
        found = self.tree.xpath("//a[contains(@href, $part)]/@href", part=containing)
        return [urljoin(self.url, str(address)) for address in found]

    def form(self, name: str) -> FormElement:
        """The form with this id, or the one whose action holds the name."""
        for form in self.tree.forms:
            if form.get("id") == name or name in (form.get("action") or ""):
                return form
        ids = [form.get("id") or form.get("action") for form in self.tree.forms]
        message = f"no form {name!r} at {self.url} (status {self.status}); there are {ids}; {self.text[:300]}"
        raise LookupError(message)


class Browser:
    """One person's browser."""

    def __init__(self, base_url: str, *, language: str = "lv") -> None:
        """Start with no cookies."""
        self.base_url = base_url
        self._http = httpx.Client(
            base_url=base_url,
            follow_redirects=True,
            timeout=60,
            headers={"Accept": "text/html,*/*", "Accept-Language": language, "User-Agent": "journey"},
        )

    def __enter__(self) -> Self:
        """Return the browser, to be closed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._http.close()

    def open(self, address: str) -> Page:
        """Follow a link."""
        return _page(self._http.get(urljoin(self.base_url + "/", address)))

    def open_from(self, page: Page, address: str) -> Page:
        """Follow a link of the page one is on."""
        return _page(self._http.get(urljoin(page.url, address), headers={"Referer": page.url}))

    def submit(
        self,
        page: Page,
        form: str,
        values: Mapping[str, str | list[str]] | None = None,
        *,
        files: Mapping[str, Upload] | None = None,
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Fill in a form the page offers and press its button; a field it does not offer is an error of the page."""
        element = page.form(form)
        fields = _fields(element)
        for name, value in (values or {}).items():
            offered = element.xpath(".//*[@name=$name]", name=name)
            if not offered:
                message = f"form {form!r} at {page.url} has no field {name!r}; it has {sorted(fields)}"
                raise LookupError(message)
            fields[name] = value
        if button:
            fields[button[0]] = button[1]
        address = urljoin(page.url, element.get("action") or page.url)
        headers = {"Referer": page.url, "Origin": _origin(page.url)}
        if (element.get("method") or "get").lower() == "get":
            return _page(self._http.get(address, params=fields, headers=headers))
        return _page(self._http.post(address, data=fields, files=dict(files) if files else None, headers=headers))


def _fields(form: FormElement) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {}
    for name, value in form.form_values():
        if name in fields:
            before = fields[name]
            fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            fields[name] = value
    return fields


def _origin(url: str) -> str:
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}"


def _page(answer: httpx.Response) -> Page:
    return Page(
        url=str(answer.url),
        status=answer.status_code,
        content=answer.content,
        media_type=answer.headers.get("content-type", ""),
        disposition=answer.headers.get("content-disposition", ""),
    )
