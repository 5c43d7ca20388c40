#!/usr/bin/python3
"""SSD300 on VGG-16 as torchvision computes it.

    ssd.py                          writes Tests/DetectorsTests/Fixtures/backbones/ssd300-vgg16.npz (every stage
                                    from the picture on) and Fixtures/ssd.json: default boxes, the
                                    losses and their gradients, decoding, the transform
    ssd.py --models FOVEA DIR       ssd300-vgg16 at full size on a photo of odd size, with seeded,
                                    calibrated weights: every stage of `fovea trace`, and the boxes of
                                    `fovea detect`

Run with Debian's /usr/bin/python3: what `backbones.py` needs. The photo is a part of Debian's darknet's
dog.jpg, which is not ours and stays where it is.

Stages must agree to 1e-4 of their largest value with direct convolutions, to 1e-3 with those that are
chosen by speed, each fed with our own answer of the stage before. Boxes must be the same one to one:
class, score to 1e-4, corners to a thousandth of the picture's side, but for scores within 1e-4 of the
threshold and pairs whose IoU lies within 1e-3 of suppression's, where rounding decides. (Boxes that were
cut to nothing at the border are no detections for us; they are left out of torchvision's.)
"""
import json
import os
import pathlib
import subprocess
import sys
import types

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torchvision.models.detection import _utils as det_utils
from torchvision.models.detection.anchor_utils import DefaultBoxGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.ssd import SSD, ssd300_vgg16
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import box_iou

import backbones

FIXTURE = backbones.FIXTURES.parent / "ssd.json"
CLASSES = 91


def built():
    return ssd300_vgg16(weights=None, weights_backbone=None, num_classes=CLASSES)


class SSDStages(backbones.TorchvisionNetwork):
    """The trunk's stages, the twelve convolutions of the head, and their answers box by box."""

    def __init__(self):
        module = built()
        super().__init__(torch.nn.ModuleDict({"backbone": module.backbone, "head": module.head}), [])
        modules = dict(self.module.named_modules())
        maps, previous = [], "input"

        def add(name, inputs, run):
            self.stages.append(backbones.Stage(name, inputs, run))

        for i in range(len(module.backbone.features)):
            layer = modules[f"backbone.features.{i}"]
            add(f"backbone.features.{i}", [previous], lambda x, f=layer: f(x.clone()))
            previous = f"backbone.features.{i}"
        scale = module.backbone.scale_weight
        add("backbone.scaled", [previous], lambda x: scale.view(1, -1, 1, 1) * F.normalize(x))
        maps.append("backbone.scaled")
        for name in backbones.chain(module.backbone.extra, []):
            layer = modules[f"backbone.extra.{name}"]
            add(f"backbone.extra.{name}", [previous], lambda x, f=layer: f(x.clone()))
            previous = f"backbone.extra.{name}"
            if name in self.ends(module.backbone.extra):
                maps.append(previous)
        for head, answer, columns in [("classification_head", "cls_logits", CLASSES),
                                      ("regression_head", "bbox_regression", 4)]:
            names = []
            for i, source in enumerate(maps):
                names.append(f"head.{head}.module_list.{i}")
                add(names[-1], [source], modules[names[-1]])

            def joined(*maps, columns=columns):
                rows = [y.view(y.shape[0], -1, columns, *y.shape[2:]).permute(0, 3, 4, 1, 2)
                        .reshape(y.shape[0], -1, columns) for y in maps]
                return torch.cat(rows, dim=1)

            add(f"head.{answer}", names, joined)

    def ends(self, extra):
        names = backbones.chain(extra, [])
        return {[n for n in names if n.startswith(f"{i}.")][-1] for i in range(len(extra))}


# --- Small fixtures.


def numbers(tensor):
    return [float("%.8g" % v) for v in tensor.detach().double().reshape(-1).tolist()]


def grid_boxes(generator, sizes, side):
    images = ImageList(torch.zeros(1, 3, side, side), [(side, side)])
    return generator(images, [torch.zeros(1, 1, s, s) for s in sizes])[0]


def default_boxes():
    generator = built().anchor_generator
    boxes = grid_boxes(generator, [38, 19, 10, 5, 3, 1], 300)
    assert len(boxes) == 8732
    at = list(range(0, 8732, 41)) + [8731]
    return {"count": len(boxes), "places": at, "boxes": numbers(boxes[at]),
            "sum": numbers(boxes.double().sum(0))}


