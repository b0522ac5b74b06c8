"""Run folders as pandas frames.

::

    from cafe_fl import results

    rounds = results.rounds("Results/quickstart")
    rounds.groupby(["method", "round"]).test_accuracy.mean().unstack("method").plot()
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROUNDS = {
    "round": "from 0",
    "utc": "start of the round's slot",
    "selected": "sites that were asked to train",
    "queue": "virtual queue at the selection [allowances]",
    "utility": "U(S) of the sites that trained; NaN for policies without one",
    "compute_g": "training and idle [g]",
    "probe_g": "the selection itself, at all sites [g]",
    "network_g": "transfers of the model [g]",
    "round_g": "the whole round [g]",
    "cumulative_g": "up to this round [g]",
    "budget_g": "of the whole run [g]",
    "train_loss": "mean over local training; NaN if no site trained",
    "test_loss": "NaN in rounds without evaluation",
    "test_accuracy": "from 0 to 1, NaN in rounds without evaluation",
}
"""Columns of ``rounds``, beside method and seed."""

SITES = {
    "round": "from 0",
    "site": "name of the site",
    "selected": "whether the site was asked to train",
    "intensity_g_per_kwh": "of the site's grid in the slot [gCO2eq/kWh]",
    "energy_kwh": "training, waiting, probe and network [kWh]",
    "compute_g": "training and idle [g]",
    "probe_g": "its probe [g]",
    "network_g": "its transfers of the model [g]",
    "samples": "examples that it trained on, once per pass",
    "weight": "of its update in the aggregation",
}
"""Columns of ``sites``, beside method and seed."""


def run_folders(folder: str | os.PathLike[str]) -> list[Path]:
    """The runs in a results folder, or the folder itself if it is a run; sorted.

    Raises:
        FileNotFoundError: if there is none.
    """
    root = Path(folder)
    found = sorted(path.parent for path in root.rglob("manifest.json") if "replaced" not in path.relative_to(root).parts)
    if not found:
        raise FileNotFoundError(f"{root}: no run in it; expected a folder with manifest.json in or below it")
    return found


def rounds(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """All rounds of all runs in a folder, with the columns of ``ROUNDS``, ``method`` and ``seed``."""
    frame = _frame(folder, "rounds.csv", ROUNDS)
    return frame.assign(utc=pd.to_datetime(frame.utc))


def sites(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """All site-rounds of all runs in a folder, with the columns of ``SITES``, ``method`` and ``seed``."""
    frame = _frame(folder, "sites.csv", SITES)
    return frame.assign(selected=frame.selected.astype(bool))


def summaries(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """One row for each completed run: what its summary.json holds, ``method`` and ``seed``."""
    rows = []
    for run, manifest in _runs(folder):
        if (run / "summary.json").exists():
            rows.append(_identity(manifest) | json.loads((run / "summary.json").read_text()))
    return pd.DataFrame(rows)


def gradients(run: str | os.PathLike[str]) -> dict[int, np.ndarray]:
    """The N×N inner products that the policy of one run saw, by round; rounds without them are left out."""
    frame = pd.read_csv(Path(run) / "slots.csv")
    found: dict[int, np.ndarray] = {}
    for number, pairs in frame.groupby("round"):
        n = int((pairs["site"] == pairs["other"]).sum())
        gram = np.zeros((n, n))
        gram[np.tril_indices(n)] = pairs["product"]
        found[int(number)] = gram + np.tril(gram, -1).T
    return found


def _frame(folder: str | os.PathLike[str], name: str, columns: dict[str, str]) -> pd.DataFrame:
    frames = []
    for run, manifest in _runs(folder):
        frame = pd.read_csv(run / name)
        missing = [column for column in columns if column not in frame]
        if missing:
            raise ValueError(f"{run / name}: no column {', '.join(missing)}; it has {', '.join(frame)}")
        frames.append(frame.assign(**_identity(manifest)))
    return pd.concat(frames, ignore_index=True)


def _runs(folder: str | os.PathLike[str]) -> Iterator[tuple[Path, dict[str, object]]]:
    for run in run_folders(folder):
        yield run, json.loads((run / "manifest.json").read_text())


def _identity(manifest: dict[str, object]) -> dict[str, object]:
    return {key: manifest[key] for key in ("method", "seed")}
