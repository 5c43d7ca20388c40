#!/usr/bin/env python3
"""torchvision's answers for the mask and keypoint heads: layers, targets, losses, pasting, decoding.

Run from anywhere (PyPI: torch, torchvision, numpy; made with torchvision 0.29):

    python3 Tests/Oracles/mask_keypoint.py

Writes Tests/DetectorsTests/Fixtures/mask-keypoint.json. Weights of the two heads are the reproducible
ones of `backbones.py`, under the names of torchvision's published files, so that none are in the file.
"""
import json
import math
import re

import numpy as np
import torch
from fixture_writer import ROOT, encoded, normal, uniform
from torchvision.models.detection import roi_heads
from torchvision.models.detection.keypoint_rcnn import KeypointRCNNHeads, KeypointRCNNPredictor
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor

MASK64 = (1 << 64) - 1
out = {}


def reproducible(name, shape):
    """Sources/Detectors/Parts/ReproducibleWeights.swift, as backbones.py has it."""
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = ((key ^ byte) * 0x100000001B3) & MASK64
    count = math.prod(shape)
    with np.errstate(over="ignore"):
        z = (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = z + np.uint64(key)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    unit = (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
    if len(shape) > 1:
        factor = math.sqrt(6 / math.prod(shape[1:]))
    else:
        factor = 0.125
    return torch.from_numpy((unit * np.float32(factor)).reshape(shape))


def published(name):
    """torchvision has renamed the mask head's convolutions since it published its weights."""
    return re.sub(r"mask_head\.(\d)\.0", lambda m: f"mask_head.mask_fcn{int(m[1]) + 1}", name)


def run(parts, x, upstream_seed):
    """Forward and backward through modules one after the other, under their names."""
    for name, module in parts.items():
        for key, parameter in module.named_parameters():
            parameter.data = reproducible(published(f"{name}.{key}"), tuple(parameter.shape))
    x = x.clone().requires_grad_()
    y = x
    for module in parts.values():
        y = module(y)
    upstream = normal(upstream_seed, *y.shape)
    y.backward(upstream)
    names = {published(f"{n}.{k}"): encoded(p.grad) for n, m in parts.items() for k, p in m.named_parameters()}
    kept = {k: v for k, v in names.items() if len(v["values"]) <= 400}
    return {"input": encoded(x), "output": encoded(y), "upstream": encoded(upstream),
            "gradient": encoded(x.grad), "parameters": kept, "names": list(names)}


torch.manual_seed(0)
out["maskHead"] = run(
    {"mask_head": MaskRCNNHeads(3, (4, 6), 1), "mask_predictor": MaskRCNNPredictor(6, 5, 3)},
    normal(1, 2, 3, 5, 5), 2)
out["keypointHead"] = run(
    {"keypoint_head": KeypointRCNNHeads(3, (4, 6)), "keypoint_predictor": KeypointRCNNPredictor(6, 2)},
    normal(3, 2, 3, 5, 5), 4)

# --- masks: two things in a picture of 40 × 30 pixels
H, W = 30, 40
yy, xx = torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij")
disc = ((xx - 14) ** 2 + (yy - 12) ** 2 < 81).float()
thin = ((xx >= 30) & (xx < 31) & (yy > 3) & (yy < 26)).float()
masks = torch.stack([disc, thin])
boxes = torch.tensor([
    [5, 3, 24, 22], [4.3, 2.7, 20.9, 25.2], [0, 0, 40, 30], [-6, -4, 18, 12.5], [28.2, 10, 52, 41],
    [29.6, 2, 31.4, 27], [30.2, 5, 30.5, 20], [12, 11, 12.4, 11.3], [14, 12, 14, 12], [60, 50, 80, 70],
    [-30, -30, -5, -9], [39, 29, 40, 30]], dtype=torch.float32)
matched = torch.tensor([0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1])
labels = torch.tensor([1, 2])
out["masks"] = {"height": H, "width": W, "masks": encoded(masks)}
out["boxes"] = encoded(boxes)
out["matched"] = matched.tolist()
out["maskTargets"] = {
    str(m): encoded(roi_heads.project_masks_on_boxes(masks, boxes, matched, m)) for m in (4, 7)}




logits = normal(5, len(boxes), 3, 4, 4).requires_grad_()
loss = roi_heads.maskrcnn_loss(logits, [boxes], [masks], [labels], [matched])
loss.backward()
out["maskLoss"] = {"logits": encoded(logits), "classes": labels[matched].tolist(),
                   "loss": encoded(loss), "gradient": encoded(logits.grad)}
out["maskProbabilities"] = encoded(
    roi_heads.maskrcnn_inference(logits.detach(), [labels[matched]])[0][:, 0])

# --- pasting: boxes that reach into the picture; torchvision fails on those that lie outside of it
inside = [i for i, b in enumerate(boxes.tolist()) if b[0] < W and b[1] < H and b[2] > 0 and b[3] > 0]
small = uniform(6, 0, 1, len(inside), 1, 7, 7)
pasted = roi_heads.paste_masks_in_image(small, boxes[inside], (H, W))[:, 0]
out["pasting"] = {"rows": inside, "masks": encoded(small[:, 0]), "pasted": encoded(pasted)}

# --- keypoints: three joints of two persons; the third of the second is nowhere
people = torch.tensor([[[14, 12, 2], [5, 3, 1], [23.99, 21.5, 2]], [[30.5, 20, 2], [31.4, 27, 1], [0, 0, 0]]])
targets, valid = roi_heads.keypoints_to_heatmap(people[matched], boxes, 8)
out["keypointTargets"] = {
    "people": encoded(people), "size": 8,
    "targets": [t if v else -1 for t, v in zip(targets.flatten().tolist(), valid.flatten().tolist())]}
kept = 6
maps = normal(7, kept, 3, 8, 8).requires_grad_()
loss = roi_heads.keypointrcnn_loss(maps, [boxes[:kept]], [people], [matched[:kept]])
loss.backward()
out["keypointLoss"] = {"logits": encoded(maps), "loss": encoded(loss), "gradient": encoded(maps.grad)}

# --- decoding
scores = normal(8, len(boxes), 3, 8, 8)
places, values = roi_heads.heatmaps_to_keypoints(scores, boxes)
out["decoding"] = {"maps": encoded(scores), "places": encoded(places), "scores": encoded(values)}

path = ROOT / "Tests/DetectorsTests/Fixtures/mask-keypoint.json"
lines = [f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in out.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(path.relative_to(ROOT), path.stat().st_size, "bytes", loss.item())
