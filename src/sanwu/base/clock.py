"""The only place that reads the clock (design §10); rules take `on: date` instead."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Today in the installation's time zone."""
    return timezone.localdate()
