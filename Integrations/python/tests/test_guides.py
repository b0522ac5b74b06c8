"""What the guides show is what the examples hold, and what `cafe` and a program say to each other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

GUIDES = REPOSITORY / "Guides"
EXAMPLES = REPOSITORY / "Integrations/python/examples"


def blocks(guide: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (GUIDES / guide).read_text(), re.S)


def transcript(name: str) -> list[tuple[str, dict[str, object]]]:
    text = (GUIDES / "protocol.md").read_text()
    found = re.search(rf"<!-- transcript {name} -->\n(.*?)<!-- end -->", text, re.S)
    assert found, name
    lines = [line.strip() for line in found[1].splitlines()]
    return [(line[0], json.loads(line[2:])) for line in lines if line[:2] in ("> ", "< ")]


@pytest.mark.parametrize(
    ("guide", "language", "number", "file"),
    [
        ("own-policies.md", "python", 0, EXAMPLES / "greenest.py"),
        ("own-policies.md", "yaml", 0, EXAMPLES / "experiment.yaml"),
        ("own-policies.md", "swift", 0, REPOSITORY / "Examples/own-policy/Sources/own-policy/GreenestPolicy.swift"),
        ("flower.md", "python", 0, EXAMPLES / "flower/digits_app/client.py"),
        ("flower.md", "python", 1, EXAMPLES / "flower/digits_app/server.py"),
    ],
)
def test_the_guides_show_the_code_of_the_examples(guide: str, language: str, number: int, file: Path) -> None:
    shown = blocks(guide, language)[number]
    assert len(shown) > 20
    assert shown.strip("\n") in file.read_text(), f"{guide} does not show what {file.name} holds"


def same(found: object, shown: object) -> bool:
    """Equal but for digits of numbers that the guide leaves out, folders and times of computing."""
    if isinstance(shown, dict) and isinstance(found, dict):
        return list(shown) == list(found) and all(
            key in ("folder", "seconds") or same(found[key], shown[key]) for key in shown
        )
    if isinstance(shown, list) and isinstance(found, list):
        return len(shown) == len(found) and all(same(a, b) for a, b in zip(found, shown, strict=True))
    if isinstance(shown, float) and isinstance(found, int | float):
        return found == pytest.approx(shown, rel=1e-3, abs=1e-12)
    return found == shown


def play(words: list[str], lines: list[tuple[str, dict[str, object]]]) -> None:
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin and process.stdout
    for side, message in lines:
        if side == ">":
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        else:
            found = json.loads(process.stdout.readline())
            assert same(found, message), f"cafe says {json.dumps(found)}"
    process.stdin.close()
    assert process.stdout.read() == b""
    process.wait(20)


def test_the_transcript_of_the_controller(cafe: str, quickstart: str, tmp_path: Path) -> None:
    keys = ["sites=[FR, PL]", "rounds=2"]
    words = [cafe, "control", quickstart, "--method", "cafe", "--out", str(tmp_path)]
    play([*words, *(word for key in keys for word in ("--set", key))], transcript("control"))


def test_the_transcript_of_select(cafe: str) -> None:
    play([cafe, "select", "--instance", "-"], transcript("select"))


def test_the_transcript_of_a_policy(cafe: str, quickstart: str, tmp_path: Path) -> None:
    player = tmp_path / "player.py"
    player.write_text(
        "import json, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_guides import same, transcript\n"
        "for side, message in transcript('policy'):\n"
        "    if side == '>':\n"
        "        found = json.loads(sys.stdin.readline())\n"
        "        if not same(found, message):\n"
        "            sys.exit(f'cafe says {json.dumps(found)}')\n"
        "    else:\n"
        "        print(json.dumps(message), flush=True)\n"
    )
    policy = f"{{kind: external, command: ['{sys.executable}', '{player}'], settings: {{sites: 1}}}}"
    done = subprocess.run(
        [cafe, "run", quickstart, "--quiet", "--seeds", "1", "--out", str(tmp_path), "--set", "sites=[FR, PL]", "--set",
         "rounds=2", "--set", f"methods=[{{name: mine, policy: {policy}}}]"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
