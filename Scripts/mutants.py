#!/usr/bin/env python3
"""Seeds the faults of Tests/Mutants/mutants.txt and writes the table of survivors into Guides/testing.md.

All mutants are compiled at once, each behind a switch that one environment variable turns on (mutant schemata, Untch et al.
1993), so that one build serves them all; then the tests run once without a fault and once with each.

usage: Scripts/mutants.py [--only N[,N...]] [--no-table]
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COPY = os.path.join(HERE, ".build", "mutants")
TESTS = {
    "SiteSelection": "SiteSelectionTests|FederatedEngineTests",
    "FederatedEngine": "FederatedEngineTests",
    "CarbonAccounting": "CarbonAccountingTests|FederatedEngineTests",
    "Analysis": "AnalysisTests",
    "Learning": "LearningTests",
}
TIMEOUT_SECONDS = 180
SWITCH = """
private let activeMutant = ProcessInfo.processInfo.environment["CAFE_MUTANT"]
private func isMutant(_ number: Int) -> Bool { activeMutant == "\\(number)" }
"""


def read_mutants():
    """Every mutant as (number, file, before, after, why no test can see it or "")."""
    mutants, path = [], None
    for line in open(os.path.join(HERE, "Tests/Mutants/mutants.txt"), encoding="utf-8"):
        line = line.strip("\n")
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            path = line[1:-1]
            continue
        before, separator, after = line.partition(" ⇒")
        if not separator:
            sys.exit(f"no ⇒ in: {line}")
        after, _, equivalent = after.partition(" ≡ ")
        mutants.append((len(mutants) + 1, path, before, after.strip(), equivalent.strip()))
    return mutants


def place_of(text, path, fragment):
    """Where the replaced part of a fragment begins, and that part."""
    plain = fragment.replace("«", "").replace("»", "")
    if text.count(plain) != 1:
        sys.exit(f"{path}: {text.count(plain)} places with: {plain}")
    start = text.index(plain)
    if "«" not in fragment:
        return start, plain
    return start + fragment.index("«"), fragment[fragment.index("«") + 1 : fragment.index("»")]


def seeded(text, mutants):
    """The file with a switch at each mutant's place."""
    places = sorted((*place_of(text, path, before), number, after) for number, path, before, after, _ in mutants)
    for start, part, number, after in reversed(places):
        if not after:
            new = f"if !isMutant({number}) {{ {part} }}"
        elif re.match(r"^[\w.\[\]]+ [-+*/]?= ", part):
            new = f"if isMutant({number}) {{ {after} }} else {{ {part} }}"
        else:
            new = f"(isMutant({number}) ? ({after}) : ({part}))"
        text = text[:start] + new + text[start + len(part) :]
    if "import Foundation" not in text:
        text = "import Foundation\n" + text
    return text + SWITCH


def build(mutants):
    os.makedirs(COPY, exist_ok=True)
    for name in ("Package.swift", "Sources", "Tests", "Datasets", "Experiments", "Guides", "README.md"):
        source, target = os.path.join(HERE, name), os.path.join(COPY, name)
        if os.path.isdir(source):
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    by_file = {}
    for mutant in mutants:
        by_file.setdefault(mutant[1], []).append(mutant)
    for path, those in by_file.items():
        with open(os.path.join(COPY, path), encoding="utf-8") as file:
            text = seeded(file.read(), those)
        with open(os.path.join(COPY, path), "w", encoding="utf-8") as file:
            file.write(text)
    result = subprocess.run(["swift", "build", "-c", "release", "--build-tests"], cwd=COPY, capture_output=True, text=True)
    if result.returncode != 0:
        errors = [line for line in (result.stdout + result.stderr).splitlines() if "error:" in line]
        sys.exit("the mutants do not build:\n" + "\n".join(sorted(set(errors))[:20]))


def run_tests(module, number=None):
    """Whether the tests of a module's faults pass, and which fail first."""
    environment = dict(os.environ)
    environment.pop("CAFE_MUTANT", None)
    if number is not None:
        environment["CAFE_MUTANT"] = str(number)
    command = ["swift", "test", "-c", "release", "--skip-build", "--filter", TESTS[module]]
    # A session of its own, so that what a mutant without end leaves running ends with it.
    process = subprocess.Popen(
        command, cwd=COPY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True)
    try:
        output, _ = process.communicate(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        subprocess.run(["pkill", "-KILL", "-s", str(process.pid)], check=False)
        process.communicate()
        return False, "no end"
    failed = re.findall(r"✘ Test (\w+)\(", output)
    return process.returncode == 0, failed[0] if failed else ("" if process.returncode == 0 else "a crash")


def table(mutants, outcomes, commit):
    killed = sum(not passed for passed, _ in outcomes.values())
    equivalent = sum(outcomes[number][0] and reason != "" for number, _, _, _, reason in mutants)
    lines = [
        f"Commit {commit}: {killed} of {len(mutants)} seeded faults are seen by a test; of the others {equivalent} change nothing "
        "that can be observed, for the reason beside them.", "",
        "| file | faults | seen | survivors |", "|---|---:|---:|---|",
    ]
    files = list(dict.fromkeys(mutant[1] for mutant in mutants))
    for path in files:
        those = [m for m in mutants if m[1] == path]
        alive = [m for m in those if outcomes[m[0]][0]]
        text = "; ".join(
            f"`{b}` ⇒ `{a or 'nothing'}`{': ' + reason if reason else ''}" for _, _, b, a, reason in alive
        ).replace("|", "\\|")
        lines.append(f"| {path[len('Sources/'):]} | {len(those)} | {len(those) - len(alive)} | {text} |")
    return "\n".join(lines) + "\n"


def write_table(text):
    path = os.path.join(HERE, "Guides/testing.md")
    guide = open(path, encoding="utf-8").read()
    start, end = "<!-- mutants -->", "<!-- end of mutants -->"
    head, rest = guide.split(start)
    tail = rest.split(end)[1]
    open(path, "w", encoding="utf-8").write(f"{head}{start}\n{text}{end}{tail}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="numbers of the mutants to run, separated by commas")
    parser.add_argument("--no-table", action="store_true", help="leave Guides/testing.md as it is")
    options = parser.parse_args()
    mutants = read_mutants()
    print(f"{len(mutants)} mutants; building them at once", flush=True)
    build(mutants)
    for module in sorted({m[1].split("/")[1] for m in mutants}):
        passed, failed = run_tests(module)
        if not passed:
            sys.exit(f"the tests of {module} fail without a fault: {failed}")
    wanted = [int(n) for n in options.only.split(",")] if options.only else [m[0] for m in mutants]
    outcomes, start = {}, time.time()
    for place, number in enumerate(wanted, 1):
        _, path, before, after, equivalent = mutants[number - 1]
        outcomes[number] = run_tests(path.split("/")[1], number)
        passed, failed = outcomes[number]
        left = (time.time() - start) / place * (len(wanted) - place)
        verdict = f"seen by {failed}" if not passed else "equivalent" if equivalent else "SURVIVES"
        print(f"{place}/{len(wanted)} #{number} {verdict}: {os.path.basename(path)}: "
              f"{before} ⇒ {after or 'nothing'} ({left / 60:.0f} min left)", flush=True)
    alive = [number for number in wanted if outcomes[number][0] and not mutants[number - 1][4]]
    print(f"survivors: {alive or 'none'} of {len(wanted)}")
    if not options.only and not options.no_table:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True).stdout.strip()
        write_table(table(mutants, outcomes, commit))
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
