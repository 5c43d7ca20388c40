#!/usr/bin/python3
"""PyTorch's values and gradients for pooling, unpooling, upsampling and batch norm.

Writes Tests/TensorsTests/Fixtures/pooling.json. Made with torch 1.13 (Debian).

Each case: an operation by our name, its options, its inputs, what PyTorch answers, and the gradient
by each float input of sum(output[0] * w), where w[i] = ((i * 7919) % 13 - 6) / 6. NaN is null.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(7)
cases = []


def numbers(t):
    return [None if math.isnan(v) else float(f"{v:.7g}") for v in t.detach().flatten().tolist()]


def packed(t):
    return {"shape": list(t.shape), "values": numbers(t)}


def add(operation, options, inputs, function, tracked=None):
    inputs = [t.clone().requires_grad_(tracked is None or i in tracked) for i, t in enumerate(inputs)]
    outputs = function(*inputs)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    n = outputs[0].numel()
    w = (((torch.arange(n) * 7919) % 13 - 6).float() / 6).reshape(outputs[0].shape)
    (outputs[0] * w).sum().backward()
    cases.append({
        "operation": operation,
        "options": options,
        "inputs": [packed(t) for t in inputs],
        "outputs": [packed(t.float()) for t in outputs],
        "gradients": [packed(t.grad) if t.grad is not None else None for t in inputs],
    })


def x(*shape):
    return (torch.randn(*shape) * 2).round(decimals=3)


# Sliding windows: size, stride, padding, dilation, ceil mode, count the padding.
windows = [
    # (H, W), size, stride, padding, dilation, ceil
    ((6, 4), 2, 2, 0, 1, False),
    ((7, 5), 2, 2, 0, 1, False),
    ((7, 5), 2, 2, 0, 1, True),
    ((7, 6), 3, 2, 1, 1, False),
    ((7, 6), 3, 2, 1, 1, True),
    ((5, 9), 3, 1, 1, 1, False),
    ((8, 9), 3, 2, 1, 2, False),
    ((8, 9), 3, 2, 1, 2, True),
    ((4, 5), 2, 3, 1, 1, True),   # a last window that would begin in the padding is dropped
    ((5, 5), 3, 3, 1, 1, True),
    ((9, 7), 4, 3, 2, 1, True),
    ((3, 3), 1, 2, 0, 1, False),
    ((3, 3), 3, 3, 0, 1, False),
]
for (h, w), size, stride, padding, dilation, ceil in windows:
    options = dict(size=size, stride=stride, padding=padding, dilation=dilation, ceilMode=int(ceil))
    t = x(1, 2, h, w)
    if size == 2 and padding == 0:
        t[0, 0, 1, 1] = t[0, 0, 0, 0]  # a tie: the first wins
    add("maxPool2D", options, [t],
        lambda t: F.max_pool2d(t, size, stride, padding, dilation, ceil, return_indices=True))
    if dilation == 1:
        for counted in (0, 1):
            add("averagePool2D", dict(options, countIncludingPadding=counted), [x(1, 2, h, w)],
                lambda t: F.avg_pool2d(t, size, stride, padding, bool(ceil), bool(counted)))

t = x(1, 2, 6, 6)
t[0, 0, 2, 3] = math.nan
t[0, 1, 0, 0] = -math.inf
for options in (dict(size=2, stride=2), dict(size=3, stride=1), dict(size=3, stride=2)):
    u = t.clone()
    u[0, 1] = u[0, 1].clamp(min=-50)
    add("maxPool2D", dict(options, padding=0, dilation=1, ceilMode=0), [u],
        lambda u: F.max_pool2d(u, options["size"], options["stride"], return_indices=True))

for (h, w), size in [((11, 11), (4, 4)), ((7, 5), (3, 2)), ((6, 4), (1, 1)), ((3, 2), (5, 4)), ((6, 8), (3, 4))]:
    options = dict(rows=size[0], columns=size[1])
    add("adaptiveAveragePool2D", options, [x(1, 2, h, w)], lambda t: F.adaptive_avg_pool2d(t, size))
    add("adaptiveMaxPool2D", options, [x(1, 2, h, w)], lambda t: F.adaptive_max_pool2d(t, size))

for h, w in [(6, 4), (7, 5)]:
    original = x(2, 2, h, w)
    values, indices = F.max_pool2d(original, 2, return_indices=True)
    add("maxUnpool2D", dict(rows=h, columns=w), [values, indices.float()],
        lambda v, i: F.max_unpool2d(v, i.long(), 2, output_size=(h, w)), tracked=[0])

for (h, w), size in [((3, 4), (6, 8)), ((3, 4), (7, 5)), ((5, 7), (3, 2)), ((1, 1), (3, 3)), ((4, 3), (1, 1)), ((4, 5), (4, 5))]:
    options = dict(rows=size[0], columns=size[1])
    t = x(1, 2, h, w)
    add("upsampledNearest", options, [t], lambda t: F.interpolate(t, size, mode="nearest"))
    for corners in (0, 1):
        add("upsampledBilinear", dict(options, alignCorners=corners), [t],
            lambda t: F.interpolate(t, size, mode="bilinear", align_corners=bool(corners)))
for scale in (2.0, 1.5, 2.3, 0.7):
    t = x(1, 2, 5, 4)
    options = dict(scaleTenths=round(scale * 10))
    add("upsampledNearest", options, [t], lambda t: F.interpolate(t, scale_factor=scale, mode="nearest"))
    for corners in (0, 1):
        add("upsampledBilinear", dict(options, alignCorners=corners), [t],
            lambda t: F.interpolate(t, scale_factor=scale, mode="bilinear", align_corners=bool(corners)))

for shape in [(2, 3, 4, 5), (4, 3), (2, 3, 7)]:
    t = x(*shape) + 3
    scale, shift = x(3), x(3)
    mean, variance = x(3), x(3).abs() + 0.5
    add("batchNorm", {}, [t, scale, shift, mean, variance],
        lambda t, a, b, m, v: F.batch_norm(t, m, v, a, b, training=False), tracked=[0, 1, 2])

    def training(t, a, b):
        m, v = torch.zeros(3), torch.zeros(3)
        out = F.batch_norm(t, m, v, a, b, training=True, momentum=1.0)
        return out, m, v  # the batch's mean, and its unbiased variance

    add("batchNormTraining", {}, [t, scale, shift], training)

path = pathlib.Path(__file__).parent.parent / "TensorsTests" / "Fixtures" / "pooling.json"
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(path, len(cases), "cases", path.stat().st_size, "bytes")
