"""Writes what PyTorch computes, as small JSON files that the tests read.

Used by the scripts beside it, run with Debian's /usr/bin/python3 (torch 1.13):

    fixtures = Fixtures("Tests/TensorsTests/Fixtures/tensor_operations.json")
    fixtures.add("relu", torch.relu, normal(1, 2, 3))
    fixtures.write()

Each case holds its inputs, the output, a gradient sent into the output ("upstream"), and the gradient
that arrives at each input (null where none does). The Swift side is `Fixture` in
Tests/TensorsTests/Support.
"""

import json
import math
import pathlib

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]


def normal(seed, *shape):
    """Standard normal numbers, rounded so that they are short in JSON."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(shape, generator=generator) * 1000).round() / 1000


def uniform(seed, low, high, *shape):
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.rand(shape, generator=generator) * (high - low) + low
    return (numbers * 1000).round() / 1000


def encoded(tensor):
    def number(x):
        if math.isfinite(x):
            return float("%.8g" % x)
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"

    flat = tensor.detach().double().reshape(-1).tolist()
    return {"shape": list(tensor.shape), "values": [number(x) for x in flat]}


class Fixtures:
    def __init__(self, path):
        self.path = ROOT / path
        self.cases = {}

    def add(self, name, function, *inputs, tracked=None):
        """Runs `function(*inputs)` forward and, where `tracked` inputs are given, backward.

        `tracked`: the numbers of the inputs that have a gradient; None: every floating-point one.
        """
        assert name not in self.cases, name
        if tracked is None:
            tracked = [i for i, x in enumerate(inputs) if x.is_floating_point()]
        leaves = [
            x.clone().requires_grad_(i in tracked) if x.is_floating_point() else x
            for i, x in enumerate(inputs)
        ]
        output = function(*leaves)
        case = {"inputs": [encoded(x) for x in inputs], "output": encoded(output)}
        if tracked:
            upstream = normal(len(self.cases) + 1000, *output.shape)
            output.backward(upstream)
            case["upstream"] = encoded(upstream)
            case["gradients"] = [
                encoded(x.grad) if i in tracked and x.grad is not None else None
                for i, x in enumerate(leaves)
            ]
        self.cases[name] = case

    def write(self):
        lines = [
            f"{json.dumps(name)}: {json.dumps(case, separators=(',', ':'))}"
            for name, case in self.cases.items()
        ]
        self.path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
        print(f"{self.path.relative_to(ROOT)}: {len(self.cases)} cases")
