"""Times of numpy, apricot-select, submodlib-py and scikit-learn beside `cafe bench coresets`, on rows of the same sizes.

Run by `make bench-peers` in a throw-away environment. A peer that cannot be imported is reported and left out. Each
peer's time is the least of three calls, with its distance or Gram matrix included.

needs: numpy scikit-learn apricot-select submodlib-py
"""

import json
import subprocess
import sys
import time

import numpy as np


def least(function, repetitions=3):
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def k_center(with_weights):
    x = np.random.default_rng(0).standard_normal((20_000, 256)).astype(np.float32)
    squares = (x * x).sum(axis=1)

    def run():
        nearest = np.full(len(x), np.inf, dtype=np.float32)
        owner = np.zeros(len(x), dtype=np.int32)
        center = 0
        for step in range(200):
            distances = squares + squares[center] - 2 * (x @ x[center])
            if with_weights:
                owner[distances < nearest] = step
            nearest = np.minimum(nearest, distances)
            center = int(nearest.argmax())
        if with_weights:
            np.bincount(owner, minlength=200)

    return least(run)


def facility_location_apricot():
    from apricot import FacilityLocationSelection

    x = np.random.default_rng(0).standard_normal((5_000, 256)).astype(np.float32)
    FacilityLocationSelection(5, metric="euclidean").fit(x[:200])  # compiles
    return least(lambda: FacilityLocationSelection(100, metric="euclidean").fit(x), 2)


def facility_location_submodlib():
    from submodlib import FacilityLocationFunction

    x = np.random.default_rng(0).standard_normal((5_000, 256)).astype(np.float32)

    def run():
        function = FacilityLocationFunction(n=len(x), mode="dense", data=x, metric="euclidean")
        function.maximize(budget=100, optimizer="LazyGreedy", show_progress=False)

    return least(run, 1)


def gradient_matching():
    from sklearn.linear_model import orthogonal_mp_gram

    x = np.random.default_rng(0).standard_normal((4_000, 512)).astype(np.float32)
    target = x.mean(axis=0)
    return least(lambda: orthogonal_mp_gram(x @ x.T, x @ target, n_nonzero_coefs=200))


def main(program):
    ours = json.loads(subprocess.run([program, "bench", "coresets", "--json"], check=True, capture_output=True).stdout)
    peers = [
        ("kCenter", "numpy, no weights", lambda: k_center(False)),
        ("kCenter", "numpy", lambda: k_center(True)),
        ("facilityLocation", "apricot-select", facility_location_apricot),
        ("facilityLocation", "submodlib-py", facility_location_submodlib),
        ("gradientMatching", "scikit-learn", gradient_matching),
    ]
    print(f"{'case':20}{'cafe':>10}  {'peer':18}{'seconds':>10}{'ratio':>8}")
    for case, peer, function in peers:
        mine = ours["cases"][case]["seconds"]
        try:
            seconds = function()
        except Exception as error:  # a peer's failure is its own, whatever it is
            print(f"{case:20}{mine:10.4f}  {peer:18}not measured: {type(error).__name__}: {error}")
            continue
        print(f"{case:20}{mine:10.4f}  {peer:18}{seconds:10.4f}{seconds / mine:8.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".build/release/cafe")
