from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from cafe_fl import results

EXAMPLES = REPOSITORY / "Integrations/python/examples"


def run(cafe: str, experiment: str, out: Path, policy: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            cafe,
            "run",
            experiment,
            "--out",
            str(out),
            "--quiet",
            "--set",
            f"methods=[{{name: mine, policy: {policy}}}]",
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def external(path: Path, keys: str = "") -> str:
    return f"{{kind: external, command: ['{sys.executable}', '{path}']{keys}}}"


def test_the_greenest_of_the_guide_chooses_the_lowest_intensities(cafe: str, quickstart: str, tmp_path: Path) -> None:
    done = run(
        cafe,
        quickstart,
        tmp_path,
        external(EXAMPLES / "greenest.py", ", settings: {sites: 2}"),
        "--set",
        "rounds=5",
        "--set",
        "budget.fractionOfFull=1",
    )
    assert done.returncode == 0, done.stderr
    frame = results.sites(tmp_path)
    assert len(frame) == 2 * 5 * 10
    for _, slot in frame.groupby(["seed", "round"]):
        lowest = slot.sort_values("intensity_g_per_kwh", kind="stable").site[:2]
        assert set(slot.site[slot.selected]) == set(lowest)


def test_draws_memory_and_threads_make_no_difference(cafe: str, quickstart: str, tmp_path: Path) -> None:
    """A policy that draws and remembers: the same rows for any number of jobs, and after a kill."""
    path = tmp_path / "drawing.py"
    path.write_text(
        "from cafe_fl.policy import Policy, Slot\n"
        "class Drawing(Policy):\n"
        "    def select(self, slot: Slot) -> list[int]:\n"
        "        n = self.memory.get('rounds', 0)\n"
        "        self.memory['rounds'] = n + 1\n"
        "        if slot.run.settings.get('dies') and n == 7 and not (dead := __import__('pathlib').Path("
        "slot.run.settings['dies'])).exists():\n"
        "            dead.touch(); __import__('os')._exit(9)\n"
        "        assert n == slot.round\n"
        "        return [s for s in slot.available if slot.rng.random() < 0.4]\n"
        "Drawing.run()\n"
    )
    short = ("--set", "rounds=12", "--seeds", "1,2")
    assert run(cafe, quickstart, tmp_path / "a", external(path), *short, "--jobs", "2").returncode == 0
    assert run(cafe, quickstart, tmp_path / "b", external(path), *short, "--threads", "1").returncode == 0
    dying = external(path, f", settings: {{dies: '{tmp_path}/dead'}}")
    one = ("--set", "rounds=12", "--seeds", "1", "--checkpoint-every", "1")
    failed = run(cafe, quickstart, tmp_path / "c", dying, *one)
    assert failed.returncode != 0 and "the program ended with status 9 without an answer" in failed.stderr
    assert run(cafe, quickstart, tmp_path / "c", dying, *one).returncode == 0

    def rows(folder: str, seed: int) -> str:
        return (tmp_path / folder / f"quickstart/mine/seed-{seed}/sites.csv").read_text()

    assert rows("a", 1) == rows("b", 1) == rows("c", 1)
    assert rows("a", 2) == rows("b", 2) != rows("a", 1)


def test_a_changed_program_is_another_run(cafe: str, quickstart: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.py"
    shutil.copy(EXAMPLES / "greenest.py", path)
    assert run(cafe, quickstart, tmp_path, external(path), "--smoke").returncode == 0
    assert "replaced" not in [p.name for p in (tmp_path / "quickstart/mine").iterdir()]
    path.write_text(path.read_text() + "\n# another\n")
    assert run(cafe, quickstart, tmp_path, external(path), "--smoke").returncode == 0
    assert "replaced" in [p.name for p in (tmp_path / "quickstart/mine").iterdir()]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return [99]", "sites[0]: 99 is not available"),
        ("return slot.inner_products", "add 'gradients: updates' to the policy"),
        ("raise ValueError('no idea')", "the program reports: ValueError: no idea"),
        ("print('hello'); return 'x'", "the program reports: ValueError"),
    ],
)
def test_mistakes_are_named(cafe: str, quickstart: str, tmp_path: Path, body: str, expected: str) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(
        f"from cafe_fl.policy import Policy\nclass P(Policy):\n    def select(self, slot):\n        {body}\nP.run()\n"
    )
    done = run(cafe, quickstart, tmp_path, external(path), "--smoke")
    assert done.returncode != 0
    assert expected in done.stderr


def test_needs_arrive(cafe: str, quickstart: str, tmp_path: Path) -> None:
    path = tmp_path / "needy.py"
    path.write_text(
        "import numpy as np\nfrom cafe_fl.policy import Policy, Selection\nclass P(Policy):\n"
        "    def select(self, slot):\n"
        "        g = slot.inner_products\n"
        "        assert g.shape == (10, 10) and np.allclose(g, g.T) and np.linalg.eigvalsh(g).min() > -1e-6\n"
        "        assert len(slot.losses) == len(slot.available) and (slot.losses > 0).all()\n"
        "        assert slot.forecast.shape == (10, 4) and slot.trailing.shape == (10, 6)\n"
        "        assert (slot.trailing[:, 0] == slot.intensities).all()\n"
        "        return Selection([0, 5], weights=[3, 1])\nP.run()\n"
    )
    keys = ", gradients: exact, losses: true, forecast: perfect, forecastRounds: 4, trailingRounds: 6"
    done = run(cafe, quickstart, tmp_path, external(path, keys), "--smoke", "--set", "budget={grams: 100}")
    assert done.returncode == 0, done.stderr
    frame = results.sites(tmp_path)
    trained = frame[frame.selected]
    assert (trained.weight[trained.site == "BE"] == 0.75).all() and (frame.probe_g > 0).all()
