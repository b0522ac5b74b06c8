#!/usr/bin/env python3
"""Writes images-idx3-ubyte.gz and labels-idx1-ubyte.gz from scikit-learn's copy of UCI optdigits.

    python3 -m venv /tmp/digits && /tmp/digits/bin/pip install scikit-learn
    /tmp/digits/bin/python Datasets/digits/derive_digits.py Datasets/digits

The rows keep their order; grey levels are 0 to 16.
"""
import gzip
import struct
import sys
from pathlib import Path

from sklearn.datasets import load_digits


def write(path, array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(header + array.astype("uint8").tobytes(), 9, mtime=0))


digits = load_digits()
out = Path(sys.argv[1])
write(out / "images-idx3-ubyte.gz", digits.images)
write(out / "labels-idx1-ubyte.gz", digits.target)
