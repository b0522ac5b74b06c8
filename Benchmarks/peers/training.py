#!/usr/bin/env python3
"""The training steps of `cafe bench training` in PyTorch on the CPU, and the ratios side by side.

    peers/training.py CAFE        (path of the release binary)

PyTorch runs in its best arrangement of two: one process with all threads, or one process with one thread per core,
each training a network of its own as cafe does.

needs: torch
"""
import json
import multiprocessing
import os
import subprocess
import sys
import time

BATCH = 32
TEXT_BATCH = 8


def networks():
    import torch.nn as nn
    import torch.nn.functional as F

    class Residual(nn.Module):
        def __init__(self, cin, cout, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
            self.norm1 = nn.GroupNorm(8, cout)
            self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
            self.norm2 = nn.GroupNorm(8, cout)
            self.projection = None
            if stride != 1 or cin != cout:
                self.projection = nn.Conv2d(cin, cout, 1, stride, bias=False)

        def forward(self, x):
            y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
            return F.relu(y + (x if self.projection is None else self.projection(x)))

    class Block(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.heads = heads
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.projection, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.expansion, self.contraction = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

        def forward(self, x):
            n, t, width = x.shape
            q, k, v = (
                y.view(n, t, self.heads, -1).transpose(1, 2)
                for y in self.projection(self.norm1(x)).split(width, 2))
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(n, t, width)
            x = x + self.output(mixed)
            return x + self.contraction(F.gelu(self.expansion(self.norm2(x)), approximate="tanh"))

    class Transformer(nn.Module):
        def __init__(self, width=256, heads=8, layers=4, context=128, vocabulary=256):
            super().__init__()
            self.token, self.position = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
            self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
            self.norm = nn.LayerNorm(width)

        def forward(self, x):
            x = self.norm(self.blocks(self.token(x) + self.position.weight))
            return (x @ self.token.weight.T).transpose(1, 2)

    def lenet5():
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
            nn.Linear(84, 10))

    def leaf():
        return nn.Sequential(
            nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 10))

    def mlp():
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))

    def resnet8():
        return nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.GroupNorm(8, 16), nn.ReLU(), Residual(16, 16, 1),
            Residual(16, 32, 2), Residual(32, 64, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    grey, colour = (1, 28, 28), (3, 32, 32)
    return {
        "mlp": (mlp, grey), "leaf-cnn": (leaf, grey), "lenet5": (lenet5, grey), "resnet8": (resnet8, colour),
        "transformer": (Transformer, (128,))}


def rate(name, threads, start, results):
    """Samples a second over two seconds, after half a second that does not count."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    build, shape = networks()[name]
    batch = TEXT_BATCH if name == "transformer" else BATCH
    net = build()
    optimizer = torch.optim.SGD(net.parameters(), 0.01)
    if name == "transformer":
        x, y = torch.randint(0, 256, (2048, *shape)), torch.randint(0, 256, (2048, *shape))
    else:
        x, y = torch.rand(2048, *shape), torch.randint(0, 10, (2048,))

    def train(seconds):
        steps, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < seconds:
            rows = torch.randint(0, 2048, (batch,))
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()
            steps += 1
        return steps * batch / (time.perf_counter() - begin)

    if start is not None:
        start.wait()
    train(0.5)
    results.put(train(2))


def best(name, cores):
    context = multiprocessing.get_context("spawn")
    rates = []
    for processes, threads in [(1, cores), (cores, 1)]:
        results, start = context.Queue(), context.Barrier(processes)
        workers = [context.Process(target=rate, args=(name, threads, start, results)) for _ in range(processes)]
        for worker in workers:
            worker.start()
        rates.append(sum(results.get() for _ in workers))
        for worker in workers:
            worker.join()
    return max(rates)


if __name__ == "__main__":
    import torch

    ours = json.loads(subprocess.run([sys.argv[1], "bench", "training", "--json"], capture_output=True, check=True).stdout)
    cores = os.cpu_count()
    print(f"training, batch {BATCH} (transformer {TEXT_BATCH}), samples a second on {cores} cores; PyTorch {torch.__version__}")
    print(f"{'model':<11} {'cafe':>10} {'PyTorch':>10} {'ratio':>6} {'of peak':>8} {'PyTorch':>8}")
    for name in networks():
        model = ours["models"][name]
        theirs = best(name, cores)
        share = theirs * model["flops_per_sample"] / (ours["peak_gflops"] * 1e9)
        print(
            f"{name:<11} {model['samples_per_second']:>10.0f} {theirs:>10.0f}"
            f" {model['samples_per_second'] / theirs:>6.2f} {model['fraction_of_peak']:>8.3f} {share:>8.3f}")
