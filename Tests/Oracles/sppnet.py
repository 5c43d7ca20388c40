#!/usr/bin/python3
"""SPPnet with ZF-5 as torch computes it, for Tests/DetectorsTests/SPPnet.

    sppnet.py        writes Tests/DetectorsTests/Fixtures/backbones/sppnet.npz (every stage of one
                     pass, six regions) and Fixtures/sppnet.json (a picture at five scales: what each
                     region is pooled from, its features, and the detections)

Run with Debian's /usr/bin/python3: what `backbones.py` needs. There is no SPPnet in torchvision: the
convolutions are torch's with the sizes and paddings of the authors' `Zeiler_conv5.prototxt` (Caffe
rounds the size of a pooling up; its response normalisation "WITHIN_CHANNEL" divides by a power of a
mean over 3×3 cells). Where a cell looks is followed from layer to layer, and a cell belongs to a
window if that centre lies inside (He et al. 2014, appendix A); a level of the pyramid is torch's
`adaptive_max_pool2d` of the cells cut out. Pictures are brought to size by Pillow; boxes, suppression:
`torchvision.ops`. Weights and picture
are those of `backbones.py`; all is computed in double precision.
"""
import collections
import json
import math

import backbones
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torchvision.ops import batched_nms, box_iou, clip_boxes_to_image

LEVELS, SCALES, CLASSES, HIDDEN = [6, 3, 2, 1], [480, 576, 688, 864, 1200], 20, 4096
SCORE, OVERLAP = 0.5, 0.3
# name, kernel, stride, padding of what moves a cell's centre
GEOMETRY = [(7, 2, 1), (3, 2, 0), (5, 2, 0), (3, 2, 0), (3, 1, 1), (3, 1, 1), (3, 1, 1)]
# In pixels of the picture of 131×97: large, small, thin, over the border, smaller than a cell.
BOXES = [(20, 15, 88, 71), (3.5, 40.25, 61.5, 96), (60, 3, 71, 90), (100, 50, 104.5, 53.25),
         (-12, -6, 30, 25), (0, 0, 131, 97), (90, 60, 131, 97), (18, 17, 90, 69), (62, 5, 73, 88)]


class Normalization(torch.nn.Module):
    def forward(self, x):
        kernel = torch.full((x.shape[1], 1, 3, 3), 1 / 9, dtype=x.dtype)
        return x / (1 + 5e-5 * F.conv2d(x * x, kernel, padding=1, groups=x.shape[1])) ** 0.75


def zeiler():
    conv, relu = torch.nn.Conv2d, torch.nn.ReLU
    pool = lambda: torch.nn.MaxPool2d(3, 2, ceil_mode=True)
    return collections.OrderedDict([
        ("conv1", conv(3, 96, 7, 2, 1)), ("relu1", relu()), ("norm1", Normalization()), ("pool1", pool()),
        ("conv2", conv(96, 256, 5, 2)), ("relu2", relu()), ("norm2", Normalization()), ("pool2", pool()),
        ("conv3", conv(256, 384, 3, 1, 1)), ("relu3", relu()),
        ("conv4", conv(384, 384, 3, 1, 1)), ("relu4", relu()),
        ("conv5", conv(384, 256, 3, 1, 1)), ("relu5", relu())])


def centre(cell):
    """Of a cell of conv5, in pixels from the edge; a pixel's own centre is at one half."""
    position = cell
    for kernel, stride, padding in reversed(GEOMETRY):
        position = position * stride - padding + (kernel - 1) / 2
    return position + 0.5


def cells(low, high, count):
    inside = [i for i in range(count) if low < centre(i) < high]
    if not inside:
        middle = (low + high) / 2
        inside = [min(range(count), key=lambda i: abs(centre(i) - middle))]
    return inside[0], inside[-1]


def window(box, map):
    left, right = cells(box[0], box[2], map.shape[3])
    top, bottom = cells(box[1], box[3], map.shape[2])
    return top, bottom, left, right


def pyramid(map, windows):
    rows = []
    for top, bottom, left, right in windows:
        part = map[0, :, top:bottom + 1, left:right + 1]
        rows.append(torch.cat([F.adaptive_max_pool2d(part, n).flatten() for n in LEVELS]))
    return torch.stack(rows)


def standins(height, width):
    w, h = width, height
    return [(0, 0, w, h), (0, 0, w / 2, h / 2), (w / 2, 0, w, h / 2), (0, h / 2, w / 2, h),
            (w / 2, h / 2, w, h), (w / 4, h / 4, 3 * w / 4, 3 * h / 4)]


class SPPnet(backbones.TorchvisionNetwork):
    def __init__(self):
        linear = torch.nn.Linear
        length = 256 * sum(n * n for n in LEVELS)
        trunk = zeiler()
        parts = torch.nn.ModuleDict(collections.OrderedDict(list(trunk.items()) + [
            ("fc6", linear(length, HIDDEN)), ("fc7", linear(HIDDEN, HIDDEN)),
            ("svm", linear(HIDDEN, CLASSES)), ("boxes", linear(length, 4 * CLASSES)),
            ("fc8", linear(HIDDEN, CLASSES + 1))]))
        super().__init__(parts, list(trunk))
        self.parts = parts

        def hidden(layer):
            return lambda x: torch.relu(layer(x))

        for name, source, run in [
            ("spp", "relu5", lambda x: pyramid(x, [window(b, x) for b in standins(97, 131)])),
            ("fc6", "spp", hidden(parts["fc6"])), ("fc7", "fc6", hidden(parts["fc7"])),
            ("svm", "fc7", parts["svm"]), ("boxes", "spp", parts["boxes"]),
            ("fc8", "fc7", parts["fc8"])]:
            self.stages.append(backbones.Stage(name, [source], run))


