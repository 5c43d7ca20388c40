#!/usr/bin/python3
"""What torchvision's RegionProposalNetwork and RoIHeads make of anchors, proposals and true boxes in
training, for Tests/DetectorsTests/FasterRCNN/FasterRCNNLossTests.swift: labels, the four losses, and their
gradients.

    faster_rcnn_losses.py       writes Tests/DetectorsTests/Fixtures/faster-rcnn-losses.json

Run with Debian's /usr/bin/python3: python3-torch (1.13), python3-torchvision (0.14). Two pictures of
48×64 pixels, two levels. True boxes: inside, at a border, beyond one, of three pixels, all of the
picture. Proposals: around them, at borders, across them, wholly outside, of a hundredth of a pixel. The
samplers take all that is no neutral, so that nothing hangs on chance.
"""
import json

import torch
from fixture_writer import ROOT, encoded, normal
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.roi_heads import RoIHeads, fastrcnn_loss
from torchvision.models.detection.rpn import RegionProposalNetwork, concat_box_prediction_layers

SIZE = (48, 64)
MAPS = [(6, 8), (3, 4)]
ALL = 100_000
TRUTHS = [
    [[10, 12, 27, 25], [50, 30, 64, 48], [-6, 20, 9, 44], [30, 4, 33, 7]],
    [[0, 0, 64, 48], [20.5, 10.25, 36, 40]],
]
CLASSES = [[2, 1, 3, 2], [1, 3]]
PROPOSALS = [
    [[11, 12, 27, 26], [9, 10, 30, 25], [48, 31, 64, 47], [0, 20, 9, 44], [30, 4, 33.5, 7], [40, 0, 64, 10],
     [70, 50, 80, 60], [5, 5, 5.01, 5.01], [0, 0, 64, 48], [-20, -20, -5, -2]],
    [[0, 0, 60, 48], [21, 10, 36, 38], [22, 12, 35, 30], [0, 40, 12, 48], [63, 47, 64, 48], [10, 0, 11, 48]],
]


def proposal_network(count):
    anchors = AnchorGenerator(((12,), (28,)), ((0.5, 1.0, 2.0),) * 2)
    return RegionProposalNetwork(
        anchors, None, 0.7, 0.3, count, 0.5, dict(training=9, testing=9), dict(training=9, testing=9), 0.7)


def first_stage():
    network = proposal_network(ALL)
    images = ImageList(torch.zeros(2, 3, *SIZE), [SIZE, SIZE])
    anchors = network.anchor_generator(images, [torch.zeros(2, 1, *m) for m in MAPS])
    targets = [{"boxes": torch.tensor(b)} for b in TRUTHS]
    labels, matched = network.assign_targets_to_anchors(anchors, targets)
    offsets = network.box_coder.encode(matched, anchors)
    logits = [normal(i + 1, 2, 3, *m).requires_grad_() for i, m in enumerate(MAPS)]
    deltas = [(normal(i + 11, 2, 12, *m) / 4).requires_grad_() for i, m in enumerate(MAPS)]
    flat_logits, flat_deltas = concat_box_prediction_layers(logits, deltas)
    objectness, boxes = network.compute_loss(flat_logits, flat_deltas, labels, offsets)
    (objectness + boxes).backward()
    which = []
    for label, box, truths in zip(labels, matched, TRUTHS):
        indices = [(box == torch.tensor(t)).all(1) for t in truths]
        numbers = torch.stack(indices).float().argmax(0)
        which.append(torch.where(label == 1, numbers, (label - 1).long()).tolist())  # −1 background, −2 neutral
    small = proposal_network(24).fg_bg_sampler(labels)
    inside = []
    for boxes_of, truths in zip(anchors, TRUTHS):  # the paper: anchors across the border take no part
        keep = (boxes_of >= 0).all(1) & (boxes_of[:, 2] <= SIZE[1]) & (boxes_of[:, 3] <= SIZE[0])
        kept, _ = network.assign_targets_to_anchors([boxes_of[keep]], [{"boxes": torch.tensor(truths)}])
        out = torch.full((len(boxes_of),), -1.0)
        out[keep] = kept[0]
        inside.append(out.int().tolist())
    return {
        "anchors": encoded(anchors[0]), "matches": which, "inside": inside,
        "sampledOf24": [[int(p.sum()), int(n.sum())] for p, n in zip(*small)],
        "logits": [encoded(x) for x in logits], "offsets": [encoded(x) for x in deltas],
        "losses": [objectness.item(), boxes.item()],
        "logitGradients": [encoded(x.grad) for x in logits], "offsetGradients": [encoded(x.grad) for x in deltas]}


def second_stage():
    heads = RoIHeads(None, None, None, 0.5, 0.5, ALL, 0.25, None, 0.05, 0.5, 100)
    targets = [{"boxes": torch.tensor(b, dtype=torch.float), "labels": torch.tensor(c)}
               for b, c in zip(TRUTHS, CLASSES)]
    proposals, _, labels, offsets = heads.select_training_samples(
        [torch.tensor(p, dtype=torch.float) for p in PROPOSALS], targets)
    count = sum(len(p) for p in proposals)
    logits = normal(21, count, 4).requires_grad_()
    deltas = normal(22, count, 16).requires_grad_()
    classes, boxes = fastrcnn_loss(logits, deltas, labels, offsets)
    (classes + boxes).backward()
    return {
        "proposals": [encoded(torch.tensor(p, dtype=torch.float)) for p in PROPOSALS],
        "sampled": [encoded(p) for p in proposals],
        "labels": [x.tolist() for x in labels], "logits": encoded(logits), "offsets": encoded(deltas),
        "losses": [classes.item(), boxes.item()],
        "logitGradients": encoded(logits.grad), "offsetGradients": encoded(deltas.grad)}


if __name__ == "__main__":
    fixture = {
        "truths": [encoded(torch.tensor(t, dtype=torch.float)) for t in TRUTHS], "classes": CLASSES,
        "first": first_stage(), "second": second_stage()}
    assert {-1, -2} < {m for ms in fixture["first"]["matches"] for m in ms}
    path = ROOT / "Tests/DetectorsTests/Fixtures/faster-rcnn-losses.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes;", fixture["first"]["losses"],
          fixture["second"]["losses"], fixture["first"]["sampledOf24"])
