"""Finds the repository and the built program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def cafe() -> str:
    path = os.environ.get("CAFE") or str(REPOSITORY / ".build/release/cafe")
    assert Path(path).exists(), f"{path}: build cafe first (make build)"
    return path


@pytest.fixture(scope="session")
def quickstart() -> str:
    return str(REPOSITORY / "Experiments/quickstart/experiment.yaml")
