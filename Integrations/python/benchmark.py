"""How long the protocol takes: a table of medians for 10, 100 and 1,000 sites. `benchmark.py [CAFE]`."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from cafe_fl.controller import Controller, find_cafe
from cafe_fl.messages import receive, send

REPOSITORY = Path(__file__).resolve().parents[2]
EXPERIMENT = str(REPOSITORY / "Experiments/quickstart/experiment.yaml")
ZONES = ["BE", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "PL"]
# Answers at once, so that what is left is the protocol: the round is all that it looks for.
NOBODY = """import re, sys
for line in sys.stdin.buffer:
    start = b'"start"' in line[:20]
    sys.stdin.buffer.read(8 * sum(map(int, re.findall(rb'"float64":\\[(\\d+)\\]', line))))
    sys.stdout.buffer.write(b'{"type":"ready","protocol":1}\\n' if start else
        b'{"type":"selection","round":' + re.search(rb'"round":(\\d+)', line)[1] + b',"sites":[]}\\n')
    sys.stdout.buffer.flush()
"""


def sites(count: int) -> str:
    return "sites=[" + ", ".join(f"{{name: s{n}, zone: {ZONES[n % 10]}}}" for n in range(count)) + "]"


def external(cafe: str, count: int, folder: Path) -> float:
    """Milliseconds of CPU time of a round that a program costs over a rule of the toolkit, its start in the first round
    and both processes counted; nobody trains in either."""
    program = folder / "nobody.py"
    program.write_text(NOBODY)
    rounds = 2000 if count < 1000 else 500
    seconds = []
    for name, policy in (
        ("own", f"{{kind: external, command: ['{sys.executable}', '{program}']}}"),
        ("built-in", "lowestIntensity"),
    ):
        sets = [sites(count), f"rounds={rounds}", f"evaluateEvery={rounds}", "budget={grams: 0}", "partition=iid"]
        words = [word for text in sets for word in ("--set", text)]
        out = folder / f"external-{count}"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [cafe, "run", EXPERIMENT, "--quiet", "--out", str(out), "--seeds", "1", "--threads", "1", "--set",
             f"methods=[{{name: {name}, policy: {policy}}}]", *words],
            check=True, capture_output=True,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * (seconds[0] - seconds[1]) / rounds


def controller(cafe: str, method: str, count: int, folder: Path) -> float:
    """Milliseconds between the question for a round and the sites, median."""
    times = []
    keys = [sites(count), "rounds=60", "partition=iid"]
    with Controller(
        EXPERIMENT, method, out=folder / f"{method}-{count}", assignments=keys, cafe=cafe, update_size=64, seed=1
    ) as control:
        draw = np.random.default_rng(1)
        for _ in control.open_rounds():
            start = time.perf_counter()
            chosen = control.select()
            times.append(time.perf_counter() - start)
            control.report({site: draw.normal(size=64).astype(np.float32) for site in chosen})
            control.close_round(loss=1.0, accuracy=0.1)
    return 1000 * float(np.median(times[5:]))


def select(cafe: str, count: int) -> float:
    """Milliseconds of one instance in a `cafe select` that stays, with distances as bytes, median."""
    process = subprocess.Popen(
        [cafe, "select", "--instance", "-", "--solver", "lazyGreedy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin and process.stdout
    draw = np.random.default_rng(1)
    points = draw.normal(size=(count, 6))
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    times = []
    for _ in range(200 if count < 1000 else 20):
        instance = {
            "distances": distances, "shares": [1.0] * count, "footprint_g": draw.uniform(1, 5, count).tolist(),
            "allowance_g": 10.0, "queue": 1.0, "penalty_weight": 3.0,
        }  # fmt: skip
        start = time.perf_counter()
        send(process.stdin, instance)
        receive(process.stdout)
        times.append(time.perf_counter() - start)
    process.stdin.close()
    process.wait()
    return 1000 * float(np.median(times))


def main() -> None:
    cafe = find_cafe(sys.argv[1] if len(sys.argv) > 1 else None)
    print("| ms | 10 sites | 100 sites | 1,000 sites |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = {
            "a round with an external policy, over a built-in one (CPU time)": lambda n: external(cafe, n, folder),
            "`cafe control`, method cafe: from slot to sites": lambda n: controller(cafe, "cafe", n, folder),
            "`cafe control`, method random-k": lambda n: controller(cafe, "random-k", n, folder),
            "`cafe select`, lazy greedy": lambda n: select(cafe, n),
        }
        for title, measure in rows.items():
            print(f"| {title} | " + " | ".join(f"{measure(n):.3f}" for n in (10, 100, 1000)) + " |", flush=True)


if __name__ == "__main__":
    main()
