#!/usr/bin/python3
"""Small PyTorch checkpoints in every format, and a check of large ones.

    /usr/bin/python3 Tests/Oracles/pytorch_fixtures.py            # writes the fixtures
    /usr/bin/python3 Tests/Oracles/pytorch_fixtures.py --large DIR FOVEA
                # writes torchvision's models with seeded weights as published files are structured,
                # runs `FOVEA trace --weights` on each and compares its answer with torchvision's
    PYTHON Tests/Oracles/pytorch_fixtures.py --newest             # torch >= 2.3: one more fixture

Debian's python3-torch (1.13) and python3-torchvision (0.14). torch-newest.pth, whose tensors have
the third version of `_rebuild_tensor`, was written by PyPI's torch 2.15.
"""

import collections
import pathlib
import subprocess
import sys

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Tests" / "CheckpointsTests" / "Fixtures"

CUBE = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)  # cell [i, j, k] is 12 i + 4 j + k


def every_kind():
    """Every type, and every way to look into a storage. All values are exact in half precision."""
    line = torch.arange(24, dtype=torch.float32)
    return collections.OrderedDict([
        ("single", CUBE.clone()),
        ("half", CUBE.half()),
        ("brain", CUBE.bfloat16()),
        ("double", CUBE.double() + 0.5),
        ("long", CUBE.long() - 12),
        ("int", CUBE.int()),
        ("short", CUBE.short()),
        ("char", CUBE.char() - 12),
        ("byte", CUBE.byte()),
        ("mask", CUBE % 2 == 1),
        ("scalar", torch.tensor(7.5)),
        ("bn.num_batches_tracked", torch.tensor(16777217)),  # no float32 is this number
        ("empty", torch.zeros(0, 3)),
        ("parameter", torch.nn.Parameter(torch.tensor([1.0, -2.0]))),
        # Three looks into one storage, and one of them under two names.
        ("line.head", line[:4]),
        ("line.tail", line[20:]),
        ("line.every_third", line[1::3]),
        ("line.tied", line[:4]),
        ("transposed", CUBE.clone().permute(2, 0, 1)),
        ("half_transposed", CUBE.half().permute(2, 0, 1)[1:, :, 1:]),
        ("expanded", torch.tensor([[3.0], [4.0]]).expand(2, 5)),
    ])


class Tiny(torch.nn.Module):
    """Names as torchvision has them: a convolution, a batch norm, a fully connected layer."""

    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 1), torch.nn.BatchNorm2d(2))
        self.classifier = torch.nn.Linear(2, 3)


def tiny():
    torch.manual_seed(1)
    model = Tiny()
    for place, value in enumerate(model.state_dict().values()):  # numbers that are easy to know
        value.copy_(torch.arange(value.numel()).reshape(value.shape) + 10 * place)
    return model


def write():
    for name, zipped in [("zip", True), ("legacy", False)]:
        def save(thing, kind, **options):
            torch.save(thing, FOLDER / f"torch-{name}-{kind}.pth",
                       _use_new_zipfile_serialization=zipped, **options)
        save(every_kind(), "kinds")
        model = tiny()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 12,
              "best": 0.5, "name": "tiny"}, "model")
        save({"state_dict": dict(model.state_dict())}, "state_dict", pickle_protocol=4)
        if zipped:  # names of classes: must be refused (the old format adds their source code)
            save(model, "whole")
        save({"epoch": 3, "optimizer": optimizer.state_dict()}, "without")
        save([torch.zeros(1)], "list")


def write_newest():
    tensors = {"wide": torch.arange(5).to(torch.uint16), "cube": CUBE.clone()}
    torch.save(tensors, FOLDER / "torch-newest.pth")


# --- Published structure: torchvision's own models, seeded.


def large(folder, fovea):
    import torchvision
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    x = torch.randn(1, 3, 224, 224)
    np.save(folder / "input.npy", x.numpy())
    failed = False
    for ours, theirs in [("alexnet", "alexnet"), ("resnet50", "resnet50"), ("vgg16", "vgg16")]:
        model = getattr(torchvision.models, theirs)(weights=None).eval()
        expected = model(x)[0]
        for zipped in [True, False]:
            path = folder / f"{ours}-{'zip' if zipped else 'legacy'}.pth"
            torch.save(model.state_dict(), path, _use_new_zipfile_serialization=zipped)
            out = folder / "trace"
            subprocess.run([fovea, "trace", ours, "--weights", path, "--input",
                            folder / "input.npy", "--out", out], check=True, capture_output=True)
            last = {"alexnet": "classifier.6", "resnet50": "fc", "vgg16": "classifier.6"}[ours]
            found = torch.from_numpy(np.load(out / f"{last}.npy"))[0]
            share = float((found - expected).abs().max() / expected.abs().max())
            print(f"{path.name:24} {path.stat().st_size:>11} bytes  difference {share:.1e}")
            failed = failed or not share < 1e-4
            path.unlink()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    if sys.argv[1:] == ["--newest"]:
        write_newest()
    elif len(sys.argv) == 4 and sys.argv[1] == "--large":
        large(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 1:
        write()
    else:
        sys.exit(__doc__)
