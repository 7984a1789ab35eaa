"""The day on which somebody saw what a change records."""

from datetime import date

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import BadInput

# Nobody enters what was seen longer ago than this; it is a slip of the pen, such as a year of the last century.
LONGEST_AGO = 100


def check_observed(day: date | None) -> date | None:
    """The day itself. BadInput for one to come, or one that nobody alive can have seen."""
    if day is not None and day > clock.today():
        raise BadInput(_("日期不能晚于今天。"), "observed_on")
    if day is not None and day.year < clock.today().year - LONGEST_AGO:
        raise BadInput(_("日期早得不像是现场看到的日子，请检查年份。"), "observed_on")
    return day
