"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound one box. Sizes are bytes, times are seconds.

    `processes` counts threads too. `memory` holds for the whole box where cgroups are at hand;
    `address_space` holds for each process everywhere (less than 4 GiB breaks threads).
    """

    seconds: float = 120.0
    processes: int = 256
    memory: int = 1024 * MIB
    cpus: float = 2.0
    address_space: int = 8192 * MIB
    open_files: int = 512
    file_size: int = 64 * MIB
    folder: int = 64 * MIB
    inodes: int = 8192

    def __post_init__(self) -> None:
        """Refuse limits that cannot hold anything."""
        for name in self.__dataclass_fields__:
            if getattr(self, name) <= 0:
                raise ValueError(f"Limits.{name} must be above zero")
