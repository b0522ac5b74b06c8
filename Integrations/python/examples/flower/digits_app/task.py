"""Softmax regression on the digits that come with the repository."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

CLASSES, PIXELS = 10, 64
SIZE = PIXELS * CLASSES + CLASSES


def load(repository: str) -> tuple[np.ndarray, np.ndarray]:
    """Images as rows of numbers from 0 to 1, and labels."""
    folder = Path(repository) / "Datasets/digits"
    images = gzip.decompress((folder / "images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((folder / "labels-idx1-ubyte.gz").read_bytes())[8:]
    x = np.frombuffer(images, np.uint8).reshape(len(labels), PIXELS)
    return (x / x.max()).astype(np.float32), np.frombuffer(labels, np.uint8).astype(int)


def initial() -> list[np.ndarray]:
    return [np.zeros((PIXELS, CLASSES), np.float32), np.zeros(CLASSES, np.float32)]


def part(y: np.ndarray, site: int, sites: int) -> np.ndarray:
    """The examples of a site: two fifths of all classes alike, the rest by class. The last fifth is for testing."""
    train = np.arange(len(y) * 4 // 5)
    alike, rest = train[: len(train) // 2], train[len(train) // 2 :]
    by_class = rest[np.argsort(y[rest], kind="stable")]
    return np.concatenate([alike[site::sites], np.array_split(by_class, sites)[site]])


def probabilities(model: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    scores = x @ model[0] + model[1]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def train(model: list[np.ndarray], x: np.ndarray, y: np.ndarray, seed: int) -> tuple[list[np.ndarray], float]:
    """One epoch of SGD with batches of 16; the new model and the mean loss."""
    model = [a.copy() for a in model]
    order = np.random.default_rng(seed).permutation(len(y))
    losses = []
    for rows in np.array_split(order, max(1, len(y) // 16)):
        p = probabilities(model, x[rows])
        losses.append(-np.log(np.maximum(p[np.arange(len(rows)), y[rows]], 1e-12)).mean())
        p[np.arange(len(rows)), y[rows]] -= 1
        model[0] -= 0.1 * (x[rows].T @ p / len(rows)).astype(np.float32)
        model[1] -= 0.1 * p.mean(axis=0).astype(np.float32)
    return model, float(np.mean(losses))


def evaluate(model: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Mean loss and accuracy on the last fifth."""
    held = slice(len(y) * 4 // 5, None)
    p = probabilities(model, x[held])
    loss = -np.log(np.maximum(p[np.arange(len(p)), y[held]], 1e-12)).mean()
    return float(loss), float((p.argmax(axis=1) == y[held]).mean())
