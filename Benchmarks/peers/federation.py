#!/usr/bin/env python3
"""One whole federation in `cafe` and in others: time of a round, with the accuracy that it comes to.

    peers/federation.py CAFE [--repeats N] [--rounds N] [--picture FILE.png]    (CAFE: path of the release binary)

10,000 images of Fashion-MNIST, dealt at random to ten sites of 1,000; a perceptron 784-64-10; in each round every site
trains one epoch of SGD (batches of 32, learning rate 0.05) and the models are averaged; the 10,000 test images are
evaluated after every second round. All get the same images in the same order and start from He's normal initialization;
which images a site has, and the start, are random draws of equal law (`cafe` makes its own, the others share one). PyTorch
has one thread a process: at this size more are slower. A time is that from the beginning of the first round to the end of
the last, with everything loaded and started; each run is a process of its own, the programs take turns, and the table has
medians and mean accuracies over the repeats, each with a seed of its own.

needs: torch==2.15.0 flwr[simulation]==1.42.0 fedlab==1.3.0 fluke-fl==0.8.1
"""
import argparse
import gzip
import json
import multiprocessing
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time

FASHION = "/usr/share/datasets/fashion-mnist"
EXAMPLES, SITES, BATCH, RATE, EVALUATE_EVERY = 10_000, 10, 32, 0.05, 2


def idx(path, rank):
    """Bytes of an IDX file as a numpy array."""
    import numpy as np

    data = gzip.open(path).read()
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank]))


class Federation:
    """What every PyTorch peer shares: data, partition, model, local training, evaluation."""

    def __init__(self, seed):
        import numpy as np
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self.x = torch.from_numpy(idx(f"{FASHION}/train-images-idx3-ubyte.gz", 3)[:EXAMPLES].reshape(EXAMPLES, -1) / np.float32(255))
        self.y = torch.from_numpy(idx(f"{FASHION}/train-labels-idx1-ubyte.gz", 1)[:EXAMPLES].astype(np.int64))
        self.test_x = torch.from_numpy(idx(f"{FASHION}/t10k-images-idx3-ubyte.gz", 3).reshape(10_000, -1) / np.float32(255))
        self.test_y = torch.from_numpy(idx(f"{FASHION}/t10k-labels-idx1-ubyte.gz", 1).astype(np.int64))
        order = np.random.default_rng(seed).permutation(EXAMPLES)
        self.rows = [torch.from_numpy(part) for part in np.array_split(order, SITES)]
        # PyTorch loads much of itself at the first step.
        self.train(self.model(), 0)

    @staticmethod
    def model():
        import torch.nn as nn

        model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
        for layer in (model[0], model[2]):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        return model

    def train(self, model, site):
        """One epoch of SGD on a site's images."""
        import torch

        optimizer = torch.optim.SGD(model.parameters(), RATE)
        rows = self.rows[site]
        for batch in rows[torch.randperm(len(rows))].split(BATCH):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(self.x[batch]), self.y[batch]).backward()
            optimizer.step()

    def accuracy(self, model):
        import torch

        with torch.no_grad():
            return (model(self.test_x).argmax(1) == self.test_y).float().mean().item()


def is_evaluated(done, rounds):
    return done % EVALUATE_EVERY == 0 or done == rounds


def trained_sum(federation, model, start, sites):
    """Σ of the parameters that the sites train from `start`, as one vector."""
    import torch
    from torch.nn.utils import parameters_to_vector, vector_to_parameters

    total = torch.zeros_like(start)
    for site in sites:
        vector_to_parameters(start.clone(), model.parameters())
        federation.train(model, site)
        total += parameters_to_vector(model.parameters()).detach()
    return total


def pytorch(rounds, seed):
    """A loop by hand in one process."""
    from torch.nn.utils import parameters_to_vector, vector_to_parameters

    federation = Federation(seed)
    model = federation.model()
    average = parameters_to_vector(model.parameters()).detach()
    begin, accuracy = time.perf_counter(), 0.0
    for done in range(1, rounds + 1):
        average = trained_sum(federation, model, average, range(SITES)) / SITES
        if is_evaluated(done, rounds):
            vector_to_parameters(average.clone(), model.parameters())
            accuracy = federation.accuracy(model)
    return time.perf_counter() - begin, accuracy


