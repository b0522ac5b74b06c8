#!/usr/bin/env python3
"""Looks for runs that lose or change anything, and for inputs that end the program.

Usage: torture.py CAFE [--seconds N] [--seed S] [--piece NAME]

Each piece runs for N seconds, all with seed S, and prints one row of the table at the end: what was tried, how often, what
failed. A failure is printed with the command that repeats it. The exit status is 1 if anything failed or a piece did not try
what it must. Pieces that need a program that is not there (strace, mpirun) say so and count as not tried.
"""
import argparse, os, random, shutil, signal, subprocess, sys, tempfile, time

EXPERIMENT = "Experiments/quickstart/experiment.yaml"
FILES = ["manifest.json", "rounds.csv", "sites.csv", "slots.csv", "model.npy", "summary.json"]


class Piece:
    def __init__(self, name, options):
        self.name, self.cafe, self.seed = name, os.path.abspath(options.cafe), options.seed
        self.random = random.Random(f"{options.seed} {name}")
        self.end = time.monotonic() + options.seconds
        self.work = tempfile.mkdtemp(prefix=f"torture-{name}-")
        self.tried, self.failures, self.remark = 0, [], ""

    def going(self):
        return time.monotonic() < self.end

    def fail(self, what):
        self.failures.append(what)
        print(f"FAILED {self.name} (seed {self.seed}, try {self.tried}): {what}", flush=True)

    def settings(self, rounds):
        return ["run", EXPERIMENT, "--methods", "cafe,random-k", "--seeds", "1", "--quiet", "--threads", "1",
                "--set", f"rounds={rounds}", "--set", "data.trainExamples=200", "--set", "data.testExamples=50"]

    def call(self, arguments, prefix=(), timeout=120):
        """Exit status (negative for a signal, None for no end) and both streams of a command."""
        process = subprocess.Popen([*prefix, self.cafe, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            output = process.communicate(timeout=timeout)[0]
            return process.returncode, output.decode(errors="replace")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, "no end"

    def clean(self, arguments, **options):
        """Whether a command ended by itself: an error is right, a signal or no end is not."""
        status, output = self.call(arguments, **options)
        if status is None or status < 0 or status >= 128 and status != 130:
            self.fail(f"status {status}: cafe {' '.join(arguments)}: {output[-300:]}")
            return False
        return True

    def same(self, a, b, what):
        status, output = self.call(["diff", a, b])
        if status != 0:
            self.fail(f"{what}: {output[:400]}")

    def whole(self, rounds):
        place = f"{self.work}/whole"
        if not os.path.exists(place):
            status, output = self.call(self.settings(rounds) + ["--out", place])
            if status != 0:
                raise SystemExit(f"{self.name}: the run to compare with fails: {output}")
        return place


def kills(piece):
    """SIGKILL at random instants until the run is through."""
    rounds, whole, hits = 120, piece.whole(120), 0
    while piece.going() or hits < 100:
        place = f"{piece.work}/parts"
        shutil.rmtree(place, ignore_errors=True)
        longest = 0.5
        while True:
            process = subprocess.Popen([piece.cafe, *piece.settings(rounds), "--out", place, "--checkpoint-every", "3"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(piece.random.uniform(0.02, longest))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                hits += 1
                # A busy machine may need longer than this to save some rounds.
                longest *= 1.02
        piece.tried += 1
        if process.returncode != 0:
            piece.fail(f"continuing ends with status {process.returncode}")
        piece.same(whole, place, "after kills")
    piece.remark = f"{hits} kills"
    if hits < 100:
        piece.fail(f"{hits} kills, expected 100 at least")


def injected(piece, actions):
    """Something happens at the n-th call of a system function; then the same command must bring the same bits."""
    if not shutil.which("strace"):
        piece.remark = "not tried: no strace"
        return
    rounds, whole, hits = 6, piece.whole(6), 0
    calls = ["write", "fsync", "rename", "openat", "ftruncate", "unlink", "close", "flock", "mkdir"]
    while piece.going():
        call, action = piece.random.choice(calls), piece.random.choice(actions)
        if "error" in action and call in ("close", "openat", "flock"):
            continue
        number = piece.random.randint(1, 60)
        place = f"{piece.work}/parts"
        shutil.rmtree(place, ignore_errors=True)
        strace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{action}:when={number}"]
        command = piece.settings(rounds) + ["--out", place, "--checkpoint-every", "1"]
        status, output = piece.call(command, prefix=strace)
        piece.tried += 1
        hits += status != 0
        if "error" in action and (status is None or status < 0 or status > 128):
            piece.fail(f"{call} {action} at call {number}: status {status}: {output[-300:]}")
        status, output = piece.call(command)
        if status != 0:
            piece.fail(f"{call} {action} at call {number}: continuing ends with status {status}: {output[-300:]}")
        else:
            piece.same(whole, place, f"{call} {action} at call {number}")
    piece.remark = f"{hits} hits"


def systemcalls(piece):
    injected(piece, ["signal=KILL"])


def ioerrors(piece):
    injected(piece, ["error=ENOSPC", "error=EIO"])


def corruption(piece):
    """Flipped, cut and removed pieces of every file of finished and begun runs."""
    whole = piece.whole(6)
    begun = f"{piece.work}/begun"
    process = subprocess.Popen([piece.cafe, *piece.settings(4000), "--out", begun, "--checkpoint-every", "5"],
                               stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    process.wait()
    while piece.going():
        finished = piece.random.random() < 0.6
        files = FILES if finished else ["manifest.json", "rounds.csv", "sites.csv", "slots.csv", "checkpoint.bin",
                                        "checkpoint.previous.bin"]
        place = f"{piece.work}/damaged"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(whole if finished else begun, place)
        file = piece.random.choice(files)
        path = f"{place}/quickstart/cafe/seed-1/{file}"
        if not os.path.exists(path):
            continue
        data = bytearray(open(path, "rb").read())
        way = piece.random.choice(["flip", "cut", "remove", "empty", "append"])
        if way == "flip":
            data[piece.random.randrange(len(data))] ^= 1 << piece.random.randrange(8)
        elif way == "cut":
            del data[piece.random.randrange(len(data)):]
        elif way == "empty":
            data.clear()
        elif way == "append":
            data += piece.random.randbytes(20)
        os.remove(path) if way == "remove" else open(path, "wb").write(data)
        piece.tried += 1
        for command in (["runs", place], ["compare", f"{place}/quickstart"], ["export", place]):
            piece.clean(command)
        if not finished:
            piece.clean(["sweep", "plan", EXPERIMENT, "--methods", "cafe,random-k", "--seeds", "1", "--out", place,
                         "--set", "rounds=4000", "--set", "data.trainExamples=200", "--set", "data.testExamples=50"])
            continue
        status, output = piece.call(piece.settings(6) + ["--out", place])
        if status != 0:
            piece.fail(f"{way} {file}: running again ends with status {status}: {output[-300:]}")
        else:
            piece.same(whole, place, f"{way} {file}")


def names(piece):
    """Hostile names of zones and sites through what draws, prints and exports; what they would run is not run."""
    mark = f"{piece.work}/ran"
    hostile = [f"`touch {mark}`", f"$(touch {mark})", f"';system \"touch {mark}\";'", f'"; system("touch {mark}"); "',
               "=1+1", "@sum", "\x1b[31mred", "\u202egnp", "a" * 300, "<script>alert(1)</script>", "\\input{x}",
               "%s%n", "..", "a'b\"c", "{\\it x}"]
    while piece.going():
        name = piece.random.choice(hostile)
        piece.tried += 1
        quoted = '"' + name.replace('"', '""') + '"'
        trace = f"{piece.work}/trace.csv"
        with open(trace, "w") as file:
            file.write(f"utc,{quoted},FR\n")
            for hour in range(200):
                file.write(f"2020-06-{1 + hour // 24:02d}T{hour % 24:02d}:00Z,{100 + hour},{300 - hour}\n")
        out = f"{piece.work}/out"
        for command in (["carbon", "check", trace], ["carbon", "plot", trace, "--out", out],
                        ["carbon", "import", trace, "--out", f"{out}.csv"]):
            piece.clean(command)
        if os.path.exists(mark):
            piece.fail(f"the name {name!r} was run")
            os.remove(mark)


def options(piece):
    """Extreme and malformed values of options."""
    values = ["0", "-1", "5e-324", "1.7e308", "9007199254740992", "9223372036854775807", "9223372036854775808",
              "18446744073709551615", "nan", "inf", "-inf", "", " ", "1e21", "1e30s", "\x00"[:0] + "é", "1/0", "--"]
    whole = piece.whole(6)
    instance = f"{piece.work}/slot.json"
    with open(instance, "w") as file:
        file.write('{"distances":[[0,1],[1,0]],"shares":[0.5,0.5],"footprint_g":[1,2],"allowance_g":1,"queue":1,'
                   '"penalty_weight":1}')
    run = f"{whole}/quickstart/cafe/seed-1"
    base = {"run": (["run", EXPERIMENT, "--smoke", "--quiet", "--out", f"{piece.work}/o", "--methods", "cafe"],
                    ["--threads", "--jobs", "--shard", "--seeds", "--checkpoint-every"]),
            "select": (["select", "--instance", instance], ["--seed", "--epsilon", "--time-limit", "--order", "--solver"]),
            "certify": (["certify", run], ["--threads"]),
            "replay": (["replay", run], ["--budgets", "--penalty-weights", "--resample", "--threads"]),
            "watch": (["watch", whole, "--once"], ["--every"]),
            "compare": (["compare", f"{whole}/quickstart"], ["--target", "--baseline"])}
    while piece.going():
        arguments, flags = base[piece.random.choice(list(base))]
        piece.tried += 1
        piece.clean(arguments + [piece.random.choice(flags), piece.random.choice(values)], timeout=60)


def ranks(piece):
    """Ranks of an mpirun killed; the job goes on with another number of them."""
    mpi = os.path.abspath(".build-mpi/release/cafe")
    if not shutil.which("mpirun") or not os.path.exists(mpi):
        piece.remark = "not tried: no mpirun, or no `make mpi`"
        return
    whole = piece.whole(400)
    while piece.going():
        place = f"{piece.work}/parts"
        shutil.rmtree(place, ignore_errors=True)
        launch = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-np"]
        command = [mpi, *piece.settings(400), "--out", place]
        job = subprocess.Popen([*launch, "3", *command, "--checkpoint-every", "5"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(piece.random.uniform(0.5, 2.5))
        children = subprocess.run(["pgrep", "-P", str(job.pid)], capture_output=True, text=True).stdout.split()
        if children and job.poll() is None:
            os.kill(int(piece.random.choice(children)), signal.SIGKILL)
        job.wait()
        piece.tried += 1
        status = subprocess.run([*launch, "2", *command], capture_output=True, text=True, timeout=300)
        if status.returncode != 0:
            piece.fail(f"continuing after a killed rank: status {status.returncode}: {status.stderr[-300:]}")
        else:
            piece.same(whole, place, "after a killed rank")


def swift(piece):
    """Readers on mutated inputs and random experiments under a budget, in one process: see the suites' seeds."""
    environment = dict(os.environ, CAFE_TORTURE_SEED=str(piece.seed), CAFE_TORTURE_INPUTS=str(piece.inputs),
                       CAFE_TORTURE_EXPERIMENTS=str(piece.experiments))
    done = subprocess.run(["swift", "test", "-c", "release", "--filter", "InputFuzzTests|BudgetPropertyTests"],
                          env=environment, capture_output=True, text=True)
    piece.tried = piece.inputs + piece.experiments
    piece.remark = f"{piece.inputs} inputs, {piece.experiments} experiments"
    if done.returncode != 0:
        piece.fail(done.stdout[-2000:] + done.stderr[-1000:])


PIECES = [kills, systemcalls, ioerrors, corruption, names, options, ranks, swift]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cafe")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--piece", choices=[piece.__name__ for piece in PIECES])
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--experiments", type=int, default=2_000)
    options = parser.parse_args()
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    print(f"commit {commit}, seed {options.seed}, {options.seconds:g} s a piece", flush=True)
    done = []
    for body in PIECES:
        if options.piece not in (None, body.__name__):
            continue
        piece = Piece(body.__name__, options)
        piece.inputs, piece.experiments = options.inputs, options.experiments
        start = time.monotonic()
        try:
            body(piece)
        finally:
            shutil.rmtree(piece.work, ignore_errors=True)
        done.append((piece, time.monotonic() - start))
    print(f"\n| piece | tried | failed | seconds | |\n|---|---:|---:|---:|---|")
    for piece, seconds in done:
        print(f"| {piece.name} | {piece.tried} | {len(piece.failures)} | {seconds:.0f} | {piece.remark} |")
    sys.exit(any(piece.failures for piece, _ in done))


main()
