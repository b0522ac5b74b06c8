"""Selection rules in Python.

The greenest three sites of each round::

    from cafe_fl.policy import Policy, Slot

    class Greenest(Policy):
        def select(self, slot: Slot) -> list[int]:
            return slot.cheapest(by=slot.intensities)[:3]

    Greenest.run()

An experiment file names it as ``policy: {kind: external, command: [python3, greenest.py]}``.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np

from .messages import VERSION, ProtocolError, receive, send


@dataclass(frozen=True)
class Run:
    """What stays the same for a whole run."""

    sites: list[str]
    """Names, in site order; everywhere else a site is its place here, from 0."""
    shares: np.ndarray
    """Share of each site in all data; they sum to 1."""
    rounds: int
    slot_seconds: int
    budget_g: float
    """Budget of the whole run [g]."""
    settings: dict[str, Any]
    """``settings:`` of the policy in the experiment file."""


@dataclass(frozen=True)
class Outcome:
    """What came of a round."""

    sites: list[int]
    """Sites that trained, ascending."""
    total_g: float
    """What the whole round emitted, probes included [g]."""


@dataclass(frozen=True)
class Selection:
    """Sites, most useful first, and how much each counts in the aggregation (by its data if weights are None)."""

    sites: Sequence[int]
    weights: Sequence[float] | None = None


@dataclass(frozen=True)
class Slot:
    """One round as a policy sees it. Arrays have one entry for each of the N sites, in site order."""

    run: Run
    round: int
    """From 0."""
    time: str
    """Start of the round, ISO 8601 in UTC."""
    rng: np.random.Generator
    """Draws that belong to this round: the same seed gives the same choices, also after a resume."""
    available: list[int]
    """Sites that can take part and that the budget could still pay for, ascending."""
    footprints: np.ndarray
    """What each site emits if it takes part alone [g]."""
    intensities: np.ndarray
    """Carbon intensity of each site's grid now [gCO2eq/kWh]."""
    allowance_g: float
    """The budget over the rounds [g]."""
    carried_allowance_g: float
    """This round's allowance and what earlier rounds left of theirs [g]."""
    remaining_g: float
    """What is left of the budget [g]."""
    participations: np.ndarray
    """Rounds in which each site trained so far."""
    last_round: np.ndarray
    """The last of them; -1 for never."""
    last_loss: np.ndarray
    """Mean training loss of that round; 0 for never."""
    last_square_loss: np.ndarray
    """Mean of the squared loss; 0 for never."""
    last_samples: np.ndarray
    """Samples that it trained on; 0 for never."""
    outcome: Outcome | None
    """Of the round before; None in the first."""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def inner_products(self) -> np.ndarray | None:
        """N×N, of the sites' gradients, with ``gradients:``; None where the budget did not cover the probe."""
        value = self._needed("inner_products", "gradients: updates")
        return None if value is None else np.asarray(value, float)

    @property
    def losses(self) -> np.ndarray | None:
        """Loss of the model at each available site, with ``losses: true``; None where the budget did not cover it."""
        value = self._needed("losses", "losses: true")
        return None if value is None else np.asarray(value, float)

    @property
    def forecast(self) -> np.ndarray:
        """Intensities of the rounds to come, N×k, as far as the trace goes, with ``forecast:`` [gCO2eq/kWh]."""
        value = self._needed("forecast_g_per_kwh", "forecast: persistence")
        return np.asarray(value, float)

    @property
    def trailing(self) -> np.ndarray:
        """Intensities of this round and those before, latest first, N×k, with ``trailingRounds:`` [gCO2eq/kWh]."""
        return np.asarray(self._needed("trailing_g_per_kwh", "trailingRounds: 24"), float)

    def cheapest(self, by: np.ndarray | None = None) -> list[int]:
        """Available sites by ascending ``by``, footprints by default; ties go to the lower site."""
        by = self.footprints if by is None else by
        return sorted(self.available, key=lambda site: (float(by[site]), site))

    def affordable(self, order: Sequence[int], within_g: float | None = None) -> list[int]:
        """Those of ``order`` that fit what is left of an allowance, the carried one by default."""
        left = self.carried_allowance_g if within_g is None else within_g
        chosen = []
        for site in order:
            if self.footprints[site] <= left:
                left -= self.footprints[site]
                chosen.append(site)
        return chosen

    def _needed(self, key: str, setting: str) -> object:
        if key not in self.extra:
            raise ProtocolError(f"{key} was not asked for: add '{setting}' to the policy in the experiment file")
        return self.extra[key]


