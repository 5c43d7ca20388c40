#!/usr/bin/python3
"""PyTorch's values and gradients for matmul, linear, conv2d and conv_transpose2d.

    /usr/bin/python3 Tests/Oracles/convolution_fixtures.py

Writes Tests/TensorsTests/Fixtures/convolution.json. The Swift side is ConvolutionFixtureTests.
"""

import torch
import torch.nn.functional as F

from fixture_writer import Fixtures, normal

fixtures = Fixtures("Tests/TensorsTests/Fixtures/convolution.json")

for name, a, b in [
    ("matrices", (5, 7), (7, 3)),
    ("row by matrix", (7,), (7, 3)),
    ("matrix by column", (5, 7), (7,)),
    ("vectors", (7,), (7,)),
    ("batch by batch", (2, 3, 4), (2, 4, 5)),
    ("batch by matrix", (2, 3, 3, 4), (4, 5)),
    ("matrix by batch", (3, 4), (2, 4, 5)),
    ("stretched batches", (3, 1, 2, 4), (2, 4, 3)),
    ("row by batch", (4,), (2, 4, 3)),
    ("batch by column", (2, 3, 4), (4,)),
]:
    fixtures.add(f"matmul {name}", torch.matmul, normal(1, *a), normal(2, *b))

fixtures.add("linear", F.linear, normal(3, 5, 7), normal(4, 4, 7), normal(5, 4))
fixtures.add("linear without bias", F.linear, normal(3, 5, 7), normal(4, 4, 7))
fixtures.add("linear of one vector", F.linear, normal(3, 7), normal(4, 4, 7), normal(5, 4))
fixtures.add("linear of a batch", F.linear, normal(3, 2, 3, 7), normal(4, 4, 7), normal(5, 4))

# x, weight, bias?, stride, padding, dilation, groups: odd sizes, never square.
for x, w, bias, s, p, d, g in [
    ((2, 3, 7, 5), (4, 3, 3, 2), True, 1, 0, 1, 1),
    ((2, 3, 7, 5), (4, 3, 3, 3), True, 1, 1, 1, 1),
    ((1, 2, 9, 7), (3, 2, 3, 3), False, 2, 1, 1, 1),
    ((2, 2, 8, 6), (3, 2, 1, 1), True, 1, 0, 1, 1),
    ((2, 2, 8, 7), (3, 2, 1, 1), False, 2, 0, 1, 1),
    ((1, 2, 8, 7), (3, 2, 1, 1), False, 1, 1, 1, 1),
    ((1, 2, 10, 9), (3, 2, 3, 3), True, 1, 2, 2, 1),
    ((1, 2, 11, 9), (3, 2, 3, 2), True, 2, 3, 3, 1),
    ((1, 2, 12, 11), (3, 2, 5, 4), True, 3, 2, 1, 1),
    ((1, 1, 9, 13), (2, 1, 7, 7), False, 4, 3, 1, 1),
    ((2, 4, 6, 5), (6, 2, 3, 3), True, 1, 1, 1, 2),
    ((2, 6, 6, 5), (6, 1, 3, 3), True, 1, 1, 1, 6),
    ((1, 3, 7, 6), (6, 1, 3, 3), False, 2, 1, 1, 3),
    ((1, 12, 5, 4), (12, 4, 2, 3), False, 1, 1, 1, 3),
    ((1, 2, 3, 3), (2, 2, 2, 2), True, 5, 1, 1, 1),
    ((1, 2, 4, 3), (1, 2, 4, 3), True, 1, 0, 1, 1),
]:
    inputs = [normal(6, *x), normal(7, *w)] + ([normal(8, w[0])] if bias else [])
    fixtures.add(
        f"conv2D {x} {w}{' bias' if bias else ''} stride {s} padding {p} dilation {d} groups {g}",
        lambda x, w, b=None: F.conv2d(x, w, b, s, p, d, g), *inputs)

# x, weight [C, O / groups, ...], bias?, stride, padding, output padding, dilation, groups.
for x, w, bias, s, p, o, d, g in [
    ((2, 3, 5, 4), (3, 4, 3, 2), True, 1, 0, 0, 1, 1),
    ((2, 3, 5, 4), (3, 4, 2, 2), True, 2, 0, 0, 1, 1),
    ((1, 3, 5, 4), (3, 2, 4, 4), True, 2, 1, 0, 1, 1),
    ((1, 3, 5, 4), (3, 2, 3, 3), False, 2, 1, 1, 1, 1),
    ((1, 2, 4, 5), (2, 3, 1, 1), True, 2, 0, 1, 1, 1),
    ((1, 2, 4, 5), (2, 3, 3, 3), True, 1, 2, 0, 2, 1),
    ((1, 2, 4, 3), (2, 3, 3, 2), True, 3, 1, 2, 2, 1),
    ((1, 4, 4, 3), (4, 3, 3, 3), True, 2, 1, 1, 1, 2),
    ((1, 4, 4, 3), (4, 1, 4, 4), False, 2, 1, 0, 1, 4),
]:
    inputs = [normal(9, *x), normal(10, *w)] + ([normal(11, w[1] * g)] if bias else [])
    fixtures.add(
        f"convTranspose2D {x} {w}{' bias' if bias else ''} stride {s} padding {p} "
        f"output padding {o} dilation {d} groups {g}",
        lambda x, w, b=None: F.conv_transpose2d(x, w, b, s, p, o, g, d), *inputs)

fixtures.write()
