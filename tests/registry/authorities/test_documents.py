"""Documents sealed before, during and after rollovers by the real trust door: our validator passes them all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pytest
from django.utils import timezone

from esigner import ades
from esigner.notices import seal_key, sealing
from esigner.registry import anchors, authorities
from esigner.registry.kinds import AnchorPurpose, Environment
from tests.world import registry as world
from tests.world.trust_door import trust_door

pytestmark = pytest.mark.django_db(transaction=True)
YEAR: Final = timedelta(days=365)


def sealed(at: datetime) -> bytes:
    files = [ades.DataFile(name="lemums.txt", media_type="text/plain", content="Lēmums.".encode())]
    return sealing.seal_files(files, at=at)


def report_on(document: bytes) -> ades.Report:
    purposes = (AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP)
    trusted = [one for purpose in purposes for one in anchors.of(Environment.PRODUCTION, purpose)]
    return ades.validate(document, name="lemums.asice", trust=ades.Trust(anchors=tuple(trusted)), at=timezone.now())


def test_documents_of_every_generation_pass_after_every_rollover(door: Callable[..., None]) -> None:
    with trust_door(door):
        now = timezone.now()
        founded = now - 10 * YEAR - timedelta(days=1)
        world.authorities_founded(at=founded)
        for half_years in range(1, 20):
            authorities.renew(at=founded + half_years * YEAR / 2)
        authorities.renew(at=now - timedelta(days=20))
        before = sealed(now)
        units = {authorities.current("production-tsa", at=now)}
        made = authorities.renew(at=now)
        units.add(authorities.current("production-tsa", at=now))
        during = sealed(now)
        for waiting in authorities.awaiting_officers():
            authorities.take_over(generation_id=waiting.id, officers=("a", "b"), act=world.by_officer(at=now))
        made += authorities.renew(at=now)
        units.add(authorities.current("production-tsa", at=now))
        after = sealed(now)
        assert "production-tsa-3" in made
        assert units == {"production-tsa-2", "production-tsa-3"}
        unit = authorities.load("production-tsa-3")
        assert unit.chain[0] == authorities.load("production-root-2").certificate
        assert seal_key.load(at=now).key.certificate.not_valid_after_utc > now
        for document in (before, during, after):
            report = report_on(document)
            assert report.passed, report.as_dict()
            assert report.signatures[0].format.endswith("LT")