def worker(seed, sites, pipe):
    """A process that trains its sites from each vector that it is sent, and answers with their sum."""
    import torch

    federation = Federation(seed)
    torch.manual_seed(seed + 1000 * sites[0])
    model = federation.model()
    pipe.send("ready")
    while (start := pipe.recv()) is not None:
        pipe.send(trained_sum(federation, model, torch.from_numpy(start), sites).numpy())


def pytorch_processes(rounds, seed):
    """The same loop with the sites shared out to one process per core."""
    import torch
    from torch.nn.utils import parameters_to_vector, vector_to_parameters

    count = os.cpu_count()
    federation = Federation(seed)
    model = federation.model()
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for number in range(count):
        ours, theirs = context.Pipe()
        process = context.Process(target=worker, args=(seed, list(range(number, SITES, count)), theirs))
        process.start()
        ours.recv()
        pipes.append(ours)
        processes.append(process)
    average = parameters_to_vector(model.parameters()).detach()
    begin, accuracy = time.perf_counter(), 0.0
    for done in range(1, rounds + 1):
        for pipe in pipes:
            pipe.send(average.numpy())
        average = sum(torch.from_numpy(pipe.recv()) for pipe in pipes) / SITES
        if is_evaluated(done, rounds):
            vector_to_parameters(average.clone(), model.parameters())
            accuracy = federation.accuracy(model)
    seconds = time.perf_counter() - begin
    for pipe, process in zip(pipes, processes):
        pipe.send(None)
        process.join()
    return seconds, accuracy


def flower(rounds, seed):
    """Flower's simulation: each site a client on Ray, one core each."""
    from flwr.app import ArrayRecord, Message, MetricRecord, RecordDict
    from flwr.clientapp import ClientApp
    from flwr.serverapp import ServerApp
    from flwr.serverapp.strategy import FedAvg
    from flwr.simulation import run_simulation

    client, server = ClientApp(), ServerApp()
    stamps, accuracies = [], []

    @client.train()
    def train(message, context):
        import torch

        # A worker of Ray serves many calls; what it loads stays with it.
        if not hasattr(Federation, "loaded"):
            Federation.loaded = Federation(seed)
        federation, site = Federation.loaded, int(context.node_config["partition-id"])
        torch.manual_seed(seed + 1000 * site + 100_000 * int(message.content["config"]["server-round"]))
        model = federation.model()
        model.load_state_dict(message.content["arrays"].to_torch_state_dict())
        federation.train(model, site)
        content = {
            "arrays": ArrayRecord(model.state_dict()),
            "metrics": MetricRecord({"num-examples": len(federation.rows[site])}),
        }
        return Message(RecordDict(content), reply_to=message)

    @server.main()
    def main(grid, context):
        federation = Federation(seed)
        model = federation.model()

        def evaluate(done, arrays):
            if done == 0 or is_evaluated(done, rounds):
                model.load_state_dict(arrays.to_torch_state_dict())
                accuracies.append(federation.accuracy(model))
            stamps.append(time.perf_counter())
            return MetricRecord({})

        strategy = FedAvg(fraction_evaluate=0.0, min_available_nodes=SITES)
        strategy.start(grid, ArrayRecord(model.state_dict()), num_rounds=rounds, evaluate_fn=evaluate)

    run_simulation(
        server, client, num_supernodes=SITES, backend_config={"client_resources": {"num_cpus": 1, "num_gpus": 0.0}}
    )
    # The first round starts the workers and loads their data: it is left out, and counted as a mean one.
    return (stamps[-1] - stamps[1]) * rounds / (rounds - 1), accuracies[-1]