def normalized(picture):
    return picture * 255 - 128


def samples(tensor, count=40):
    flat = tensor.reshape(-1)
    places = np.linspace(0, flat.numel() - 1, min(count, flat.numel())).round().astype(int)
    return {"length": flat.numel(), "largest": float("%.9g" % flat.abs().max()),
            "places": places.tolist(), "values": [float("%.9g" % flat[i]) for i in places]}


def resized(picture, size):
    """By Pillow, in 8 bits."""
    image = Image.fromarray(picture.transpose(1, 2, 0)).resize((size[1], size[0]), Image.BILINEAR)
    return torch.from_numpy(np.asarray(image).transpose(2, 0, 1).copy())[None].double() / 255


def at_five_scales():
    net = SPPnet()
    net.convert(torch.float64)
    picture = np.load(backbones.FIXTURES / "picture.npy")[0].astype(np.uint8)  # [3, H, W]
    height, width = picture.shape[1:]
    maps, factors = [], []
    for scale in SCALES:
        factor = scale / min(height, width)
        size = (math.floor(height * factor + 0.5), math.floor(width * factor + 0.5))
        x = normalized(resized(picture, size))
        for name in zeiler():
            x = net.parts[name](x)
        maps.append(x)
        factors.append((size[1] / width, size[0] / height))
    chosen, windows, vectors = [], [], []
    for box in BOXES:
        areas = [(box[2] - box[0]) * (box[3] - box[1]) * x * y for x, y in factors]
        best = min(range(len(SCALES)), key=lambda i: abs(areas[i] - 224 * 224))
        x, y = factors[best]
        found = window((box[0] * x, box[1] * y, box[2] * x, box[3] * y), maps[best])
        chosen.append(best)
        windows.append(found)
        vectors.append(pyramid(maps[best], [found])[0])
    pooled = torch.stack(vectors)
    hidden = torch.relu(net.parts["fc7"](torch.relu(net.parts["fc6"](pooled))))
    margins, offsets = net.parts["svm"](hidden), net.parts["boxes"](pooled)
    # Powers of two, so that the weights times them are exact: margins within ±2, offsets within ±1.
    shrink = 2.0 ** math.floor(math.log2(2 / float(margins.abs().max())))
    tame = 2.0 ** math.floor(math.log2(1 / float(offsets.abs().max())))
    parts = net.parts
    margins = F.linear(hidden, parts["svm"].weight * shrink, parts["svm"].bias * shrink)
    offsets = F.linear(pooled, parts["boxes"].weight * tame, parts["boxes"].bias * tame)
    return {
        "boxes": BOXES, "machineFactor": shrink, "boxFactor": tame, "scales": chosen,
        "windows": [list(w) for w in windows], "maps": [samples(m) for m in maps],
        "mapShapes": [list(m.shape) for m in maps], "pyramids": [samples(p) for p in pooled],
        "vectors": [samples(v) for v in hidden], "margins": [samples(m) for m in margins],
        "offsets": [samples(o, 80) for o in offsets],
        "detections": detections(margins, offsets.reshape(len(BOXES), CLASSES, 4), width, height)}


def detections(margins, offsets, width, height):
    boxes = torch.tensor(BOXES).double()
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    x, y = boxes[:, 0] + w / 2, boxes[:, 1] + h / 2
    scores = 1 / (1 + torch.exp(-4 * margins))
    cx, cy = x[:, None] + offsets[..., 0] * w[:, None], y[:, None] + offsets[..., 1] * h[:, None]
    nw, nh = w[:, None] * offsets[..., 2].exp(), h[:, None] * offsets[..., 3].exp()
    moved = torch.stack([cx - nw / 2, cy - nh / 2, cx + nw / 2, cy + nh / 2], -1)
    moved = clip_boxes_to_image(moved, (height, width)).reshape(-1, 4)
    labels = torch.arange(1, CLASSES + 1).expand_as(scores).flatten()
    scores = scores.flatten()
    margin = float((scores - SCORE).abs().min())
    keep = (scores >= SCORE) & ((moved[:, 2:] - moved[:, :2]).min(1).values > 0)
    labels, scores, moved = labels[keep], scores[keep], moved[keep]
    kept = batched_nms(moved, scores, labels, OVERLAP)
    overlaps, same = box_iou(moved, moved), labels[:, None] == labels[None]
    margin = min(margin, float((overlaps[same] - OVERLAP).abs().min()))
    order = scores[kept]
    margin = min(margin, float((order[:-1] - order[1:]).min()))
    print(f"  {len(scores)} candidates, {len(kept)} kept; nothing nearer than {margin:.1e} to a change")
    assert 3 < len(kept) < len(scores)
    return [{"box": [float("%.7g" % v) for v in moved[i]], "class": int(labels[i]),
             "score": float("%.9g" % scores[i])} for i in kept]


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    print("centres of the first cells", centre(0), centre(1))
    input_for = backbones.input_for
    plain = torch.from_numpy(np.load(backbones.FIXTURES / "picture.npy")) / 255
    backbones.input_for = lambda name, number=1: normalized(plain)
    backbones.MODELS["sppnet"] = SPPnet
    backbones.write_fixture("sppnet")
    path = backbones.FIXTURES.parent / "sppnet.json"
    found = at_five_scales()
    lines = ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in found.items())
    path.write_text("{\n" + lines + "\n}\n")
    print(f"{path.relative_to(backbones.ROOT)}: {len(found['detections'])} detections")