class Policy:
    """A selection rule: subclass it and write ``select``.

    What must survive an interrupted run goes into ``memory``, a dict of JSON values: checkpoints carry it, and a
    continued run finds it again. Everything else is lost with the process.
    """

    memory: dict[str, Any]

    def __init__(self) -> None:
        self.memory = {}

    def start(self, run: Run) -> None:
        """Hears once what stays the same, before the first slot of this process."""

    def select(self, slot: Slot) -> Selection | Sequence[int]:
        """Chooses among ``slot.available``; no site at all trains nothing in this round."""
        raise NotImplementedError

    @classmethod
    def run(cls) -> None:
        """Serves slots until ``cafe`` has no more; ``print`` goes to standard error meanwhile."""
        answers, sys.stdout = sys.stdout.buffer, sys.stderr
        try:
            serve(cls(), sys.stdin.buffer, answers)
        except (BrokenPipeError, KeyboardInterrupt):
            pass  # the run is over, or was ended
        except Exception as error:
            traceback.print_exc()
            send(answers, {"type": "error", "message": f"{type(error).__name__}: {error}"})
            sys.exit(1)


def serve(policy: Policy, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answers the messages of ``questions`` with those of the policy until they end.

    Raises:
        ProtocolError: for a message that cannot be understood; what ``select`` raises.
    """
    run: Run | None = None
    while (message := receive(questions)) is not None:
        kind = message.get("type")
        if kind == "start":
            if message["protocol"] != VERSION:
                raise ProtocolError(f"cafe speaks version {message['protocol']}, this package {VERSION}")
            run = Run(
                message["sites"],
                np.asarray(message["shares"], float),
                message["rounds"],
                message["slot_seconds"],
                message["budget_g"],
                message["settings"],
            )
            policy.memory = message["memory"] or {}
            policy.start(run)
            send(answers, {"type": "ready", "protocol": VERSION})
        elif kind == "slot" and run is not None:
            chosen = policy.select(_slot(run, message))
            if not isinstance(chosen, Selection):
                chosen = Selection(chosen)
            answer = {
                "type": "selection",
                "round": message["round"],
                "sites": [int(s) for s in chosen.sites],
            }
            if chosen.weights is not None:
                answer["weights"] = [float(w) for w in chosen.weights]
            if policy.memory:
                answer["memory"] = policy.memory
            send(answers, answer)
        else:
            raise ProtocolError(f"a message of type {kind!r} where 'start' or 'slot' was expected")


_FIELDS = {
    "type",
    "round",
    "time",
    "seed",
    "available",
    "footprints_g",
    "intensities_g_per_kwh",
    "allowance_g",
    "carried_allowance_g",
    "remaining_g",
    "participations",
    "last_round",
    "last_loss",
    "last_square_loss",
    "last_samples",
    "outcome",
}


def _slot(run: Run, message: dict[str, Any]) -> Slot:
    outcome = message.get("outcome")
    try:
        return Slot(
            run=run,
            round=message["round"],
            time=message["time"],
            rng=np.random.default_rng(message["seed"]),
            available=message["available"],
            footprints=np.asarray(message["footprints_g"], float),
            intensities=np.asarray(message["intensities_g_per_kwh"], float),
            allowance_g=message["allowance_g"],
            carried_allowance_g=message["carried_allowance_g"],
            remaining_g=message["remaining_g"],
            participations=np.asarray(message["participations"], int),
            last_round=np.asarray(message["last_round"], int),
            last_loss=np.asarray(message["last_loss"], float),
            last_square_loss=np.asarray(message["last_square_loss"], float),
            last_samples=np.asarray(message["last_samples"], int),
            outcome=None if outcome is None else Outcome(outcome["sites"], outcome["total_g"]),
            extra={key: value for key, value in message.items() if key not in _FIELDS},
        )
    except KeyError as error:
        raise ProtocolError(f"a slot without {error}") from None
