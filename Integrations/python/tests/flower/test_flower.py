"""Real federations of the example app: a simulation, and SuperLink and SuperNodes as processes under TLS."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY

from cafe_fl import results

BIN = Path(sys.executable).parent
APP = REPOSITORY / "Integrations/python/examples/flower"
# Of the updates this method sees the inner products and no more.
PACED = "methods=[{name: cafe, policy: {kind: cafe, variant: paced}}]"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Federation:
    """A folder with what the processes of a federation share; ends what it started."""

    def __init__(self, folder: Path, cafe: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = os.environ | {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "FLWR_HOME": str(folder / "home"),
            "CAFE": cafe,
            "FLWR_TELEMETRY_ENABLED": "0",
        }
        (folder / "home").mkdir()
        shutil.copytree(APP, folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [str(BIN / words[0]), *words[1:]],
            stdout=log,
            stderr=log,
            env=self.environment,
            cwd=self.folder,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def connection(self, text: str) -> None:
        (self.folder / "home/config.toml").write_text(
            f'[superlink]\ndefault = "here"\n[superlink.here]\naddress = "127.0.0.1:{self.port}"\n{text}\n'
        )

    def await_port(self) -> None:
        self.wait_for(lambda: self._answers(), "the SuperLink listens")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def wait_for(self, holds: object, what: str, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while not holds():  # type: ignore[operator]
            assert time.monotonic() < deadline, f"not within {seconds} s: {what}\n{self.logs()}"
            time.sleep(0.2)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def logs(self) -> str:
        return "\n".join(f"== {p.name}\n{p.read_text(errors='replace')[-3000:]}" for p in self.folder.glob("*.log"))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """With all that it started, and no goodbye."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def run(self, *options: str, **config: object) -> subprocess.Popen[bytes]:
        config |= {"repository": str(REPOSITORY), "results": str(self.folder / "results")}
        text = " ".join(f"{key}={value!r}" for key, value in config.items())
        return self.start("run", "flwr", "run", "app", "here", "--stream", "-c", text, *options)


@contextmanager
def federation(folder: Path, cafe: str) -> Iterator[Federation]:
    made = Federation(folder, cafe)
    try:
        yield made
    finally:
        # What they started ends with them only if they are asked.
        for process in reversed(made.processes):
            process.terminate()
        for process in made.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                made.kill(process)


def test_a_simulation_chooses_and_spends_as_cafe_run(cafe: str, quickstart: str, tmp_path: Path) -> None:
    """Thirty rounds on digits, decided on the inner products that `cafe run` recorded: the same sites, the same grams."""
    subprocess.run(
        [
            cafe,
            "run",
            quickstart,
            "--quiet",
            "--seeds",
            "1",
            "--set",
            "rounds=30",
            "--set",
            PACED,
            "--out",
            str(tmp_path / "simulated"),
        ],
        check=True,
    )
    recorded = tmp_path / "simulated/quickstart/cafe/seed-1"
    with federation(tmp_path, cafe) as here:
        here.connection("insecure = true")
        here.start(
            "superlink",
            "flower-superlink",
            "--simulation",
            "--insecure",
            "--port",
            str(here.port),
            "--disable-runtime-dependency-installation",
        )
        here.await_port()
        run = here.run(
            "--federation-config", "num-supernodes=10", recorded=str(recorded), rounds=30, nodes=10, overrides=PACED
        )
        here.wait_for(lambda: run.poll() is not None, "the run ends", 300)
        folder = here.folder / "results/quickstart/cafe/seed-1"
        assert (folder / "summary.json").exists(), here.logs()
    ours, theirs = results.sites(folder), results.sites(recorded)
    assert (ours.selected == theirs.selected).all()
    rounds = results.rounds(folder)
    np.testing.assert_allclose(rounds.cumulative_g, results.rounds(recorded).cumulative_g, rtol=1e-9, atol=0)
    assert rounds.test_accuracy.iloc[-1] > 0.6


def certificate(folder: Path) -> None:
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=IP:127.0.0.1,DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-keyout",
            str(folder / "server.key"),
            "-out",
            str(folder / "server.pem"),
        ],
        check=True,
        capture_output=True,
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")
def test_a_node_that_dies_and_comes_back(cafe: str, tmp_path: Path) -> None:
    """Three SuperNodes under TLS; one is killed while it trains, and started again later."""
    sites = ["FR", "DE", "PL"]
    certificate(tmp_path)
    with federation(tmp_path, cafe) as here:
        here.connection(f'root-certificates = "{tmp_path}/server.pem"')
        here.start(
            "superlink",
            "flower-superlink",
            "--ssl-certfile",
            "server.pem",
            "--ssl-keyfile",
            "server.key",
            "--ssl-ca-certfile",
            "server.pem",
            "--port",
            str(here.port),
            "--disable-runtime-dependency-installation",
        )
        here.await_port()

        def node(site: int) -> subprocess.Popen[bytes]:
            return here.start(
                f"node-{site}",
                "flower-supernode",
                "--superlink",
                f"127.0.0.1:{here.port}",
                "--root-certificates",
                "server.pem",
                "--port",
                str(free_port()),
                "--node-config",
                f"partition-id={site} num-partitions=3",
            )

        nodes = [node(site) for site in range(3)]
        run = here.run(
            method="full",
            nodes=3,
            rounds=8,
            timeout=30.0,
            pause=2.0,
            overrides=f"methods=[{{name: full, policy: full}}];sites=[{', '.join(sites)}];budget={{fractionOfFull: 1}}",
        )
        here.wait_for(lambda: "round 2 trains ['FR', 'DE', 'PL']" in here.log("run"), "three sites train in round 2")
        time.sleep(1)
        here.kill(nodes[1])
        here.wait_for(lambda: "site DE sent nothing" in here.log("run"), "the round goes on without DE")
        here.wait_for(lambda: "trains ['FR', 'PL']" in here.log("run"), "a round without DE")
        node(1)
        here.wait_for(lambda: run.poll() is not None, "the run ends", 300)
        folder = here.folder / "results/quickstart/full/seed-1"
        assert (folder / "summary.json").exists(), here.logs()
    frame, rounds = results.sites(folder), results.rounds(folder)
    german = frame[frame.site == "DE"].set_index("round")
    lost = german[german.selected & (german.samples == 0)]
    assert len(lost) == 1 and lost.index[0] == 2
    # What it spent before it died counts, what it sent does not; the others carry the round.
    assert (lost.compute_g > 0).all() and (lost.weight == 0).all()
    others = frame[(frame["round"] == 2) & (frame.site != "DE")]
    assert others.selected.all() and abs(others.weight.sum() - 1) < 1e-9
    assert not german.selected[3] and german.selected.iloc[-1] and german.samples.iloc[-1] > 0
    # Every site stands once in every round, and the books are the sum of what they say.
    assert (frame.groupby("round").site.nunique() == 3).all() and len(frame) == 8 * 3
    spent = frame[["compute_g", "probe_g", "network_g"]].sum().sum()
    assert spent == pytest.approx(rounds.cumulative_g.iloc[-1], rel=1e-12)
    assert spent <= rounds.budget_g.iloc[0]
