"""Everything that one run has found."""

from dataclasses import dataclass

from bench.attacks import Attacked
from bench.first_load import PageLoads
from bench.growth import Grown
from bench.throughput import Compared


@dataclass(frozen=True)
class Measured:
    """`machine`: what and its value. `memory`, `start`: by application."""

    machine: list[tuple[str, str]]
    loads: list[PageLoads]
    throughput: list[Compared]
    growth: list[Grown]
    memory: dict[str, list[float]]
    start: dict[str, list[float]]
    attacked: Attacked
    seconds: float
