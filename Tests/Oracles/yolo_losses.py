#!/usr/bin/python3
"""The losses of YOLO versions 1 to 3 beside libdarknet's own layers.

    yolo_losses.py       writes Tests/DetectorsTests/Fixtures/yolo/losses.npz

Each head stands alone in a cfg, is given seeded numbers for two pictures and some true boxes, and is run
in training by darknet_helper.c. What is kept: the raw numbers, the boxes, the layer's deltas (its negative
gradients, by the numbers after their sigmoid) and its cost. True boxes are chosen so that every rule is
met: two of them in one cell, two that ask for the same anchor, a prediction that finds a box without
answering for it (ignored), boxes at the picture's edge.

Run with /usr/bin/python3: Debian's darknet, gcc, python3-numpy.
"""

import pathlib
import tempfile

import numpy as np

import darknet

FIXTURES = darknet.ROOT / "Tests" / "DetectorsTests" / "Fixtures" / "yolo"
CLASSES = 3
WIDTH, HEIGHT, STRIDE = 96, 64, 16  # pixels; 6 columns and 4 rows
ANCHORS = [(10, 14), (23, 27), (37, 30)]
# class, x1, y1, x2, y2 in pixels
TRUTHS = [
    [(0, 20, 10, 42, 38), (2, 22, 12, 44, 40), (1, 70, 30, 95, 63), (0, 52, 2, 61, 15)],
    [(1, 3, 40, 41, 62), (1, 60, 20, 70, 35), (2, 62, 22, 72, 37)],
]


def centred(box):
    _, x1, y1, x2, y2 = box
    return [(x1 + x2) / 2 / WIDTH, (y1 + y2) / 2 / HEIGHT, (x2 - x1) / WIDTH, (y2 - y1) / HEIGHT]


def logit(p):
    return np.log(p / (1 - p))


def anchor_maps(generator):
    """[2, 3, 5 + K, rows, columns], with some predictions that nearly are a true box."""
    rows, columns = HEIGHT // STRIDE, WIDTH // STRIDE
    raw = generator.normal(0, 0.7, (2, 3, 5 + CLASSES, rows, columns))
    for picture, boxes in enumerate(TRUTHS):
        for number, box in enumerate(boxes):
            x, y, w, h = centred(box)
            column, row = int(x * columns), int(y * rows)
            for anchor, (aw, ah) in enumerate(ANCHORS):
                if (number + anchor) % 2:
                    continue
                share = lambda v: np.clip(v, 0.02, 0.98)
                raw[picture, anchor, 0, row, column] = logit(share(x * columns - column)) + 0.1
                raw[picture, anchor, 1, row, column] = logit(share(y * rows - row)) - 0.1
                raw[picture, anchor, 2, row, column] = np.log(w * WIDTH / aw) + 0.05
                raw[picture, anchor, 3, row, column] = np.log(h * HEIGHT / ah) - 0.05
    return raw.astype(np.float32)


def boxes_first(slots):
    """Boxes as [region] and [yolo] read them: x, y, w, h, class, ended by zeros."""
    truth = np.zeros((2, slots, 5), np.float32)
    for picture, boxes in enumerate(TRUTHS):
        for number, box in enumerate(boxes):
            truth[picture, number] = centred(box) + [box[0]]
    return truth


def run(helper, folder, head, channels, rows, columns, raw, truth):
    cfg = folder / "head.cfg"
    cfg.write_text(f"[net]\nbatch=2\nsubdivisions=1\nwidth={columns}\nheight={rows}\n"
                   f"channels={channels}\n\n{head}\n")
    raw.tofile(folder / "input.f32")
    truth.tofile(folder / "truth.f32")
    darknet.run_helper(helper, "loss", cfg, folder / "input.f32", folder / "truth.f32", WIDTH,
                       HEIGHT, folder)
    read = lambda name: np.fromfile(folder / f"{name}.f32", np.float32)
    delta = read("delta").reshape(raw.shape)
    assert np.isfinite(delta).all() and (delta != 0).sum() > 20
    return delta, read("cost")


