"""Asks ``cafe control`` whom a federation trains in each round, and keeps its books.

::

    with Controller("experiment.yaml", "cafe", update_size=model_size) as controller:
        for _ in controller.open_rounds():
            sites = controller.select()
            updates = {site: train(site) for site in sites}     # those that came back
            weights = controller.report(updates)
            apply(weights)
            controller.close_round(loss=..., accuracy=...)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import numpy as np

from .messages import VERSION, ProtocolError, receive, send


def find_cafe(path: str | os.PathLike[str] | None = None) -> str:
    """The program: the argument, else ``$CAFE``, else ``cafe`` on ``PATH``.

    Raises:
        FileNotFoundError: with what was looked for.
    """
    wanted = str(path or os.environ.get("CAFE") or "cafe")
    found = shutil.which(wanted)
    if found is None:
        raise FileNotFoundError(
            f"'{wanted}' is no program that can be run: build cafe (make build) and put .build/release on PATH, "
            "name it in $CAFE, or give cafe=…"
        )
    return found


@dataclass(frozen=True)
class Update:
    """What a site sent back."""

    change: np.ndarray | None = None
    """Its model minus the global one, flat, as many numbers as ``update_size``; any projection that keeps inner products
    will do. None with ``update_size`` 0."""
    loss: float | None = None
    """Mean loss over its local training."""
    square_loss: float | None = None
    """Mean of the squared loss."""
    steps: int | None = None
    """Optimizer steps; those of the experiment's training by default."""


@dataclass(frozen=True)
class Weights:
    """The round's update is Σ fresh[n]·(update of n) + Σ remembered[n]·(update that n sent last before this round)."""

    fresh: np.ndarray
    remembered: np.ndarray
    evaluate: bool
    """Whether ``close_round`` wants loss and accuracy of the new model."""


@dataclass(frozen=True)
class Booked:
    """A round that is in the books."""

    round: int
    site_g: np.ndarray
    """What each site emitted [g]."""
    cumulative_g: float
    """Everything so far [g]."""


Probe = Callable[[str, Sequence[int], Mapping[str, Any]], np.ndarray]


