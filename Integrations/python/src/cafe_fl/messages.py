"""The messages of the protocol: a JSON object on a line, then the bytes of the arrays that it announces."""

from __future__ import annotations

import json
from typing import IO, Any

import numpy as np

VERSION = 1
# So many numbers are text in the line; more travel as bytes.
MOST_INLINE = 64

_KINDS: dict[str, np.dtype[Any]] = {"float32": np.dtype("<f4"), "float64": np.dtype("<f8")}


class ProtocolError(RuntimeError):
    """The other side said something that cannot be understood, reported an error, or is gone."""


def send(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Writes a message; numpy arrays in it become lists if they are small, else bytes behind the line."""
    line: dict[str, Any] = {}
    blocks: list[bytes] = []
    for key, value in message.items():
        if isinstance(value, np.ndarray) and value.size > MOST_INLINE and value.dtype.kind == "f":
            kind = "float32" if value.dtype == np.float32 else "float64"
            line[key] = {kind: list(value.shape)}
            blocks.append(np.ascontiguousarray(value, dtype=_KINDS[kind]).tobytes())
        else:
            line[key] = value
    text = json.dumps(line, default=_plain, separators=(",", ":"), allow_nan=False)
    stream.write(text.encode() + b"\n" + b"".join(blocks))
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any] | None:
    """The next message, its arrays as numpy arrays; None at the end of the stream.

    Raises:
        ProtocolError: for a line that is no message, and for arrays that are cut off.
    """
    line = b"\n"
    while line and not line.strip():
        line = stream.readline()
    if not line:
        return None
    try:
        message = json.loads(line)
    except ValueError as error:
        raise ProtocolError(f"no JSON: {error}: {line[:80]!r}") from None
    if not isinstance(message, dict):
        raise ProtocolError(f"no message but {type(message).__name__}: {line[:80]!r}")
    for key, value in message.items():
        if isinstance(value, dict) and len(value) == 1 and (kind := next(iter(value))) in _KINDS:
            message[key] = _array(stream, key, kind, value[kind])
    return message


def _array(stream: IO[bytes], key: str, kind: str, shape: object) -> np.ndarray:
    if not isinstance(shape, list) or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise ProtocolError(f"{key}: {shape!r} is no shape; expected a list of extents")
    dtype = _KINDS[kind]
    size = dtype.itemsize
    for extent in shape:
        size *= extent
    if size > 1 << 34:
        raise ProtocolError(f"{key}: shape {shape} takes more than 16 GiB")
    data = bytearray()
    while len(data) < size:
        piece = stream.read(min(size - len(data), 1 << 24))
        if not piece:
            raise ProtocolError(f"{key}: the input ends before the {size} bytes of shape {shape}")
        data += piece
    return np.frombuffer(bytes(data), dtype).reshape(shape)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no form in a message")
