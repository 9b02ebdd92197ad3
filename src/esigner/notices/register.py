"""The agency's register of its own documents: each has its number, without gaps."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from esigner.errors import Text
from esigner.notices.models import NumberCounter

ORDER_LOCK: Final = 0x65_73_69_67_6F
"""The advisory lock of `audit.hold`, under which everything is numbered: so no two transactions wait for each other's
counter. A test keeps the two keys equal."""


class DocumentKind(StrEnum):
    """What an official document is; each kind has a series of numbers of its own."""

    APPLICATION = "application"
    RECEIPT = "receipt"
    VALIDATION_REPORT = "validation_report"
    REGISTRATION_LETTER = "registration_letter"
    DECISION = "decision"
    TEST_RECORD = "test_record"
    CONFIGURATION_NOTICE = "configuration_notice"

    @property
    def series(self) -> str:
        """Return the letter of the series: Pieteikums, Apliecinājums, vēstule (V), Lēmums, Testēšana, Konfigurācija."""
        return _SERIES[self]

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return its name for people."""
        return _TITLES[self]


_SERIES: Final = {
    DocumentKind.APPLICATION: "P",
    DocumentKind.RECEIPT: "A",
    DocumentKind.VALIDATION_REPORT: "R",
    DocumentKind.REGISTRATION_LETTER: "V",
    DocumentKind.DECISION: "L",
    DocumentKind.TEST_RECORD: "T",
    DocumentKind.CONFIGURATION_NOTICE: "K",
}
_TITLES: Final = {
    DocumentKind.APPLICATION: Text("Pieteikums", "Application"),
    DocumentKind.RECEIPT: Text("Saņemšanas apliecinājums", "Receipt"),
    DocumentKind.VALIDATION_REPORT: Text("Parakstu pārbaudes pārskats", "Validation report"),
    DocumentKind.REGISTRATION_LETTER: Text("Vēstule par reģistrāciju", "Letter of registration"),
    DocumentKind.DECISION: Text("Lēmums", "Decision"),
    DocumentKind.TEST_RECORD: Text("Testēšanas protokols", "Test record"),
    DocumentKind.CONFIGURATION_NOTICE: Text("Paziņojums par konfigurāciju", "Notice of configuration"),
}


def next_number(kind: DocumentKind | str, at: datetime) -> str:
    """Return the next number of the kind's series in the year, such as `EPAK/V/2026/7`.

    Gap-free because the counter is a locked row of the caller's transaction: a rollback gives the number back.
    """
    series = DocumentKind(kind).series
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])
        NumberCounter.objects.get_or_create(series=series, year=year)
        counter = NumberCounter.objects.select_for_update().get(series=series, year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
    return f"{settings.ESIGNER_AGENCY['case_prefix']}/{series}/{year}/{counter.last}"