def fedlab(rounds, seed):
    """FedLab's standalone pipeline: sites one after the other in one process."""
    import random

    import torch
    from fedlab.contrib.algorithm.fedavg import FedAvgSerialClientTrainer, FedAvgServerHandler
    from fedlab.core.standalone import StandalonePipeline

    federation = Federation(seed)
    random.seed(seed)

    class Data:
        def get_dataloader(self, site, batch_size):
            rows = federation.rows[site]
            return ((federation.x[b], federation.y[b]) for b in rows[torch.randperm(len(rows))].split(batch_size))

    class Pipeline(StandalonePipeline):
        accuracy = 0.0

        def evaluate(self):
            if is_evaluated(self.handler.round, rounds):
                self.accuracy = federation.accuracy(self.handler.model)

    trainer = FedAvgSerialClientTrainer(federation.model(), SITES)
    trainer.setup_dataset(Data())
    trainer.setup_optim(epochs=1, batch_size=BATCH, lr=RATE)
    pipeline = Pipeline(FedAvgServerHandler(federation.model(), rounds, sample_ratio=1.0), trainer)
    begin = time.perf_counter()
    pipeline.main()
    return time.perf_counter() - begin, pipeline.accuracy


def fluke(rounds, seed):
    """fluke's FedAvg: sites one after the other in one process."""
    from fluke import DDict, FlukeENV
    from fluke.algorithms.fedavg import FedAVG
    from fluke.data import DataSplitter, DummyDataContainer, FastDataLoader
    from fluke.evaluation import ClassificationEval

    federation = Federation(seed)
    environment = FlukeENV()
    environment.set_seed(seed)
    environment.set_device("cpu")
    environment.set_evaluator(ClassificationEval(eval_every=EVALUATE_EVERY, n_classes=10))
    environment.set_eval_cfg(server=True, locals=False, pre_fit=False, post_fit=False)

    def loader(x, y, batch, shuffle):
        return FastDataLoader(x, y, num_labels=10, batch_size=batch, shuffle=shuffle, skip_singleton=False)

    data = DummyDataContainer(
        [loader(federation.x[rows], federation.y[rows], BATCH, True) for rows in federation.rows],
        [None] * SITES, loader(federation.test_x, federation.test_y, 10_000, False), 10)
    algorithm = FedAVG(
        SITES, DataSplitter(data),
        DDict(
            client=DDict(
                batch_size=BATCH, local_epochs=1, loss="CrossEntropyLoss", optimizer=DDict(name="SGD", lr=RATE),
                scheduler=DDict(name="StepLR", step_size=1, gamma=1)),
            server=DDict(weighted=True), model=federation.model()))
    begin = time.perf_counter()
    algorithm.run(n_rounds=rounds, eligible_perc=1.0)
    seconds = time.perf_counter() - begin
    return seconds, federation.accuracy(algorithm.server.model)


def cafe(program, folder, rounds, seed):
    out = f"{folder}/results-{seed}"
    subprocess.run(
        [program, "run", f"{folder}/federation.yaml", "--seeds", str(seed), "--out", out, "--quiet"], check=True)
    with open(f"{out}/federation/full/seed-{seed}/summary.json") as file:
        summary = json.load(file)
    return summary["wall_seconds"], summary["final_accuracy"]


EXPERIMENT = """name: federation
rounds: {rounds}
evaluateEvery: {every}
data: {{kind: fashionMNIST, directory: {folder}/data}}
partition: {{kind: iid}}
model: {{kind: mlp, hidden: [64]}}
training: {{learningRate: {rate}, batchSize: {batch}, localEpochs: 1}}
carbon: {{trace: {trace}, start: 2020-06-01T00:00Z}}
budget: {{fractionOfFull: 1}}
sites: [BE, DE, DK, ES, FI, FR, GB, IE, IT, PL]
methods:
  - {{name: full, policy: full}}
"""


