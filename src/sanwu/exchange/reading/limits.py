"""How much a file may cost, and how the child process holds itself to it."""

import resource
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and counts. `memory` is what the parser may take on top of the bare process."""

    max_rows: int = 200_000
    max_columns: int = 300
    max_file: int = 200_000_000
    max_unpacked: int = 800_000_000
    max_cells: int = 16_000_000  # of the dense block from A1 to the farthest filled cell
    memory: int = 512 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: int = 60


def limit_this_process(memory: int, cpu_seconds: int) -> None:
    """No more memory and processor time than given, few files, nothing written but a short complaint, no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
    ceiling = _address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _address_space() -> int:
    """Bytes of address space in use. Where the system does not tell (not Linux), a generous guess."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return 1 << 30
    return pages * resource.getpagesize()
