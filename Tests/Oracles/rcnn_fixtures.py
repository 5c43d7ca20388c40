#!/usr/bin/python3
"""R-CNN at its published size, for Tests/DetectorsTests/RCNNParityTests.swift: warps with context of
Girshick et al. 2014, appendix A; torchvision's AlexNet and VGG-16 for pool5 and fc7; linear machines and
box regressions on them. In double precision, with weights that both sides make (backbones.py says how).

Run with Debian's /usr/bin/python3: python3-torch (1.13), python3-torchvision (0.14), python3-numpy.

    /usr/bin/python3 Tests/Oracles/rcnn_fixtures.py     # writes Fixtures/rcnn.json, a minute
"""
import json
import math

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

from backbones import FIXTURES, made

# Inside; beyond two borders; tall and thin; a few pixels.
BOXES = [(20, 15, 88, 71), (-9.5, 40.2, 61.3, 120), (60, 3, 71, 90), (100, 50, 104.4, 53)]
MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]


def half_up(value):
    return int(math.floor(value + 0.5))


def warp(picture, box, side, padding):
    """picture: [3, H, W] in 0…1. A box with context, outside filled with the mean."""
    height, width = picture.shape[1:]
    scale = side / (side - 2 * padding)
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    hw, hh = (box[2] - box[0]) / 2 * scale, (box[3] - box[1]) / 2 * scale
    x1, x2 = half_up(cx - hw), half_up(cx + hw)
    y1, y2 = half_up(cy - hh), half_up(cy + hh)
    out = torch.tensor(MEAN, dtype=torch.float64)[:, None, None].expand(3, side, side).clone()
    left, right, top, bottom = max(0, x1), min(width, x2), max(0, y1), min(height, y2)
    sx, sy = side / (x2 - x1), side / (y2 - y1)
    x, y = half_up((left - x1) * sx), half_up((top - y1) * sy)
    w = min(side - x, half_up((right - left) * sx))
    h = min(side - y, half_up((bottom - top) * sy))
    part = picture[None, :, top:bottom, left:right]
    out[:, y:y + h, x:x + w] = F.interpolate(
        part, size=(h, w), mode="bilinear", align_corners=False)[0]
    return out


def samples(tensor, count=48):
    flat = tensor.reshape(-1)
    places = np.linspace(0, flat.numel() - 1, min(count, flat.numel())).round().astype(int)
    return {
        "length": flat.numel(), "largest": float("%.9g" % flat.abs().max()),
        "places": places.tolist(), "values": [float("%.9g" % flat[i]) for i in places]}


def case(name, picture, side, hidden):
    network = getattr(torchvision.models, name)(weights=None).eval()
    for key, value in network.state_dict().items():
        value.copy_(torch.from_numpy(made(key, tuple(value.shape))))
    network = network.double()
    maps_length = network.classifier[hidden[0]].in_features
    heads = {}
    for key, shape in [
        ("svm.weight", (20, 4096)), ("svm.bias", (20,)), ("boxes.weight", (80, maps_length)),
        ("boxes.bias", (80,)),
    ]:
        heads[key] = torch.from_numpy(made(key, shape)).double()
    warps = torch.stack([warp(picture, box, side, 16) for box in BOXES])
    x = (warps - torch.tensor(MEAN).double()[:, None, None]) / torch.tensor(
        DEVIATION).double()[:, None, None]
    with torch.no_grad():
        maps = torch.flatten(network.avgpool(network.features(x)), 1)
        vectors = network.classifier[:hidden[1]](maps)
        margins = vectors @ heads["svm.weight"].T + heads["svm.bias"]
        offsets = maps @ heads["boxes.weight"].T + heads["boxes.bias"]
    print(f"rcnn-{name}: margins from {margins.min():.3g} to {margins.max():.3g}")
    return {
        "name": f"rcnn-{name}", "side": side, "boxes": BOXES,
        "warps": [samples(w) for w in warps], "maps": [samples(m) for m in maps],
        "vectors": [samples(v) for v in vectors], "margins": [samples(m) for m in margins],
        "offsets": [samples(o, 80) for o in offsets]}


if __name__ == "__main__":
    picture = torch.from_numpy(np.load(FIXTURES / "picture.npy")).double()[0] / 255
    found = [
        case("alexnet", picture, 227, (1, 6)),
        case("vgg16", picture, 224, (0, 5)),
    ]
    path = FIXTURES.parent / "rcnn.json"
    path.write_text("[\n" + ",\n".join(json.dumps(c) for c in found) + "\n]\n")
    print(path)
