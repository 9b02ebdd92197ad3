"""What a person does on the signing page."""

from typing import Final

from tests.acceptance.journey.browser import Browser, Page

GOOD: Final = "Anna Bērziņa"
GOOD_RSA: Final = "Jānis Kalniņš"
REVOKED: Final = "Līga Ozola"


def sign_on_page(browser: Browser, page: Page, persona: str = GOOD) -> Page:
    """Choose a test persona and sign; give the page one ends on."""
    form = page.form("sign")
    for choice in form.xpath(".//*[@name='persona']"):
        label = form.xpath("string(.//label[@for=$id])", id=choice.get("id")) or choice.getparent().text_content()
        if persona in label:
            return browser.submit(page, "sign", {"persona": choice.get("value")})
    message = f"no persona {persona} on {page.url}: {page.text[:500]}"
    raise LookupError(message)


def cancel_on_page(browser: Browser, page: Page) -> Page:
    """Refuse to sign."""
    return browser.submit(page, "cancel")
