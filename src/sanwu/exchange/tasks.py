"""What the worker can do, by kind of job."""

from collections.abc import Mapping

from sanwu.exchange.services import IMPORT, handle_import
from sanwu.jobs.services import Handler

HANDLERS: Mapping[str, Handler] = {IMPORT: handle_import}
