"""What the worker does for notices."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from esigner.notices import delivery


@app.task(
    name="notices.deliver", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=5), pass_context=False
)
def deliver(*, notice_id: str) -> None:
    """Deliver one mail; a failure that may pass is tried again later."""
    delivery.deliver(notice_id, at=timezone.now())
