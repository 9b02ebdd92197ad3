"""Write the JSON columns of the portal as a landed version writes them.

Called as `tests/vectors/prepared/make.py` is, with DJANGO_SETTINGS_MODULE=esigner.config.settings.
"""

import json
import sys
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
from django.conf import settings

settings.INSTALLED_APPS = [one for one in settings.INSTALLED_APPS if find_spec(one.partition(".")[0])]
django.setup()

from esigner.errors import Text  # noqa: E402 - Django first
from esigner.onboarding import checks  # noqa: E402
from esigner.onboarding.requests.entries import NetworkEntry  # noqa: E402

form = import_module(
    "esigner.onboarding.form" if find_spec("esigner.onboarding.form") else "esigner.onboarding.applications.form"
)


def main(commit: str) -> None:
    """Fill every field once."""
    filled = form.Form(
        registration_number="40003011203", institution_name="Parauga iestāde", address="Brīvības iela 1, Rīga",
        representative_name="Anna Paraudziņa", representative_position="Direktore",
        contacts=(form.Contact(name="Jānis Ābols", email="janis@example.lv", phone="+371 20000000"),),
        system_name="Lietvedība", purpose="Parakstīt lēmumus.", formats=("asice", "pdf"), monthly_volume="1000",
        terms_read=True,
    )  # fmt: skip
    networks = [
        NetworkEntry(cidr="8.8.4.0/24", label="birojs", owner="Iestāde", valid_from=date(2026, 11, 1)),
        NetworkEntry(cidr="8.8.8.8", valid_to=date(2027, 1, 31)),
    ]
    made = {
        "form": filled.as_dict(),
        "checks": checks.as_json([checks.passed("signature", Text("Der.", "Holds.")), *_failed()]),
        "networks": [one.as_dict() for one in networks],
    }
    text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
    (Path(__file__).parent / f"{commit}.json").write_text(text + "\n")


def _failed() -> list[checks.Check]:
    return [checks.failed("standing", Text("Neder.", "Does not hold."))]


if __name__ == "__main__":
    main(sys.argv[1])
