#!/usr/bin/env python3
"""torchvision's answers for regions: pooling, alignment, box codec, anchors, matching, levels; and
OpenCV's for soft suppression.

Run from anywhere (PyPI: torch, torchvision, opencv-contrib-python < 5, numpy; made with torchvision
0.29):

    python3 Tests/Oracles/region_fixtures.py

Writes Tests/TensorsTests/Fixtures/regions.json (forward, and the gradient by the map) and
Tests/BoxesTests/Fixtures/regions.json.
"""
import json
import math

import cv2
import numpy as np
import torch
import torchvision
from fixture_writer import ROOT, Fixtures, normal
from torchvision.models.detection._utils import BoxCoder, Matcher
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.ops import roi_align, roi_pool
from torchvision.ops.poolers import LevelMapper

# Two pictures of 72 × 56 pixels, maps with a stride of 8: 9 × 7 cells, two channels.
MAP = normal(1, 2, 2, 7, 9)
REGIONS = {
    "inside": [[0, 10, 8, 60, 50], [1, 20.5, 11.25, 67.3, 51.6]],
    "at the borders": [[0, 0, 0, 72, 56], [1, -4, -4, 30, 30], [0, 50, 40, 72, 56]],
    "across the borders": [[0, -40, -30, 50, 40], [1, 60, 40, 150, 120], [0, -50, -50, 150, 150]],
    "outside": [[0, 200, 200, 260, 240], [1, -90, -80, -20, -10], [0, 100, 10, 130, 40]],
    "tiny": [[0, 30, 30, 31, 31], [1, 33.2, 17.9, 33.4, 18.3], [0, 36, 36, 44, 37]],
    "degenerate": [[0, 30, 30, 30, 30], [1, 50, 20, 20, 50], [0, 60, 40, 20, 10]],
    "many on one cell": [[0, 16, 16, 40, 40]] * 3 + [[0, 17, 17, 41, 39]],
    "none": [],
}


def regions(rows):
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, 5)


fixtures = Fixtures("Tests/TensorsTests/Fixtures/regions.json")
for name, rows in REGIONS.items():
    table = regions(rows)
    for size in [(4, 5), (2, 3)]:
        label = f"{name}, {size[0]}x{size[1]}"
        fixtures.add(f"roiPool {label}", lambda x, r: roi_pool(x, r, size, 1 / 8), MAP, table, tracked=[0])
        if size == (2, 3):
            fixtures.add(
                f"roiPool winners {label}",
                lambda x, r: torch.ops.torchvision.roi_pool(x, r, 1 / 8, *size)[1].float(),
                MAP, table, tracked=[])
        for ratio in [0, 2]:
            for aligned in [False, True]:
                if name == "degenerate" and ratio == 0 and aligned:
                    continue  # torchvision asks for a negative number of points, and fails
                fixtures.add(
                    f"roiAlign {label}, ratio {ratio}{', aligned' if aligned else ''}",
                    lambda x, r: roi_align(x, r, size, 1 / 8, ratio, aligned), MAP, table, tracked=[0])
# A scale that is no power of two, and as many pixels as cells.
odd = regions([[0, 3.7, 2.2, 61.3, 44.9], [1, 12, 5, 33, 60]])
for scale in [0.11, 1.0]:
    fixtures.add(f"roiPool scale {scale}", lambda x, r: roi_pool(x, r, (3, 3), scale), MAP, odd, tracked=[0])
    fixtures.add(
        f"roiAlign scale {scale}", lambda x, r: roi_align(x, r, (3, 3), scale, 0, True), MAP, odd, tracked=[0])
fixtures.write()


def numbers(t):
    return [float("%.9g" % x) for x in torch.as_tensor(t).double().flatten().tolist()]


def boxes(seed, count, side=100.0):
    g = torch.Generator().manual_seed(seed)
    corner = torch.rand(count, 2, generator=g) * side
    size = torch.rand(count, 2, generator=g) * side / 2 + 1
    return ((torch.cat([corner, corner + size], 1) * 8).round() / 8).float()


out = {"codec": [], "anchors": [], "matches": [], "levels": [], "soft": []}