class Controller:
    """A running ``cafe control``, as a context manager.

    Rounds are numbered from 0, sites by their place in ``sites``. A run that was interrupted, here or there, goes on
    from the last booked round when it is opened again.

    Args:
        experiment: the experiment file: sites, grids, budget, clock, method.
        method: the name of the method that decides.
        update_size: how many numbers an update has; 0 if none are sent.
        examples: how many examples each site has; those of the experiment's partition by default.
        seed: of the method's draws; the experiment's first by default.
        out: the results folder.
        assignments: ``path.to.key=value`` overrides of the experiment.
        cafe: the program; see ``find_cafe``.
        time_limit: for each answer [s].
        fresh: start over what is begun or finished.

    Raises:
        ProtocolError: for everything that ``cafe`` refuses, with its words; a refused call may be made again.
    """

    def __init__(
        self,
        experiment: str | os.PathLike[str],
        method: str,
        *,
        update_size: int = 0,
        examples: Sequence[int] | None = None,
        seed: int | None = None,
        out: str | os.PathLike[str] = "Results",
        assignments: Sequence[str] = (),
        cafe: str | os.PathLike[str] | None = None,
        time_limit: float = 60.0,
        fresh: bool = False,
    ) -> None:
        self._command = [find_cafe(cafe), "control", str(experiment), "--method", method, "--out", str(out)]
        if seed is not None:
            self._command += ["--seed", str(seed)]
        for assignment in assignments:
            self._command += ["--set", assignment]
        if fresh:
            self._command.append("--fresh")
        self._hello: dict[str, Any] = {"type": "hello", "protocol": VERSION, "update_size": update_size}
        if examples is not None:
            self._hello["examples"] = [int(n) for n in examples]
        self.update_size = update_size
        self._time_limit = time_limit
        self.sites: list[str] = []
        self.shares: np.ndarray = np.zeros(0)
        self.round = 0
        """The next round."""
        self.rounds = 0
        self.budget_g = 0.0
        self.folder = Path()
        """Where rounds.csv, sites.csv and the state are."""
        self.average_decay: float | None = None
        """Of the running mean of models that the method delivers; None if it delivers the model itself."""
        self.finished = False
        self.booked: Booked | None = None
        """The last round that was closed in this process."""
        self.selected: list[int] = []
        """Sites of the round that is open."""

    def __enter__(self) -> Controller:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors)
        try:
            self._send(self._hello)
            message = self._receive("start", "end")
            if message["type"] == "end":
                self.finished = True
                return self
            self.sites = message["sites"]
            self.shares = np.asarray(message["shares"], float)
            self.round, self.rounds = message["round"], message["rounds"]
            self.budget_g = message["budget_g"]
            self.folder = Path(message["folder"])
            self.average_decay = message["average_decay"]
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def open_rounds(self) -> Iterator[int]:
        """The rounds that are left, as long as each is closed."""
        while not self.finished:
            yield self.round

    def select(
        self,
        *,
        time: str | None = None,
        intensities: Sequence[float] | np.ndarray | None = None,
        footprints: Sequence[float] | np.ndarray | None = None,
        available: Sequence[int] | None = None,
        inner_products: np.ndarray | None = None,
        probe: Probe | None = None,
    ) -> list[int]:
        """Opens the round and says whom to train, ascending; perhaps nobody.

        Args:
            time: start of the round, ISO 8601 with zone, where the trace is read; the next slot by default.
            intensities: of each site's grid [gCO2eq/kWh], in place of the trace.
            footprints: what each site emits if it takes part [g], in place of the energy model.
            available: sites that can be reached; all by default.
            inner_products: N×N, of the updates that sites sent last, in place of the updates themselves.
            probe: answers what the method asks the sites for: called with what (``losses``, ``gradients``,
                ``last_layer_gradients``, ``coreset_gradients``), the sites, and the rest of the question; returns
                one number or one row for each site. What it costs is booked.
        """
        message: dict[str, Any] = {"type": "slot", "round": self.round}
        if time is not None:
            message["time"] = time
        for key, values in (("intensities_g_per_kwh", intensities), ("footprints_g", footprints)):
            if values is not None:
                message[key] = np.asarray(values, float)
        if available is not None:
            message["available"] = [int(site) for site in available]
        if inner_products is not None:
            message["inner_products"] = np.asarray(inner_products, float)
        self._send(message)
        while True:
            answer = self._receive("selection", "probe")
            if answer["type"] == "selection":
                self.selected = answer["sites"]
                return list(self.selected)
            if probe is None:
                raise ProtocolError(f"the method asks for {answer['of']} of the sites: give select(probe=…)")
            result = np.asarray(probe(answer["of"], answer["sites"], answer))
            key = "losses" if answer["of"] == "losses" else "gradients"
            self._send({"type": "probe", key: result})

    def report(self, updates: Mapping[int, Update | np.ndarray | None]) -> Weights:
        """Hands over what came back and says how it becomes one update.

        Args:
            updates: by site; a selected site that is not among them is taken to have failed: its carbon is booked, and
                it has no weight.
        """
        sites = sorted(updates)
        found = [u if isinstance(u, Update) else Update(u) for u in (updates[s] for s in sites)]
        message: dict[str, Any] = {"type": "outcome", "round": self.round, "sites": sites}
        if self.update_size and sites:
            rows = []
            for site, update in zip(sites, found, strict=True):
                if update.change is None:
                    raise ProtocolError(f"site {site} has no change; expected {self.update_size} numbers")
                rows.append(np.asarray(update.change, np.float32).ravel())
            message["updates"] = np.stack(rows)
        for key, values in (
            ("losses", [u.loss for u in found]),
            ("square_losses", [u.square_loss for u in found]),
            ("steps", [u.steps for u in found]),
        ):
            if found and all(value is not None for value in values):
                message[key] = values
        self._send(message)
        answer = self._receive("weights")
        self._evaluate = bool(answer["evaluate"])
        if not self._evaluate:
            self._after_round()
        return Weights(
            np.asarray(answer["weights"], float),
            np.asarray(answer["remembered_weights"], float),
            self._evaluate,
        )

    def close_round(self, *, loss: float | None = None, accuracy: float | None = None) -> Booked:
        """Ends the round: it is in the books, and on disk, when this returns.

        Args:
            loss: mean test loss of the new model; both or neither.
            accuracy: from 0 to 1.
        """
        if self._evaluate:
            message: dict[str, Any] = {"type": "evaluation"}
            if loss is not None and accuracy is not None:
                message |= {"loss": float(loss), "accuracy": float(accuracy)}
            self._send(message)
            self._after_round()
            self._evaluate = False
        assert self.booked is not None
        return self.booked

    _evaluate = False

    def _after_round(self) -> None:
        answer = self._receive("booked")
        self.booked = Booked(answer["round"], np.asarray(answer["site_g"], float), answer["cumulative_g"])
        self.round += 1
        if self.round == self.rounds:
            self._receive("end")
            self.finished = True

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            with self._limited():
                send(self._process.stdin, message)
        except BrokenPipeError:
            raise self._gone() from None

    def _receive(self, *kinds: str) -> dict[str, Any]:
        assert self._process.stdout is not None
        with self._limited():
            message = receive(self._process.stdout)
        if message is None:
            raise self._gone()
        kind = message.get("type")
        if kind == "error":
            raise ProtocolError(f"{message.get('field')}: {message.get('message')}")
        if kind not in kinds:
            raise ProtocolError(f"cafe sent {kind!r}; expected {' or '.join(kinds)}")
        return message

    def _limited(self) -> _TimeLimit:
        return _TimeLimit(self._process, self._time_limit)

    def _gone(self) -> ProtocolError:
        status = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip()
        if status == -9 and _TimeLimit.exceeded(self._process):
            return ProtocolError(f"cafe control gave no answer within {self._time_limit} s")
        return ProtocolError(f"cafe control ended with status {status}: {said}")

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                pass
        try:
            self._process.wait(self._time_limit)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()


class _TimeLimit:
    """Kills a process that takes too long, so that reading from it ends."""

    _killed: ClassVar[set[int]] = set()

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True

    def _kill(self) -> None:
        self._killed.add(self._process.pid)
        self._process.kill()

    @classmethod
    def exceeded(cls, process: subprocess.Popen[bytes]) -> bool:
        return process.pid in cls._killed

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
