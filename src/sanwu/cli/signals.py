"""Ending a long-running command in good order."""

import signal
import threading
from types import FrameType


def stop_on_signal() -> threading.Event:
    """An event that SIGTERM and SIGINT (Ctrl+C) set, instead of ending the process where it stands."""
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    return stop