for weights in [(1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)]:
    coder = BoxCoder(weights)
    truth, reference = boxes(1, 20), boxes(2, 20)
    g = torch.Generator().manual_seed(3)
    # Some offsets are far beyond the clamp.
    codes = torch.randn(20, 4, generator=g) * torch.tensor([1.0, 1.0, 6.0, 6.0]) * weights[2]
    out["codec"].append({
        "weights": weights, "boxes": numbers(truth), "references": numbers(reference),
        "offsets": numbers(coder.encode_single(truth, reference)), "codes": numbers(codes),
        "decoded": numbers(coder.decode_single(codes, reference)),
    })

for sizes, ratios, (rows, columns), (height, width) in [
    ((32,), (0.5, 1.0, 2.0), (3, 4), (96, 128)),
    ((8, 16, 33), (0.5, 1.0, 2.0), (2, 3), (37, 50)),
    ((64, 128), (0.3, 1.7), (1, 1), (20, 20)),
]:
    generator = AnchorGenerator((sizes,), (ratios,))
    images = ImageList(torch.zeros(1, 3, height, width), [(height, width)])
    all_anchors = generator(images, [torch.zeros(1, 1, rows, columns)])[0]
    out["anchors"].append({
        "sizes": sizes, "ratios": ratios, "rows": rows, "columns": columns,
        "strideY": height // rows, "strideX": width // columns, "anchors": numbers(all_anchors),
    })

for seed, (high, low, keeps, n, m) in enumerate([
    (0.5, 0.5, False, 60, 5), (0.7, 0.3, True, 80, 4), (0.7, 0.3, False, 80, 4), (0.5, 0.4, True, 50, 7),
]):
    truths, candidates = boxes(10 + seed, m), boxes(20 + seed, n)
    candidates[:3] = truths[0]                       # perfect, three times over
    candidates[3:6] = truths[1] + torch.tensor([9.0, 0, 9.0, 0])  # equally good: a tie for the best
    iou = torchvision.ops.box_iou(truths, candidates)
    found = Matcher(high, low, allow_low_quality_matches=keeps)(iou)
    assert (iou.max(dim=1).values > 0).all()
    out["matches"].append({
        "positive": high, "negative": low, "keepsBest": keeps, "truths": numbers(truths),
        "candidates": numbers(candidates), "matches": found.tolist(),  # -1 background, -2 neutral
    })

mapper = LevelMapper(2, 5)
sides = torch.tensor([1, 20, 55.9, 56, 111.99, 112, 223.9, 224, 300, 447.9, 448, 2000])
squares = torch.stack([torch.zeros_like(sides), torch.zeros_like(sides), sides, sides], 1)
flat = torch.cat([squares, boxes(40, 20, 900.0), torch.tensor([[5.0, 5, 5, 9]])])
out["levels"] = [{"boxes": numbers(flat), "levels": (mapper([flat]) + 2).tolist()}]

for seed in range(3):
    g = np.random.default_rng(seed)
    corner = g.integers(0, 60, (25, 2))
    size = g.integers(10, 50, (25, 2))
    rects = np.concatenate([corner, size], 1)
    scores = np.round(g.random(25), 4).astype(np.float32)
    for method, name in [(cv2.dnn.SOFT_NMSMETHOD_SOFTNMS_LINEAR, "linear"),
                         (cv2.dnn.SOFT_NMSMETHOD_SOFTNMS_GAUSSIAN, "gaussian")]:
        updated, indices = cv2.dnn.softNMSBoxes(
            rects.tolist(), scores.tolist(), 0.1, 0.3, top_k=0, sigma=0.5, method=method)
        flat = np.concatenate([corner, corner + size], 1).flatten().tolist()
        out["soft"].append({
            "method": name, "boxes": flat, "scores": [float("%.9g" % s) for s in scores],
            "indices": np.asarray(indices).flatten().tolist(),
            "updated": [float("%.9g" % s) for s in np.asarray(updated).flatten()],
        })

path = ROOT / "Tests/BoxesTests/Fixtures/regions.json"
lines = [f"{json.dumps(k)}: [\n" + ",\n".join(json.dumps(c) for c in v) + "\n]" for k, v in out.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(path.relative_to(ROOT), {k: len(v) for k, v in out.items()})
assert all(math.isfinite(x) for c in out["codec"] for x in c["decoded"])
