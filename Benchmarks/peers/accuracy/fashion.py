#!/usr/bin/env python3
"""Test accuracy after each epoch of plain SGD on Fashion-MNIST in PyTorch: the counterpart of a one-site experiment.

    accuracy/fashion.py mlp|leaf-cnn EPOCHS SEED      (needs torch and Debian's dataset-fashion-mnist)

Batches of 32, learning rate 0.05, pixels in [0, 1], PyTorch's own initialization. `make bench-peers` does not run it: the
LEAF CNN takes minutes.
"""
import gzip
import sys

import torch
import torch.nn as nn

FOLDER = "/usr/share/datasets/fashion-mnist/"


def images(name):
    data = bytearray(gzip.open(FOLDER + name).read()[16:])
    return torch.frombuffer(data, dtype=torch.uint8).float().div(255).view(-1, 1, 28, 28)


def labels(name):
    return torch.frombuffer(bytearray(gzip.open(FOLDER + name).read()[8:]), dtype=torch.uint8).long()


model, epochs, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(seed)
x, y = images("train-images-idx3-ubyte.gz"), labels("train-labels-idx1-ubyte.gz")
test_x, test_y = images("t10k-images-idx3-ubyte.gz"), labels("t10k-labels-idx1-ubyte.gz")
if model == "mlp":
    net = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))
else:
    net = nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 10))
optimizer = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(1, epochs + 1):
    for rows in torch.randperm(len(x)).split(32):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
        optimizer.step()
    with torch.no_grad():
        hits = sum(int((net(a).argmax(1) == b).sum()) for a, b in zip(test_x.split(500), test_y.split(500)))
    print(f"{model} seed {seed} epoch {epoch}: {hits / len(test_y):.4f}", flush=True)
