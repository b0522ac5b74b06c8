#!/usr/bin/env python3
"""Test loss of a small transformer on Tiny Shakespeare in PyTorch: the counterpart of a one-site experiment.

    accuracy/language.py input.txt ROUNDS STEPS SEED      (needs torch)

Documents, windows and schedule as in Experiments/language: two layers of width 64, four heads, context 64, batches of 8, AdamW
at 0.003 with 50 steps of warm-up and a cosine to a tenth, weight decay 0.1, gradients clipped to 1, weights that start normal
with deviation 0.02. Prints the loss in nats per character after each of ROUNDS rounds of STEPS steps.
"""
import math
import re
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

path, rounds, steps, seed = sys.argv[1], *map(int, sys.argv[2:5])
CONTEXT, WIDTH, HEADS, LAYERS, BATCH = 64, 64, 4, 2, 8
torch.manual_seed(seed)
torch.set_num_threads(1)
text = open(path, encoding="utf-8").read()
number = {c: i for i, c in enumerate(sorted(set(text)))}
documents = [d for d in text.split("\n\n") if d]


def windows(is_test):
    """Each speaker's speeches one after the other, in windows; -1 is no target."""
    speakers = {}
    for i, document in enumerate(documents):
        name = re.search("^([^\n]+):\n", document)
        group = speakers.setdefault(name[1] if name else "", [])
        if (i % 5 == 4) == is_test:
            group.append(document)
    inputs, targets = [], []
    for speeches in speakers.values():
        stream = [number[c] for c in "\n\n".join(speeches)]
        for start in range(0, len(stream) - 1, CONTEXT):
            x, y = stream[start:start + CONTEXT], stream[start + 1:start + CONTEXT + 1]
            inputs.append(x + [0] * (CONTEXT - len(x)))
            targets.append(y + [-1] * (CONTEXT - len(y)))
    return torch.tensor(inputs), torch.tensor(targets)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.projection, self.output = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.expansion, self.contraction = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        n = len(x)
        q, k, v = (
            y.view(n, CONTEXT, HEADS, -1).transpose(1, 2) for y in self.projection(self.norm1(x)).split(WIDTH, 2))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(n, CONTEXT, WIDTH)
        x = x + self.output(mixed)
        return x + self.contraction(F.gelu(self.expansion(self.norm2(x)), approximate="tanh"))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.token, self.position = nn.Embedding(len(number), WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.blocks, self.norm = nn.Sequential(*[Block() for _ in range(LAYERS)]), nn.LayerNorm(WIDTH)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                nn.init.normal_(p, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def forward(self, x):
        return self.norm(self.blocks(self.token(x) + self.position.weight)) @ self.token.weight.T


def loss(net, x, y, reduction):
    return F.cross_entropy(net(x).flatten(0, 1), y.flatten(), ignore_index=-1, reduction=reduction)


train, test, net = windows(False), windows(True), Transformer()
total, warm_up, floor = rounds * steps, 50, 0.1
optimizer = torch.optim.AdamW(net.parameters(), 0.003, (0.9, 0.95), weight_decay=0.1)
schedule = torch.optim.lr_scheduler.LambdaLR(
    optimizer, lambda k: (k + 1) / warm_up if k < warm_up
    else floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * (k - warm_up) / (total - warm_up))))
for done in range(1, rounds + 1):
    order = torch.randperm(len(train[0])).split(BATCH)  # each round begins a pass anew
    for rows in order[:steps]:
        optimizer.zero_grad()
        (loss(net, train[0][rows], train[1][rows], "sum") / (len(rows) * CONTEXT)).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1)
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        parts = [loss(net, x, y, "sum") for x, y in zip(test[0].split(250), test[1].split(250))]
    print(f"seed {seed} round {done}: {float(sum(parts)) / int((test[1] >= 0).sum()):.4f}", flush=True)
