"""Ending a long-running command in good order."""

import signal
import threading
from types import FrameType


def end_like_ctrl_c() -> None:
    """Let SIGTERM end a command as Ctrl+C does: nothing half is written, and what was put aside for it is cleared away."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def stop_on_signal() -> threading.Event:
    """An event that SIGTERM and SIGINT (Ctrl+C) set, instead of ending the process where it stands."""
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    return stop
