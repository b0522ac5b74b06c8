#!/usr/bin/env python3
"""Many experiments in one results folder for a bounded time, with an eye on memory, descriptors and processes.

Usage: soak.py CAFE [--seconds N]

One process lives throughout: a run over thousands of seeds. Beside it short experiments, each with a name of its own, are run
and read by compare, export and report. Every two seconds the resident memory, open descriptors, threads and children of the
long one are noted. It fails if a command fails, if memory or descriptors of the last
quarter lie above those of the second quarter (memory by more than a tenth and 4 MiB), or if a process or a temporary file is
left. The table at the end has the medians.
"""
import argparse, os, shutil, signal, statistics, subprocess, sys, tempfile, time

EXPERIMENT = "Experiments/quickstart/experiment.yaml"
SMALL = ["--set", "data.trainExamples=300", "--set", "data.testExamples=100"]


class Watched:
    """A process that lives for the whole soak, and what was seen of it."""

    def __init__(self, name, command, log):
        self.name, self.samples = name, []
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def sample(self):
        if self.process.poll() is not None:
            return False
        place = f"/proc/{self.process.pid}"
        status = dict(line.split(":", 1) for line in open(f"{place}/status") if ":" in line)
        children = open(f"{place}/task/{self.process.pid}/children").read().split()
        self.samples.append((int(status["VmRSS"].split()[0]), len(os.listdir(f"{place}/fd")), int(status["Threads"]),
                             len(children)))
        return True

    def quarter(self, number):
        size = len(self.samples) // 4
        return [statistics.median(column) for column in zip(*self.samples[(number - 1) * size:number * size])]

    def end(self, expected):
        """Failures of its end, which SIGTERM asks for."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return [f"{self.name} does not end on SIGTERM"]
        return [] if status in expected else [f"{self.name} ended with status {status}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cafe")
    parser.add_argument("--seconds", type=float, default=3600)
    options = parser.parse_args()
    cafe = os.path.abspath(options.cafe)
    work = tempfile.mkdtemp(prefix="soak-")
    # What the program itself puts into the temporary folder is found there at the end.
    os.environ["TMPDIR"] = f"{work}/temporary"
    os.mkdir(f"{work}/temporary")
    results, failures, calls = f"{work}/results", [], 0
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    print(f"commit {commit}, {options.seconds:g} s", flush=True)

    def call(*arguments):
        nonlocal calls
        calls += 1
        done = subprocess.run([cafe, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            failures.append(f"status {done.returncode}: cafe {' '.join(arguments)}: {done.stderr[-300:]}")
            print(failures[-1], flush=True)

    seeds = ",".join(str(seed) for seed in range(1, 20_001))
    log = open(f"{work}/log", "w")
    run = Watched("run", [cafe, "run", EXPERIMENT, "--quiet", "--threads", "1", "--out", results, *SMALL,
                          "--set", "rounds=100", "--set", "name=long", "--seeds", seeds], log)
    end, experiments = time.monotonic() + options.seconds, 0
    while time.monotonic() < end:
        name = f"short-{experiments}"
        experiments += 1
        call("run", EXPERIMENT, "--quiet", "--out", results, *SMALL, "--set", "rounds=10", "--set", f"name={name}")
        call("compare", f"{results}/{name}")
        call("export", f"{results}/{name}", "--output", f"{work}/export.csv")
        if experiments % 10 == 1:
            call("report", f"{results}/{name}", "--output", f"{work}/report.html")
        pause = time.monotonic() + 5
        while time.monotonic() < pause:
            if not run.sample():
                failures.append("the long run ended early")
                end = 0
                break
            time.sleep(2)

    failures += run.end([128 + signal.SIGTERM])
    log.close()
    complete = sum("summary.json" in files for _, _, files in os.walk(results))
    print("\n| process | samples | resident KiB, second quarter | last quarter | descriptors | threads | children |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    if len(run.samples) < 8:
        failures.append("too short for quarters")
    else:
        before, after = run.quarter(2), run.quarter(4)
        print(f"| run | {len(run.samples)} | {before[0]:.0f} | {after[0]:.0f} | {before[1]:.0f} → {after[1]:.0f} "
              f"| {before[2]:.0f} → {after[2]:.0f} | {before[3]:.0f} → {after[3]:.0f} |")
        if after[0] > before[0] * 1.1 + 4096:
            failures.append("its memory grows")
        if after[1] > before[1] or after[3] > before[3]:
            failures.append("its descriptors or children grow")
    left = os.listdir(f"{work}/temporary")
    if left:
        failures.append(f"temporary files are left: {left[:5]}")
    partial = [file for _, _, files in os.walk(results) for file in files if file.endswith((".new", ".partial", ".tmp"))]
    if partial:
        failures.append(f"half-written files are left: {partial[:5]}")
    marks = [pid for pid in os.listdir("/proc") if pid.isdigit() and names_results(pid, results)]
    if marks:
        failures.append(f"processes are left: {marks}")
    print(f"\n{experiments} short experiments, {complete} runs, {calls} commands, {len(failures)} failures")
    for failure in failures:
        print(f"FAILED {failure}")
    if not failures:
        shutil.rmtree(work)
    else:
        print(f"everything is in {work}")
    sys.exit(bool(failures))


def names_results(pid, results):
    try:
        return results.encode() in open(f"/proc/{pid}/cmdline", "rb").read()
    except OSError:
        return False


main()
