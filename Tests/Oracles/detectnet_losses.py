#!/usr/bin/env python3
"""What DetectNet should say of two pictures, its two losses, and their gradients, by torch.

    detectnet_losses.py     writes Tests/DetectorsTests/Fixtures/detectnet-losses.npz

Coverage follows `CoverageGenerator::generate` of NVIDIA's Caffe (detectnet_coverage_rectangular.cpp,
GRIDBOX_MIN), by the area that each cell shares with the shrunken box; the losses follow
detectnet_network.prototxt: EuclideanLoss of coverage, L1Loss of boxes that are masked, divided by their
sides and by the number of their cells. Where we differ from NVIDIA (who gets a cell that two things want,
what lies under ignored things) the rule stands here in other words than in Swift. That for things apart
from each other nothing differs is asserted.

Needs torch and numpy.
"""
import pathlib

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLASSES, STRIDE, ROWS, COLUMNS = 3, 4, 12, 16
SCALE, LEAST = 0.4, 5
# class, x1, y1, x2, y2: two that overlap, one at a corner, one of three pixels, one as large as the picture.
TRUTHS = [
    [(1, 9, 8, 30, 25), (1, 16.5, 10, 41, 28.25), (0, 55, 40, 64, 48), (2, 40, 3, 43, 6)],
    [],
    [(2, 0, 0, 64, 48), (0, 25, 19.5, 36, 30)],
]
IGNORED = [[(28, 12, 37, 20), (1, 40, 9, 47)], [(20, 20, 26, 27)], []]


def shrunk(box):
    """The reference's coverageBoundingBox."""
    x1, y1, x2, y2 = box
    half = [min(side, max(LEAST, SCALE * side)) / 2 for side in (x2 - x1, y2 - y1)]
    centre = ((x1 + x2) / 2, (y1 + y2) / 2)
    return (centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1])


def shared(box, row, column):
    """How much of a cell lies in a box, in 0…1."""
    across = min(box[2], (column + 1) * STRIDE) - max(box[0], column * STRIDE)
    down = min(box[3], (row + 1) * STRIDE) - max(box[1], row * STRIDE)
    return max(across, 0) * max(down, 0) / STRIDE ** 2


def generated(truths):
    """The reference's generate: the last thing that wants a cell has it. Class and box of each cell."""
    labels = {}
    for label, *box in truths:
        for row in range(ROWS):
            for column in range(COLUMNS):
                if shared(shrunk(box), row, column) > 1e-7:
                    labels[row, column] = (label, tuple(box))
    return labels


def ours(truths):
    """From large to small, so that the smallest thing that wants a cell writes last."""
    return generated(sorted(truths, key=lambda t: -(t[3] - t[1]) * (t[4] - t[2])))


def main():
    apart = [TRUTHS[0][0], TRUTHS[0][2], TRUTHS[0][3]]
    assert ours(apart) == generated(apart)
    assert ours(TRUTHS[0]) != generated(TRUTHS[0])  # the two that overlap

    count = len(TRUTHS)
    coverage = np.zeros((count, CLASSES, ROWS, COLUMNS))
    counted = np.ones((count, 1, ROWS, COLUMNS))
    boxes = np.zeros((count, 4, ROWS, COLUMNS))
    weights = np.zeros_like(boxes)
    for picture, truths in enumerate(TRUTHS):
        for row in range(ROWS):
            for column in range(COLUMNS):
                if any(shared(box, row, column) > 0 for box in IGNORED[picture]):
                    counted[picture, 0, row, column] = 0
        labels = ours(truths)
        cells = list(labels.values())
        for (row, column), (label, box) in labels.items():
            coverage[picture, label, row, column] = 1
            counted[picture, 0, row, column] = 1
            corner = np.array([column, row, column, row]) * STRIDE
            boxes[picture, :, row, column] = np.array(box) - corner
            sides = np.array([box[2] - box[0], box[3] - box[1]] * 2)
            weights[picture, :, row, column] = 1 / sides / cells.count((label, box))

    random = np.random.default_rng(16)
    said = torch.tensor(random.uniform(0.01, 0.99, coverage.shape), requires_grad=True)
    edges = torch.tensor(boxes + random.normal(0, 6, boxes.shape), requires_grad=True)
    said.data = said.data.float().double()  # as the fixture keeps them
    edges.data = edges.data.float().double()
    target, norm = torch.tensor(coverage), torch.tensor(weights)
    coverage_loss = ((said - target) ** 2 * torch.tensor(counted)).sum() / (2 * count)
    boxes_loss = torch.nn.functional.l1_loss(
        edges * norm, torch.tensor(boxes) * norm, reduction="sum") / count
    (coverage_loss + 2 * boxes_loss).backward()
    arrays = {
        "target:coverage": coverage, "target:counted": counted, "target:boxes": boxes,
        "target:weights": weights, "coverage": said.detach().numpy(), "boxes": edges.detach().numpy(),
        "losses": np.array([coverage_loss.item(), boxes_loss.item()]),
        "gradient:coverage": said.grad.numpy(), "gradient:boxes": edges.grad.numpy()}
    for picture in range(count):
        arrays[f"truths:{picture}"] = np.array(TRUTHS[picture]).reshape(-1, 5)
        arrays[f"ignored:{picture}"] = np.array(IGNORED[picture]).reshape(-1, 4)
    path = ROOT / "Tests/DetectorsTests/Fixtures/detectnet-losses.npz"
    np.savez_compressed(path, **{k: v.astype(np.float32) for k, v in arrays.items()})
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes, losses {arrays['losses']}")


if __name__ == "__main__":
    main()
