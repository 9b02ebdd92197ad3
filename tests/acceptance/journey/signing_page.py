"""What a person does on the signing page."""

from typing import Final

from tests.acceptance.journey.browser import Browser, Page

GOOD: Final = "Anna Bērziņa"
GOOD_RSA: Final = "Jānis Kalniņš"
REVOKED: Final = "Līga Ozola"


def sign_on_page(browser: Browser, page: Page, persona: str = GOOD) -> Page:
    """Choose a test persona, sign, and follow the way back; give the page one ends on."""
    choices = page.form("sign").xpath(".//input[@name='choice']")
    for choice in choices:
        if persona in choice.getparent().text_content():
            return _back(browser, browser.submit(page, "sign", {"choice": choice.get("value")}))
    message = f"no persona {persona} on {page.url}: {page.text[:500]}"
    raise LookupError(message)


def cancel_on_page(browser: Browser, page: Page) -> Page:
    """Refuse to sign, and follow the way back."""
    return _back(browser, browser.submit(page, "cancel"))


def _back(browser: Browser, page: Page) -> Page:
    link = page.tree.xpath("//a[@id='back']/@href")
    return browser.open_from(page, str(link[0])) if link else page