def losses():
    """Three pictures: two things that share their best box, and one no box overlaps by half; three
    things; none."""
    torch.manual_seed(15)
    generator = DefaultBoxGenerator([[2], [2]], scales=[0.3, 0.6, 0.9], steps=[16, 32], clip=False)
    anchors = grid_boxes(generator, [4, 2], 64)
    side, classes = len(anchors), 5
    truths = [torch.tensor([[2.0, 2, 14, 14], [3, 3, 13, 13], [30, 20, 35, 58]]),
              torch.tensor([[10.0, 12, 60, 44], [40, 40, 62, 60], [1, 44, 20, 63]]),
              torch.zeros(0, 4)]
    labels = [torch.tensor([2, 4, 1]), torch.tensor([3, 1, 1]), torch.zeros(0, dtype=torch.int64)]
    logits = torch.randn(3, side, classes, requires_grad=True)
    offsets = torch.randn(3, side, 4, requires_grad=True)
    matcher = det_utils.SSDMatcher(0.5)
    matched = [matcher(box_iou(t, anchors)) if len(t) else torch.full((side,), -1) for t in truths]
    model = types.SimpleNamespace(
        box_coder=det_utils.BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)), neg_to_pos_ratio=3.0)
    targets = [{"boxes": t, "labels": l} for t, l in zip(truths, labels)]
    terms = SSD.compute_loss(model, targets, {"bbox_regression": offsets, "cls_logits": logits},
                             [anchors] * 3, matched)
    positives = [int((m >= 0).sum()) for m in matched]
    print(f"  {side} default boxes, positives {positives}, losses "
          f"{terms['classification'].item():.4f} and {terms['bbox_regression'].item():.4f}")
    assert positives[2] == 0 and min(positives[:2]) > 1 and 3 * max(positives) < side
    gradients = {}
    for name, tensor, term in [("logits", logits, "classification"),
                               ("offsets", offsets, "bbox_regression")]:
        gradients[name] = numbers(torch.autograd.grad(terms[term], tensor, retain_graph=True)[0])
    return {"anchors": numbers(anchors), "classCount": classes,
            "truths": [numbers(t) for t in truths], "labels": [l.tolist() for l in labels],
            "matched": [m.tolist() for m in matched], "logits": numbers(logits),
            "offsets": numbers(offsets), "classification": terms["classification"].item(),
            "regression": terms["bbox_regression"].item(), "logitGradient": gradients["logits"],
            "offsetGradient": gradients["offsets"]}


def postprocessed(scores, offsets, anchors, score, top, overlap, most, size):
    model = types.SimpleNamespace(
        box_coder=det_utils.BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)), score_thresh=score,
        topk_candidates=top, nms_thresh=overlap, detections_per_img=most)
    found = SSD.postprocess_detections(
        model, {"bbox_regression": offsets[None], "cls_logits": scores[None]}, [anchors], [size])[0]
    return [{"box": numbers(b), "class": int(l), "score": float(s)}
            for b, l, s in zip(found["boxes"], found["labels"], found["scores"])
            if b[2] > b[0] and b[3] > b[1]]


def detections():
    """SSD300's own boxes, 3 classes; few detections are allowed, so that every limit is met."""
    torch.manual_seed(4)
    anchors = grid_boxes(built().anchor_generator, [38, 19, 10, 5, 3, 1], 300)
    keep = torch.randperm(len(anchors))[:160].sort()[0]  # the others are surely background
    logits = torch.zeros(len(anchors), 3)
    logits[:, 0] = 12
    logits[keep] = (torch.randn(160, 3) * 2).mul(1000).round() / 1000
    offsets = torch.zeros(len(anchors), 4)
    offsets[keep] = (torch.randn(160, 4) * 2).mul(1000).round() / 1000
    found = postprocessed(logits, offsets, anchors, 0.1, 60, 0.3, 40, (300, 300))
    assert len(found) == 40 and {d["class"] for d in found} == {1, 2}, len(found)
    return {"places": keep.tolist(), "logits": numbers(logits[keep]),
            "offsets": numbers(offsets[keep]), "found": found}


def transform():
    """A corner of an example, larger and smaller than 300 on its sides."""
    picture = torch.from_numpy(backbones.picture()).float()[0] / 255  # [3, 97, 131]
    tall = F.interpolate(picture[None], size=(389, 131), mode="nearest")[0]
    run = GeneralizedRCNNTransform(300, 300, [0.48235, 0.45882, 0.40784], [1.0 / 255] * 3,
                                   size_divisible=1, fixed_size=(300, 300)).eval()
    seen = run([tall])[0].tensors[0].reshape(-1)
    at = list(range(0, seen.numel(), 1009))
    return {"places": at, "values": numbers(seen[at])}


def fixtures():
    backbones.MODELS["ssd300-vgg16"] = SSDStages
    with torch.no_grad():
        backbones.write_fixture("ssd300-vgg16")
    fixture = {"defaultBoxes": default_boxes(), "losses": losses()}
    with torch.no_grad():
        fixture |= {"detections": detections(), "transform": transform()}
    FIXTURE.write_text("{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in fixture.items()) + "\n}\n")
    print(f"{FIXTURE.relative_to(backbones.ROOT)}: {FIXTURE.stat().st_size} bytes")


# --- Full size.


def photo():
    image = Image.open("/usr/share/darknet/data/dog.jpg").convert("RGB")
    return image.crop((101, 57, 101 + 601, 57 + 443))