def version1(helper, folder, generator):
    """[detection] keeps classes, confidences and boxes apart; here each cell has its own together."""
    side, boxes = 4, 2
    cells = side * side
    each = 5 * boxes + CLASSES
    # N, D, rows, columns as Fovea has them: for each box x, y, roots of w and h, confidence.
    ours = generator.uniform(0.1, 0.8, (2, each, side, side)).astype(np.float32)
    truth = np.zeros((2, cells, 1 + CLASSES + 4), np.float32)
    for picture, list_ in enumerate(TRUTHS):
        for box in list_:
            x, y, w, h = centred(box)
            cell = int(y * side) * side + int(x * side)
            if truth[picture, cell, 0]:
                continue  # as fill_truth_region does
            truth[picture, cell, 0] = 1
            truth[picture, cell, 1 + box[0]] = 1
            truth[picture, cell, 1 + CLASSES:] = [x * side % 1, y * side % 1, w, h]

    def theirs(map_):
        flat = map_.reshape(2, each, cells).transpose(0, 2, 1)  # N, cells, D
        numbers = flat[..., :5 * boxes].reshape(2, cells, boxes, 5)
        return np.concatenate([flat[..., 5 * boxes:].reshape(2, -1),
                               numbers[..., 4].reshape(2, -1),
                               numbers[..., :4].reshape(2, -1)], axis=1)

    head = (f"[detection]\nclasses={CLASSES}\ncoords=4\nrescore=1\nside={side}\nnum={boxes}\n"
            "softmax=0\nsqrt=1\njitter=0\nobject_scale=1\nnoobject_scale=.5\nclass_scale=1\n"
            "coord_scale=5\n")
    delta, cost = run(helper, folder, head, each, side, side, theirs(ours).astype(np.float32),
                      truth)
    # Back to our order.
    classes = delta[:, :cells * CLASSES].reshape(2, cells, CLASSES)
    confidence = delta[:, cells * CLASSES:cells * (CLASSES + boxes)].reshape(2, cells, boxes, 1)
    sides = delta[:, cells * (CLASSES + boxes):].reshape(2, cells, boxes, 4)
    numbers = np.concatenate([sides, confidence], axis=3).reshape(2, cells, 5 * boxes)
    back = np.concatenate([numbers, classes], axis=2).transpose(0, 2, 1).reshape(ours.shape)
    return {"v1:map": ours, "v1:delta": back, "v1:cost": cost}


def version2(helper, folder, generator):
    raw = anchor_maps(generator)
    rows, columns = raw.shape[3:]
    anchors = ", ".join(f"{w / STRIDE}, {h / STRIDE}" for w, h in ANCHORS)
    head = (f"[region]\nanchors={anchors}\nbias_match=1\nclasses={CLASSES}\ncoords=4\nnum=3\n"
            "softmax=1\njitter=0\nrescore=1\nobject_scale=5\nnoobject_scale=1\nclass_scale=1\n"
            "coord_scale=1\nabsolute=1\nthresh=.6\nrandom=0\n")
    delta, cost = run(helper, folder, head, 3 * (5 + CLASSES), rows, columns, raw, boxes_first(30))
    return {"v2:map": raw.reshape(2, -1, rows, columns), "v2:delta": delta.reshape(2, -1, rows, columns),
            "v2:cost": cost}


def version3(helper, folder, generator):
    raw = anchor_maps(generator)
    rows, columns = raw.shape[3:]
    anchors = ", ".join(f"{w}, {h}" for w, h in ANCHORS)
    head = (f"[yolo]\nmask=0,1,2\nanchors={anchors}\nclasses={CLASSES}\nnum=3\njitter=0\n"
            "ignore_thresh=.5\ntruth_thresh=1\nrandom=0\n")
    delta, cost = run(helper, folder, head, 3 * (5 + CLASSES), rows, columns, raw, boxes_first(90))
    return {"v3:map": raw.reshape(2, -1, rows, columns), "v3:delta": delta.reshape(2, -1, rows, columns),
            "v3:cost": cost}


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(7)
    arrays = {"anchors": np.array(ANCHORS, np.float32)}
    for picture, boxes in enumerate(TRUTHS):
        arrays[f"truths:{picture}"] = np.array(boxes, np.float32)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        helper = darknet.build_helper(folder)
        for version in (version1, version2, version3):
            found = version(helper, folder, generator)
            arrays |= found
            print(version.__name__, {k: (v.shape, float(np.abs(v).max())) for k, v in found.items()})
    np.savez_compressed(FIXTURES / "losses.npz", **arrays)


if __name__ == "__main__":
    main()
