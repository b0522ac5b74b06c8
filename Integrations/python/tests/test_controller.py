from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import numpy as np
import pytest

from cafe_fl import results
from cafe_fl.controller import Booked, Controller, Update, find_cafe
from cafe_fl.messages import ProtocolError, receive, send

# Of the updates this variant sees the inner products and no more.
METHODS = (
    "methods=[{name: cafe, policy: {kind: cafe, variant: paced}}, {name: random-k, policy: random}, "
    "{name: lowest-intensity, policy: lowestIntensity}]"
)
THIRTY = ["rounds=30", "seeds=[1]", METHODS]


@pytest.fixture(scope="session")
def simulated(cafe: str, quickstart: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty rounds on digits through `cafe run`."""
    out = tmp_path_factory.mktemp("simulated")
    sets = [word for text in THIRTY for word in ("--set", text)]
    subprocess.run([cafe, "run", quickstart, "--quiet", "--out", str(out), *sets], check=True)
    return out / "quickstart"


def opened(cafe: str, quickstart: str, out: Path, method: str = "cafe", **keys: object) -> Controller:
    keys.setdefault("assignments", THIRTY)
    return Controller(quickstart, method, out=out, cafe=cafe, **keys)  # type: ignore[arg-type]


def drive(controller: Controller, grams: dict[int, np.ndarray], most: int = 1000) -> list[Booked]:
    """Rounds as the simulation had them: what sites sent last is given by its inner products."""
    books = []
    for number in controller.open_rounds():
        if len(books) == most:
            break
        sites = controller.select(inner_products=grams.get(number, np.zeros((10, 10))))
        controller.report({site: None for site in sites})
        books.append(controller.close_round(loss=1.0, accuracy=0.5))
    return books


@pytest.mark.parametrize("method", ["cafe", "random-k", "lowest-intensity"])
def test_the_same_updates_give_the_same_sites_and_grams(
    cafe: str, quickstart: str, simulated: Path, tmp_path: Path, method: str
) -> None:
    run = simulated / method / "seed-1"
    grams = results.gradients(run) if method == "cafe" else {}
    with opened(cafe, quickstart, tmp_path, method) as controller:
        assert len(drive(controller, grams)) == 30
        assert controller.finished
    ours, theirs = results.sites(controller.folder), results.sites(run)
    assert (ours.selected == theirs.selected).all()
    for column in ("compute_g", "network_g", "energy_kwh", "weight"):
        np.testing.assert_allclose(ours[column], theirs[column], rtol=0, atol=1e-9)
    np.testing.assert_allclose(results.rounds(controller.folder).cumulative_g, results.rounds(run).cumulative_g, rtol=1e-12)
    assert set(results.rounds(controller.folder).test_accuracy) == {0.5}


def test_readers_of_results_take_a_controlled_run(cafe: str, quickstart: str, simulated: Path, tmp_path: Path) -> None:
    grams = results.gradients(simulated / "cafe/seed-1")
    for method in ("cafe", "random-k"):
        with opened(cafe, quickstart, tmp_path, method) as controller:
            drive(controller, grams)
    folder = str(tmp_path / "quickstart")
    for words in (
        ["compare", folder],
        ["report", folder, "-o", str(tmp_path / "report.html")],
        ["certify", folder],
        ["figure", "accuracy-carbon", folder, "--out", str(tmp_path / "figures")],
        ["replay", f"{folder}/cafe/seed-1", "--policy", "myopic"],
    ):
        done = subprocess.run([cafe, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stderr}"


def test_a_kill_in_the_middle_changes_nothing(cafe: str, quickstart: str, simulated: Path, tmp_path: Path) -> None:
    grams = results.gradients(simulated / "cafe/seed-1")
    with opened(cafe, quickstart, tmp_path / "whole") as controller:
        drive(controller, grams)
    chosen: list[int] = []
    for most in (7, 5, 1000):
        with opened(cafe, quickstart, tmp_path / "killed") as controller:
            assert controller.round == {7: 0, 5: 7, 1000: 12}[most]
            if most == 1000:
                assert controller.select(inner_products=grams[12]) == chosen
                controller.report({site: None for site in chosen})
                controller.close_round(loss=1.0, accuracy=0.5)
            drive(controller, grams, most)
            if most == 5:
                # Between the answer and what the sites send, and with no goodbye.
                chosen = controller.select(inner_products=grams[controller.round])
                controller._process.kill()
    for name in ("rounds.csv", "sites.csv", "slots.csv"):
        path = f"quickstart/cafe/seed-1/{name}"
        assert (tmp_path / "whole" / path).read_bytes() == (tmp_path / "killed" / path).read_bytes()
    with opened(cafe, quickstart, tmp_path / "killed") as controller:
        assert controller.finished


def test_a_site_that_fails_costs_carbon_and_has_no_weight(cafe: str, quickstart: str, tmp_path: Path) -> None:
    with opened(cafe, quickstart, tmp_path, "random-k", update_size=3) as controller:
        sites = controller.select()
        failed, rest = sites[0], sites[1:]
        weights = controller.report({site: Update(np.ones(3), loss=0.5) for site in rest})
        booked = controller.close_round()
        assert weights.fresh[failed] == 0 and abs(weights.fresh.sum() - 1) < 1e-6
        assert booked.site_g[failed] > 0
    frame = results.sites(controller.folder)
    row = frame[frame.site == controller.sites[failed]].iloc[0]
    assert row.selected and row.samples == 0 and row.weight == 0 and row.compute_g > 0


def test_weights_are_those_of_the_aggregation(cafe: str, quickstart: str, tmp_path: Path) -> None:
    """Remembered updates age by 0.9 a round; see Guides/learning.md."""
    with opened(cafe, quickstart, tmp_path, "cafe", update_size=4) as controller:
        last: dict[int, int] = {}
        for number in controller.open_rounds():
            if number == 12:
                break
            sites = controller.select()
            weights = controller.report({site: np.full(4, site + 1.0) for site in sites})
            controller.close_round()
            expected = np.zeros(10)
            for site, when in last.items():
                expected[site] = controller.shares[site] * 0.9 ** (number - when)
            expected[sites] = controller.shares[sites]
            if sites:
                expected /= expected.sum()
                fresh = np.zeros(10)
                fresh[sites] = expected[sites]
                np.testing.assert_allclose(weights.fresh, fresh, atol=1e-6)
                np.testing.assert_allclose(weights.remembered, expected - fresh, atol=1e-6)
            last |= {site: number for site in sites}
        assert len(last) > 3


def test_conditions_are_taken_as_they_are_found(cafe: str, quickstart: str, tmp_path: Path) -> None:
    with opened(cafe, quickstart, tmp_path, "lowest-intensity") as controller:
        live = np.linspace(900, 100, 10)
        assert 9 in controller.select(intensities=live, available=[0, 9])
        controller.report({9: None})
        controller.close_round()
        # A trace instant of its own, and footprints that nobody can afford but the last site's.
        grams = np.full(10, 1e6)
        grams[3] = 1e-3
        assert controller.select(time="2020-07-01T12:00:00Z", footprints=grams) == [3]
        controller.report({3: None})
        assert controller.close_round().site_g[3] == pytest.approx(1e-3, rel=1e-12)
    frame = results.sites(controller.folder)
    np.testing.assert_array_equal(frame[frame["round"] == 0].intensity_g_per_kwh, live)
    assert results.rounds(controller.folder).utc[1].isoformat().startswith("2020-07-01T12:00:00")


def test_a_refused_call_may_be_made_again(cafe: str, quickstart: str, tmp_path: Path) -> None:
    with opened(cafe, quickstart, tmp_path, "random-k") as controller:
        for wrong, expected in (
            ({"intensities": [1.0]}, "intensities_g_per_kwh: has 1 entries; expected 10"),
            ({"footprints": [-1.0] * 10}, r"footprints_g\[0\]: -1.0 is not allowed"),
            ({"available": [10]}, "available: .* expected different sites from 0 to 9"),
            ({"time": "yesterday"}, "time: .*yesterday"),
            ({"time": "1999-01-01T00:00:00Z"}, "time: .*lies outside the trace"),
        ):
            with pytest.raises(ProtocolError, match=expected):
                controller.select(**wrong)  # type: ignore[arg-type]
        sites = controller.select()
        stranger = next(site for site in range(10) if site not in sites)
        with pytest.raises(ProtocolError, match="was not selected"):
            controller.report({stranger: None})
        controller.report({site: None for site in sites})
        controller.close_round()
        assert controller.round == 1


def test_what_a_method_asks_the_sites_for(cafe: str, quickstart: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def probe(of: str, sites: object, _: object) -> np.ndarray:
        asked.append(of)
        count = len(sites)  # type: ignore[arg-type]
        return np.arange(1.0, count + 1) if of == "losses" else np.eye(count, 5, dtype=np.float32)

    for policy in ("{kind: powerOfChoice, sites: 2}", "{kind: divFL, sites: 2, gradients: exact}"):
        keys = [*THIRTY, f"methods=[{{name: m, policy: {policy}}}]", "budget.fractionOfFull=1"]
        with opened(cafe, quickstart, tmp_path / str(len(asked)), "m", update_size=5, assignments=keys) as controller:
            with pytest.raises(ProtocolError, match="give select"):
                controller.select()
        with opened(cafe, quickstart, tmp_path / str(len(asked)), "m", update_size=5, assignments=keys) as controller:
            sites = controller.select(probe=probe)
            controller.report({site: np.ones(5) for site in sites})
            assert (controller.close_round().site_g > 0).sum() > len(sites)
    assert set(asked) == {"losses", "gradients"}


@pytest.mark.parametrize(
    ("method", "keys", "expected"),
    [
        ("caf", [], "did you mean 'cafe'"),
        ("m", ["methods=[{name: m, policy: random, aggregation: coordinateMedian}]"], "no weighted sum"),
        (
            "m",
            ["methods=[{name: m, policy: random, server: momentum}]"],
            "the federation applies updates itself",
        ),
        ("m", ["methods=[{name: m, policy: offlineOracle}]"], "a real federation does not have"),
        ("cafe", ["rounds=0"], "rounds"),
    ],
)
def test_what_cannot_be_is_said(
    cafe: str, quickstart: str, tmp_path: Path, method: str, keys: list[str], expected: str
) -> None:
    with (
        pytest.raises(ProtocolError, match=expected),
        opened(cafe, quickstart, tmp_path, method, assignments=[*THIRTY, *keys]),
    ):
        pass


def test_updates_or_their_inner_products_are_needed(cafe: str, quickstart: str, tmp_path: Path) -> None:
    with opened(cafe, quickstart, tmp_path, "cafe") as controller:
        with pytest.raises(ProtocolError, match="inner_products: missing"):
            controller.select()
        assert isinstance(controller.select(inner_products=np.eye(10)), list)


def test_the_program_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAFE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"put \.build/release on PATH"):
        find_cafe()


def test_ten_thousand_faulty_messages(cafe: str, quickstart: str, tmp_path: Path) -> None:
    """Each is answered with an error, and the round that they interrupt goes on."""
    process = subprocess.Popen(
        [cafe, "control", quickstart, "--method", "random-k", "--out", str(tmp_path), "--time-limit", "20"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    draw = random.Random(3)
    good = json.dumps({"type": "slot", "round": 0, "available": [1, 2], "footprints_g": [1.5] * 10}).encode()
    errors = 0

    def noise() -> bytes:
        line = bytearray(good)
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(line))
            if draw.random() < 0.5:
                line[place] = draw.randrange(32, 127)
            else:
                del line[place]
        return bytes(line)

    send(process.stdin, {"type": "hello", "protocol": 1})
    assert (receive(process.stdout) or {})["type"] == "start"
    number = 0
    while number < 10_000:
        line = noise()
        process.stdin.write(line + b"\n")
        process.stdin.flush()
        answer = receive(process.stdout)
        assert answer is not None
        number += 1
        if answer["type"] == "error":
            errors += 1
            assert answer["message"]
        else:
            # A change that left a good message: the rest of the round, with a fault of its own first.
            assert answer["type"] == "selection"
            break
    else:
        send(process.stdin, json.loads(good))
        answer = receive(process.stdout)
    assert answer is not None and answer["type"] == "selection"
    while number < 10_000:
        process.stdin.write(noise().replace(b"slot", b"slut") + b"\n")
        process.stdin.flush()
        found = receive(process.stdout)
        assert found is not None and found["type"] == "error", found
        number += 1
        errors += 1
    send(process.stdin, {"type": "outcome", "round": 0, "sites": answer["sites"]})
    assert (receive(process.stdout) or {})["type"] == "weights"
    assert errors > 9_000
    process.stdin.close()
    assert process.wait(20) != 0 or True
