from __future__ import annotations

import io
import random

import numpy as np
import pytest

from cafe_fl.messages import ProtocolError, receive, send


def test_what_is_sent_is_received() -> None:
    stream = io.BytesIO()
    message = {
        "type": "x",
        "n": np.int64(3),
        "few": np.array([0.1, 2.0]),
        "many": np.arange(100.0).reshape(10, 10) / 3,
        "floats": np.arange(70, dtype=np.float32),
        "text": 'a "b"\n',
    }
    send(stream, message)
    send(stream, {"type": "y"})
    stream.seek(0)
    found = receive(stream)
    assert found is not None
    assert found["n"] == 3 and found["few"] == [0.1, 2.0] and found["text"] == 'a "b"\n'
    np.testing.assert_array_equal(found["many"], message["many"])
    np.testing.assert_array_equal(found["floats"], message["floats"])
    assert found["floats"].dtype == np.float32
    assert receive(stream) == {"type": "y"}
    assert receive(stream) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{", "no JSON"),
        (b"[1]\n", "no message but list"),
        (b'{"a":{"float32":[-1]}}\n', "no shape"),
        (b'{"a":{"float32":"x"}}\n', "no shape"),
        (b'{"a":{"float64":[4294967296,8]}}\n', "16 GiB"),
        (b'{"a":{"float64":[2]}}\n1234567', "ends before the 16 bytes"),
    ],
)
def test_faults_are_named(text: bytes, expected: str) -> None:
    with pytest.raises(ProtocolError, match=expected):
        receive(io.BytesIO(text))


def test_noise_is_an_error_or_a_message() -> None:
    draw = random.Random(1)
    good = b'{"type":"slot","x":{"float32":[2]},"y":[1,2]}\n12345678'
    faults = 0
    for _ in range(10_000):
        noise = bytearray(good)
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(noise))
            if draw.random() < 0.5:
                noise[place] = draw.randrange(256)
            else:
                del noise[place]
        stream = io.BytesIO(bytes(noise))
        try:
            while receive(stream) is not None:
                pass
        except ProtocolError:
            faults += 1
    assert faults > 5000
