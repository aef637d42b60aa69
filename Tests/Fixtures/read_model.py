"""Reads a model.weft with Python's own tools, to show that it is what it claims to be: run by hand.

    python3 Tests/Fixtures/read_model.py model.weft

1. `zstd -d` gives one safetensors file, which the safetensors package loads.
2. The seek table is read by code written from the specification alone, and every frame it lists, decompressed on its
   own, gives its part of that file.
3. The vocabulary tensor is read as Sources/WeftText/Vocabulary+Binary.swift describes it, by the standard library.

Needs the zstd command, and the packages safetensors and torch (NumPy lacks bfloat16).
"""

import struct
import subprocess
import sys

from safetensors import safe_open
from safetensors.torch import load

SKIPPABLE_MAGIC, SEEKABLE_MAGIC = 0x184D2A5E, 0x8F92EAB1


def unpack(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-d", "-q", "-c"], input=data, capture_output=True, check=True).stdout


def frames(data: bytes):
    count, descriptor, magic = struct.unpack("<IBI", data[-9:])
    assert magic == SEEKABLE_MAGIC, hex(magic)
    assert descriptor == 0x80, "checksums expected"
    start = len(data) - 9 - 12 * count - 8
    magic, size = struct.unpack("<II", data[start : start + 8])
    assert magic == SKIPPABLE_MAGIC and size == 12 * count + 9
    offset = 0
    for index in range(count):
        compressed, content, checksum = struct.unpack_from("<III", data, start + 8 + 12 * index)
        frame = data[offset : offset + compressed]
        assert content <= 1 << 20, "a frame above 1 MiB"
        assert struct.unpack("<I", frame[-4:])[0] == checksum
        yield frame, content
        offset += compressed
    assert offset == start


def words(vocabulary: bytes) -> list[str]:
    magic, count, size = struct.unpack_from("<8sII", vocabulary)
    assert magic == b"WEFTVOC1"
    ends = struct.unpack_from(f"<{count}I", vocabulary, 16)
    counts = struct.unpack_from(f"<{count}Q", vocabulary, 16 + 4 * count)
    text = vocabulary[16 + 12 * count :]
    assert len(text) == size and len(counts) == count
    special = ["<padding>", "<unknown>", "<begin>", "<end>"]
    return special + [text[start:end].decode() for start, end in zip((0, *ends), ends)]


def main(path: str) -> None:
    data = open(path, "rb").read()
    whole = unpack(data)
    position = 0
    for count, (frame, content) in enumerate(frames(data), 1):
        # Many frames are slow to start a process for: every eighth is enough beside the whole.
        if count % 8 == 1:
            assert unpack(frame) == whole[position : position + content], f"frame {count}"
        position += content
    assert position == len(whole)
    plain = path + ".safetensors"
    open(plain, "wb").write(whole)
    with safe_open(plain, "pt") as file:
        print("metadata", file.metadata())
    for name, tensor in load(whole).items():
        print(name, tuple(tensor.shape), tensor.dtype, float(tensor.double().sum()) if tensor.numel() else 0)
        if name == "vocabulary":
            found = words(tensor.numpy().tobytes())
            print(f"{len(found)} tokens:", *found[:24])
    print(f"{len(data)} bytes, {count} frames, {len(whole)} bytes of content, {plain} written")


if __name__ == "__main__":
    main(sys.argv[1])
