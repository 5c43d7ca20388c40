#!/usr/bin/env python3
"""k-means with the distance 1 - IoU, written out in numpy: what AnchorClusters must come to.

Run from the top of the checkout with Debian's python3 (python3-numpy):

    /usr/bin/python3 Tests/Oracles/anchor_fixtures.py

Each case holds sizes, the first anchors, the anchors after every iteration until none moves, the
last assignments and the mean IoU. Cases in which two anchors are nearly equally near to a size
(closer than 1e-6 in IoU) are refused, since rounding would decide them.
"""
import json

import numpy as np

PATH = "Tests/BoxesTests/Fixtures/anchors.json"


def iou(sizes, anchors):
    """[n, 2] and [k, 2] -> [n, k]: overlap of boxes with a common centre."""
    shared = np.minimum(sizes[:, None], anchors[None]).prod(axis=2)
    return shared / (sizes.prod(axis=1)[:, None] + anchors.prod(axis=1)[None] - shared)


def cluster(sizes, anchors, refill_expected):
    history, refilled = [], 0
    for _ in range(300):
        overlap = iou(sizes, anchors)
        best = np.sort(overlap, axis=1)
        if anchors.shape[0] > 1:
            assert (best[:, -1] - best[:, -2]).min() > 1e-6, "a tie: choose another seed"
        owner = overlap.argmax(axis=1)
        for k in range(len(anchors)):
            if (owner == k).any():
                continue
            refilled += 1
            fit = overlap[np.arange(len(sizes)), owner]
            shared = np.array([(owner == o).sum() > 1 for o in owner])
            owner[np.where(shared, fit, np.inf).argmin()] = k
        moved = np.stack([sizes[owner == k].mean(axis=0) for k in range(len(anchors))])
        history.append(moved)
        if np.abs(moved - anchors).max() < 1e-12:
            break
        anchors = moved
    else:
        raise SystemExit("does not settle: choose another seed")
    assert (refilled > 0) == refill_expected, refilled
    overlap = iou(sizes, anchors)
    return history, overlap.argmax(axis=1), overlap.max(axis=1).mean()


def case(name, seed, count, k, refill=False):
    random = np.random.default_rng(seed)
    middle = random.choice([12.0, 30.0, 70.0], size=count)
    sizes = np.round(middle[:, None] * np.exp(random.normal(0, 0.5, (count, 2))), 2) + 0.25
    first = sizes[random.choice(count, size=k, replace=False)].copy()
    if refill:
        first[-1] = [4000.0, 3.0]
    history, owner, mean = cluster(sizes, first, refill)
    print(f"{name}: {len(history)} iterations, mean IoU {mean:.4f}")
    return {
        "name": name, "sizes": sizes.tolist(), "first": first.tolist(),
        "history": [h.round(6).tolist() for h in history], "assignments": owner.tolist(),
        "meanIoU": round(float(mean), 7),
    }


cases = [
    case("one anchor", 1, 40, 1),
    case("two anchors", 2, 60, 2),
    case("five anchors, as YOLO v2", 3, 200, 5),
    case("nine anchors, as YOLO v3", 4, 300, 9),
    case("an anchor that is nearest to none", 5, 80, 4, refill=True),
]
with open(PATH, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