def calibrated(x):
    """Logits that spread by 2, offsets by 1, on the photo: neither ties nor saturated scores."""
    model = built().eval()
    for name, tensor in model.state_dict().items():
        tensor.copy_(torch.from_numpy(backbones.made(name, tuple(tensor.shape))))
    maps = list(model.backbone(x).values())
    for head, spread in [(model.head.classification_head, 2.0), (model.head.regression_head, 1.0)]:
        for layer, map in zip(head.module_list, maps):
            layer.weight.mul_(spread / layer(map).std().clamp(min=1e-3))
    return model


def models(fovea, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    picture = photo()
    picture.save(folder / "photo.png")
    pixels = torch.from_numpy(np.asarray(picture).transpose(2, 0, 1).copy()).float() / 255
    transform = built().transform.eval()
    x = transform([pixels])[0].tensors
    model = calibrated(x)
    torch.save(model.state_dict(), folder / "weights.pth")
    np.save(folder / "input.npy", x.numpy())
    net = SSDStages()
    net.module.load_state_dict(
        {n: t for n, t in model.state_dict().items() if not n.startswith("transform")})
    fine = True
    for choice, limit in [("direct", 1e-4), ("automatic", 1e-3)]:
        environment = {k: v for k, v in os.environ.items() if k != "FOVEA_CONVOLUTION"}
        if choice == "direct":
            environment["FOVEA_CONVOLUTION"] = choice
        run = lambda *arguments: subprocess.run(
            [fovea, *map(str, arguments)], check=True, capture_output=True, text=True,
            env=environment).stdout
        run("trace", "ssd300-vgg16", "--weights", folder / "weights.pth", "--input",
            folder / "input.npy", "--out", folder / "trace")
        fine = compared(net, x, folder / "trace", choice, limit) and fine
        found = json.loads(run("detect", folder / "photo.png", "--model", "ssd300-vgg16", "--weights",
                               folder / "weights.pth", "--score", "0.3", "--json"))
        fine = same_boxes(model, pixels, x, found["detections"], choice, picture.size) and fine
    for name in ("weights.pth", "input.npy"):
        (folder / name).unlink()
    print("as torchvision" if fine else "differs")
    return fine


def compared(net, x, trace, choice, limit):
    ours = {s.name: torch.from_numpy(np.load(trace / f"{s.name}.npy")) for s in net.stages}
    theirs, alone = net.trace(x), net.trace(x, fed=ours)
    worst = {}
    for label, outputs in [("alone", alone), ("from the start", theirs)]:
        worst[label] = max((backbones.difference(ours[s.name].reshape(outputs[s.name].shape),
                                                 outputs[s.name]), s.name) for s in net.stages)
        print(f"{choice:10} {label:15} {len(net.stages)} stages, the largest difference "
              f"{worst[label][0]:.1e} of the stage's largest value, at {worst[label][1]}")
    return worst["alone"][0] <= limit


def same_boxes(model, pixels, x, ours, choice, size):
    model.score_thresh = 0.3
    answer = model([pixels])[0]
    theirs = [(int(l), float(s), b.tolist()) for b, l, s in
              zip(answer["boxes"], answer["labels"], answer["scores"]) if (b[2:] > b[:2]).all()]
    left = list(range(len(ours)))
    odd, largest = [], 0.0
    for label, score, box in theirs:
        distance = lambda i: max(abs(a - b) for a, b in zip(ours[i]["box"], box))
        near = [i for i in left if ours[i]["class"] == label and abs(ours[i]["score"] - score) < 1e-4]
        best = min(near, key=distance, default=None)
        if best is None or distance(best) > 1e-3 * max(size):
            odd.append((label, score, box))
        else:
            largest = max(largest, distance(best))
            left.remove(best)
    odd += [(ours[i]["class"], ours[i]["score"], ours[i]["box"]) for i in left]
    # Rounding may decide at the threshold, at suppression's IoU, and at the last of 200.
    last = min((s for _, s, _ in theirs), default=0) if len(theirs) >= 195 else 0
    boxes = torch.tensor([b for _, _, b in theirs] + [o[2] for o in odd])
    overlaps = box_iou(torch.tensor([o[2] for o in odd]).reshape(-1, 4), boxes.reshape(-1, 4))
    clear = [o for o, row in zip(odd, overlaps) if abs(o[1] - 0.3) > 1e-4 and o[1] > last + 1e-4
             and not ((row - model.nms_thresh).abs() < 1e-3).any()]
    print(f"{choice:10} boxes at 0.3: {len(ours)}, torchvision {len(theirs)}; corners within "
          f"{largest:.1e} px; unmatched {len(odd)}, of which {len(clear)} not by rounding")
    return not clear and len(theirs) > 10


if __name__ == "__main__":
    if sys.argv[1:] == []:
        fixtures()
    elif len(sys.argv) == 4 and sys.argv[1] == "--models":
        with torch.no_grad():
            sys.exit(0 if models(*sys.argv[2:]) else 1)
    else:
        sys.exit(__doc__)
