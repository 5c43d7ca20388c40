#!/usr/bin/env python3
"""Writes what pycocotools computes for masks, as Tests/BoxesTests/Fixtures/masks.json.

    python3 Tests/Oracles/mask_fixtures.py      (needs numpy and pycocotools)

Polygons of every kind (inside, outside, self-crossing, with repeated points, stars) to runs, strings,
areas and boxes; IoU of pairs with and without the crowd rule; unions and intersections.
"""
import json
import pathlib

import numpy as np
from pycocotools import mask as masks

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "Tests/BoxesTests/Fixtures/masks.json"


def runs_of(rle):
    """The counts of a compressed mask, read by a decoder of our own: column by column."""
    bits = masks.decode(rle).flatten(order="F")
    runs, value, run = [], 0, 0
    for bit in bits:
        if bit != value:
            runs.append(run)
            value, run = bit, 0
        run += 1
    return runs + [run]


def described(rle):
    return {
        "size": list(rle["size"]),
        "counts": rle["counts"].decode(),
        "runs": runs_of(rle),
        "area": int(masks.area(rle)),
        "bbox": [float(x) for x in masks.toBbox(rle)],
    }


def polygons(random, h, w):
    """Lists of polygons, as one annotation holds them."""
    yield [[1, 1, 5, 1, 5, 4, 1, 4]]
    yield [[0, 0, w, 0, w, h, 0, h]]
    yield [[-3.5, -2, w + 4.25, -1, w + 2, h + 3, -1, h + 2.5]]
    yield [[2.2, 2.2, 2.2, 2.2, 2.3, 2.4]]  # nothing at all
    yield [[3, 3, 9, 3, 9, 3, 9, 9, 3, 9, 3, 3]]  # repeated points
    yield [[1, 1, 11, 9, 11, 1, 1, 9]]  # a bow tie
    yield [[w + 3, 1, w + 9, 1, w + 9, 7]]  # beside the picture
    for count in range(3, 12):
        points = random.uniform(-0.2, 1.2, (count, 2)) * [w, h]
        yield [points.round(2).flatten().tolist()]
    for count in (5, 9, 17):  # stars, with fractions
        angle = np.arange(2 * count) * np.pi / count
        radius = np.where(np.arange(2 * count) % 2, 0.2, 0.48)
        star = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None] + 0.5
        yield [(star * [w, h]).flatten().tolist()]
    for parts in (2, 3):
        yield [(random.uniform(0, 1, (5, 2)) * [w, h]).round(1).flatten().tolist()
               for _ in range(parts)]


def main():
    random = np.random.default_rng(4)
    cases, by_size = [], {}
    for h, w in ((12, 17), (31, 24), (1, 40), (40, 1), (144, 192)):
        for several in polygons(random, h, w):
            several = [[float(x) for x in p] for p in several]
            merged = masks.merge(masks.frPyObjects(several, h, w))
            cases.append({"polygons": several, **described(merged)})
            by_size.setdefault((h, w), []).append(merged)
    # Speckle: many short runs, differences of every sign.
    for density in (0.02, 0.5, 0.97):
        bits = (random.random((31, 24)) < density).astype(np.uint8)
        rle = masks.encode(np.asfortranarray(bits))
        cases.append({"polygons": [], **described(rle)})
        by_size[31, 24].append(rle)
    pairs = []
    for size, list_ in by_size.items():
        some = [list_[i] for i in random.permutation(len(list_))[:8]]
        crowd = [int(i % 2) for i in range(len(some))]
        pairs.append({
            "masks": [{"size": list(r["size"]), "counts": r["counts"].decode()} for r in some],
            "iou": masks.iou(some, some, [0] * len(some)).tolist(),
            "crowd": crowd,
            "crowd_iou": masks.iou(some, some, crowd).tolist(),
            "union": masks.merge(some)["counts"].decode(),
            "intersection": masks.merge(some[:2], intersect=True)["counts"].decode(),
        })
    lines = ["{\"masks\": ["]
    lines.append(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
    lines.append("], \"pairs\": [")
    lines.append(",\n".join(json.dumps(p, separators=(",", ":")) for p in pairs))
    lines.append("]}")
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{OUT.relative_to(ROOT)}: {len(cases)} masks, {len(pairs)} groups of pairs")


if __name__ == "__main__":
    main()