def prepare(folder, rounds):
    """The images as files that `cafe` reads, and the experiment."""
    os.mkdir(f"{folder}/data")
    for part, count in [("train", EXAMPLES), ("t10k", 10_000)]:
        for kind, rank in [("images-idx3", 3), ("labels-idx1", 1)]:
            elements = idx(f"{FASHION}/{part}-{kind}-ubyte.gz", rank)[:count]
            with gzip.open(f"{folder}/data/{part}-{kind}-ubyte.gz", "wb", 1) as file:
                file.write(bytes([0, 0, 8, rank]) + struct.pack(f">{rank}I", *elements.shape) + elements.tobytes())
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(f"{folder}/federation.yaml", "w") as file:
        file.write(
            EXPERIMENT.format(
                rounds=rounds, every=EVALUATE_EVERY, folder=folder, rate=RATE, batch=BATCH,
                trace=f"{root}/Datasets/carbon/europe-2020-hourly.csv"))


def draw(table, path):
    """Bars from the fastest down, each with its time."""
    rows = sorted(table.items(), key=lambda item: -item[1]["ms_a_round"])
    data = "\n".join(
        f'{place} {row["ms_a_round"]:.4g} "{name}" "{row["ms_a_round"]:.3g} ms"' for place, (name, row) in enumerate(rows))
    script = f"""
        set terminal pngcairo size 900,{70 + 44 * len(rows)} font "sans,13"
        set output "{path}"
        $rows << END
{data}
END
        unset key; set border 0; set tics scale 0; set format x ""
        set lmargin 30; set rmargin 12
        set xrange [0:*]; set yrange [-0.6:{len(rows) - 0.4}]
        set title "A federated round: ten sites, one epoch each of 1,000 Fashion-MNIST images" offset 0,-0.5
        set style fill solid noborder
        plot $rows using (0):1:(0):2:($1-0.32):($1+0.32):(stringcolumn(3) eq "cafe" ? 0x1b7837 : 0x9aa5b1):ytic(3) \\
                with boxxyerror linecolor rgb variable, \\
            $rows using 2:1:4 with labels left offset 0.8,0
    """
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


PEERS = {
    "PyTorch, one process": pytorch,
    "PyTorch, a process per core": pytorch_processes,
    "FedLab 1.3.0": fedlab,
    "fluke 0.8.1": fluke,
    "Flower 1.42.0, simulation": flower,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cafe")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--picture", help="draw the times as bars into this PNG; needs gnuplot")
    parser.add_argument("--peer", help="run only this one, once, and print its numbers")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.peer:
        print(json.dumps(PEERS[options.peer](options.rounds, options.seed)))
        return
    measured = {name: [] for name in ["cafe", *PEERS]}
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, options.rounds)
        for seed in range(1, options.repeats + 1):
            measured["cafe"].append(cafe(options.cafe, folder, options.rounds, seed))
            for name in PEERS:
                command = [sys.executable, __file__, options.cafe, "--peer", name, "--seed", str(seed)]
                run = subprocess.run(
                    [*command, "--rounds", str(options.rounds)], capture_output=True, text=True,
                    env=os.environ | {"FLWR_TELEMETRY_ENABLED": "0", "RAY_DEDUP_LOGS": "0"})
                if run.returncode == 0:
                    measured[name].append(json.loads(run.stdout.splitlines()[-1]))
                else:
                    print(f"{name}: not measured\n{run.stderr[-2000:]}", file=sys.stderr)
    print(f"a federation of {SITES} sites, {options.rounds} rounds, medians of {options.repeats}, {os.cpu_count()} cores")
    print(f"{'':30}{'ms a round':>12}{'ratio':>8}{'accuracy':>10}")
    table = {}
    for name, runs in measured.items():
        if runs:
            table[name] = {
                "ms_a_round": 1000 * statistics.median(seconds for seconds, _ in runs) / options.rounds,
                "accuracy": statistics.mean(accuracy for _, accuracy in runs),
            }
            row = table[name]
            print(
                f"{name:30}{row['ms_a_round']:12.1f}{row['ms_a_round'] / table['cafe']['ms_a_round']:8.1f}"
                f"{row['accuracy']:10.4f}")
    spread = max(row["accuracy"] for row in table.values()) - min(row["accuracy"] for row in table.values())
    if spread > 0.01:
        sys.exit(f"accuracies are {100 * spread:.1f} points apart: not the same federation")
    if options.picture:
        draw(table, options.picture)


if __name__ == "__main__":
    main()
