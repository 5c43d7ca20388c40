#!/usr/bin/python3
"""Faster, Mask and Keypoint R-CNN and RetinaNet as torchvision computes them.

    faster_rcnn.py                   writes Tests/DetectorsTests/Fixtures/faster-rcnn.json (framing,
                                     anchors, proposals, pooling, detections, each of made-up numbers)
                                     and Fixtures/backbones/*-resnet50-fpn.npz, faster-rcnn-vgg16.npz
                                     (every stage of the networks)
    faster_rcnn.py --models FOVEA DIR [NAME…]
                                     at published size: a checkpoint of the published structure, under
                                     the published file's names, written by PyTorch; every stage of
                                     `fovea trace`, and the answers of `fovea detect` to a photo of odd
                                     size, against torchvision

Run with Debian's /usr/bin/python3: what `backbones.py` needs. Weights are those of `backbones.py`; for
`--models` the last layers are scaled, so that boxes stay near their anchors and scores are spread. Small
fixtures are computed in double precision. There is no Faster R-CNN with VGG-16 in torchvision: it is put
together of its `vgg16`, its `ops`, and its `RPN`.

Stages agree when the largest difference is below 1e-4 of the stage's largest value with direct
convolutions, 1e-3 with those chosen by speed, each stage fed what we computed before it. Answers must
agree one to one: class, score to 1e-4, corners to a thousandth of the picture's longer side; but for
what lies within 1e-4 of a threshold of torchvision's.
"""
import json
import os
import pathlib
import subprocess
import sys

import backbones
import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from backbones import Stage, difference, made, numbers
from PIL import Image
from torchvision.models import detection
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import MultiScaleRoIAlign, roi_pool

ROOT = backbones.ROOT
FIXTURE = ROOT / "Tests" / "DetectorsTests" / "Fixtures" / "faster-rcnn.json"
FILES = {"faster-rcnn-resnet50-fpn": "fasterrcnn_resnet50_fpn_coco-258fb6c6.pth",
         "mask-rcnn-resnet50-fpn": "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
         "keypoint-rcnn-resnet50-fpn": "keypointrcnn_resnet50_fpn_coco-fc266e95.pth",
         "retinanet-resnet50-fpn": "retinanet_resnet50_fpn_coco-eeacb38b.pth"}


def published(name):
    """torchvision renames the layers of its published files when it loads them; this is the way back."""
    words = name.split(".")
    if name.startswith(("backbone.fpn.inner_blocks", "backbone.fpn.layer_blocks", "rpn.head.conv")):
        words = [w for i, w in enumerate(words) if not (w == "0" and i == len(words) - 2)]
        if name.startswith("rpn.head.conv"):
            words = ["rpn", "head", "conv", words[-1]]
    elif name.startswith("roi_heads.mask_head"):
        words = words[:2] + [f"mask_fcn{int(words[2]) + 1}", words[-1]]
    elif "_head.conv." in name:
        words = words[:3] + [str(2 * int(words[3])), words[-1]]
    return ".".join(words)


def standins(height, width):
    w, h = width, height
    boxes = [[0, 0, w, h], [0, 0, w / 2, h / 2], [w / 2, 0, w, h / 2], [0, h / 2, w / 2, h],
             [w / 2, h / 2, w, h], [w / 4, h / 4, 3 * w / 4, 3 * h / 4]]
    return torch.tensor(boxes)


# --- The networks as stages.


class Detector(backbones.Network):
    """A detector of torchvision; `stand_ins` stands in for proposals and detections."""

    def __init__(self, name, stand_ins, **sizes):
        super().__init__()
        make = {"faster": detection.fasterrcnn_resnet50_fpn, "mask": detection.maskrcnn_resnet50_fpn,
                "keypoint": detection.keypointrcnn_resnet50_fpn,
                "retinanet": detection.retinanet_resnet50_fpn}[name.split("-")[0]]
        self.model = make(weights=None, weights_backbone=None, **sizes).eval()
        for m in self.model.modules():
            if isinstance(m, torch.nn.BatchNorm2d):
                m.eps = 0.0  # as `overwrite_eps` leaves those of the published files
        state = self.model.state_dict()
        self.parameters = {published(n): t for n, t in state.items() if "num_batches" not in n}
        for n, t in self.parameters.items():
            if "running_" not in n:
                t.copy_(torch.from_numpy(made(n, tuple(t.shape))))
        self.stand_ins = stand_ins
        self.is_retina = name.startswith("retinanet")
        self.trunk()
        (self.dense if self.is_retina else self.regions)()

    def add(self, name, inputs, run):
        self.stages.append(Stage(name, inputs, lambda *x: run(*[y.clone() for y in x])))
        return name

    def trunk(self):
        body, fpn = self.model.backbone.body, self.model.backbone.fpn
        last, maps = "input", []
        for name, child in body.named_children():
            parts = child.named_children() if name.startswith("layer") else [("", child)]
            for inner, part in parts:
                last = self.add(
                    f"backbone.body.{name}{'.' if inner else ''}{inner}", [last], part)
            if name in ("layer1", "layer2", "layer3", "layer4"):
                maps.append(last)
        maps = maps[1:] if self.is_retina else maps
        lateral = []
        for level in reversed(range(len(maps))):
            lateral.insert(0, self.add(f"backbone.fpn.inner_blocks.{level}", [maps[level]],
                                       fpn.inner_blocks[level]))

            def smooth(*own, level=level):
                sum = own[-1]
                for finer in own[-2::-1]:
                    sum = finer + F.interpolate(sum, size=finer.shape[2:], mode="nearest")
                return fpn.layer_blocks[level](sum)

            self.add(f"backbone.fpn.layer_blocks.{level}", list(lateral), smooth)
        self.levels = [f"backbone.fpn.layer_blocks.{i}" for i in range(len(maps))]
        if self.is_retina:
            extra = fpn.extra_blocks
            self.levels.append(self.add("backbone.fpn.extra_blocks.p6", self.levels[-1:], extra.p6))
            self.levels.append(self.add("backbone.fpn.extra_blocks.p7", self.levels[-1:],
                                        lambda x: extra.p7(F.relu(x))))

    def dense(self):
        for part, last in [("classification", "cls_logits"), ("regression", "bbox_reg")]:
            head = getattr(self.model.head, f"{part}_head")
            for k, source in enumerate(self.levels):
                run = "" if k == 0 else f"#{k + 1}"
                name = f"head.{part}_head"
                for i, block in enumerate(head.conv):
                    source = self.add(f"{name}.conv.{2 * i}{run}", [source], block[0])
                    source = self.add(f"{name}.conv.{2 * i + 1}{run}", [source], F.relu)
                self.add(f"{name}.{last}{run}", [source], getattr(head, last))
        if not self.stand_ins:
            answers = [f"head.{name}{'' if k == 0 else f'#{k + 1}'}"
                       for name in ("classification_head.cls_logits", "regression_head.bbox_reg")
                       for k in range(5)]
            self.add("boxes", ["input"] + answers, self.dense_boxes)

    def dense_boxes(self, x, *maps):
        """`RetinaNet.forward` behind its heads."""
        logits, offsets = maps[:5], maps[5:]
        split = lambda maps, k: [t.view(1, 9, k, *t.shape[2:]).permute(0, 3, 4, 1, 2).reshape(1, -1, k)
                                 for t in maps]
        outputs = {"cls_logits": split(logits, logits[0].shape[1] // 9),
                   "bbox_regression": split(offsets, 4)}
        counts = [t.shape[1] for t in outputs["bbox_regression"]]
        anchors = self.model.anchor_generator(self.images(x), list(logits))
        boxes = self.model.postprocess_detections(
            outputs, [list(anchors[0].split(counts))], [tuple(x.shape[2:])])[0]["boxes"]
        return boxes[has_inside(boxes)]

    def regions(self):
        m, head = self.model, self.model.roi_heads
        logits, deltas = [], []
        for k in range(5):
            run = "" if k == 0 else f"#{k + 1}"
            # P6 is no stage: every other cell of P5.
            pick = (lambda x: x) if k < 4 else (lambda x: x[:, :, ::2, ::2])
            hidden = self.add(f"rpn.head.conv{run}", [self.levels[min(k, 3)]],
                              lambda x, pick=pick: m.rpn.head.conv(pick(x)))
            logits.append(self.add(f"rpn.head.cls_logits{run}", [hidden], m.rpn.head.cls_logits))
            deltas.append(self.add(f"rpn.head.bbox_pred{run}", [hidden], m.rpn.head.bbox_pred))
        if not self.stand_ins:
            self.add("proposals", ["input"] + logits + deltas, self.propose)
        names = ["0", "1", "2", "3"]

        def pool(pooler, regions):
            return lambda x, *maps: pooler(
                dict(zip(names, maps)), [regions(x, maps[4:])], [tuple(x.shape[2:])])

        def six(x, rest):
            return rest[0] if rest else standins(*x.shape[2:]).to(x.dtype)

        more = [] if self.stand_ins else ["proposals"]
        self.add("box_roi_pool", ["input"] + self.levels + more, pool(head.box_roi_pool, six))
        box = "roi_heads.box_head."
        self.add(box + "fc6", ["box_roi_pool"], lambda x: F.relu(head.box_head.fc6(x.flatten(1))))
        self.add(box + "fc7", [box + "fc6"], lambda x: F.relu(head.box_head.fc7(x)))
        box = "roi_heads.box_predictor."
        for name in ("cls_score", "bbox_pred"):
            self.add(box + name, ["roi_heads.box_head.fc7"], getattr(head.box_predictor, name))
        found = ["input", box + "cls_score", box + "bbox_pred", "proposals"]
        if not self.stand_ins:
            self.add("probabilities", [box + "cls_score"], lambda x: x.softmax(1))
            self.add("boxes", found, lambda *x: self.detections(*x)[0])
        more = [] if self.stand_ins else ["boxes"]
        fine = lambda pooler: self.add(
            "mask_roi_pool", ["input"] + self.levels + more, pool(pooler, six))
        if head.mask_head is not None:
            last = fine(head.mask_roi_pool)
            for i, layer in enumerate(head.mask_head):
                last = self.add(f"roi_heads.mask_head.mask_fcn{i + 1}", [last], layer[0])
                last = self.add(f"roi_heads.mask_head.relu{i + 1}", [last], F.relu)
            for name, layer in head.mask_predictor.named_children():
                last = self.add(f"roi_heads.mask_predictor.{name}", [last], layer)
            if not self.stand_ins:
                # Of which class, torchvision says; which box is which, `traced`.
                self.add("masks", [last] + found, lambda x, *rest: (x, self.detections(*rest)[2]))
        if head.keypoint_head is not None:
            last = fine(head.keypoint_roi_pool)
            for i, layer in enumerate(head.keypoint_head):
                last = self.add(f"roi_heads.keypoint_head.{i}", [last], layer)
            lowres = head.keypoint_predictor.kps_score_lowres
            self.add("roi_heads.keypoint_predictor", [last], lambda x: F.interpolate(
                lowres(x), scale_factor=2.0, mode="bilinear", align_corners=False,
                recompute_scale_factor=False))

    def images(self, x):
        return ImageList(x, [tuple(x.shape[2:])])

    def propose(self, x, *maps):
        """`RegionProposalNetwork.forward` behind its head."""
        rpn, logits, deltas = self.model.rpn, list(maps[:5]), list(maps[5:])
        anchors = rpn.anchor_generator(self.images(x), logits)
        counts = [o[0].numel() for o in logits]
        flat = detection.rpn.concat_box_prediction_layers(logits, deltas)
        boxes = rpn.box_coder.decode(flat[1], anchors).view(1, -1, 4)
        return rpn.filter_proposals(boxes, flat[0], [tuple(x.shape[2:])], counts)[0][0]

    def detections(self, x, logits, offsets, proposals):
        found = self.model.roi_heads.postprocess_detections(
            logits, offsets, [proposals], [tuple(x.shape[2:])])
        return found[0][0], found[1][0], found[2][0]

    def convert(self, type):
        self.model.to(type)

    def calibrate(self, x):
        norms = [m for m in self.model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        for m in norms:
            m.momentum = 1.0
            m.train()
        self.model.backbone.body(x)
        self.model.eval()
        for n, t in self.parameters.items():
            if "running_" in n:
                t.copy_(backbones.kept(t, is_variance=n.endswith("var")))


class FasterRCNNVGG16(backbones.TorchvisionNetwork):
    """Of the paper: VGG-16's trunk, two-way objectness, RoI pooling."""

    def __init__(self):
        trunk = torchvision.models.vgg16(weights=None).features[:-1]
        linear, convolution = torch.nn.Linear, torch.nn.Conv2d
        rpn = torch.nn.ModuleDict({
            "conv": convolution(512, 512, 3, padding=1), "cls_logits": convolution(512, 18, 1),
            "bbox_pred": convolution(512, 36, 1)})
        parts = torch.nn.ModuleDict({
            "features": trunk, "rpn": rpn, "fc6": linear(512 * 49, 4096), "fc7": linear(4096, 4096),
            "cls_score": linear(4096, 21), "bbox_pred": linear(4096, 84)})
        names = [f"features.{i}" for i in range(len(trunk))]
        super().__init__(parts, names)
        hidden = lambda layer: lambda x: torch.relu(layer(x.flatten(1)))
        last = names[-1]
        stages = [
            ("rpn.conv", last, lambda x: torch.relu(rpn["conv"](x))),
            ("rpn.cls_logits", "rpn.conv", rpn["cls_logits"]),
            ("rpn.bbox_pred", "rpn.conv", rpn["bbox_pred"]),
            ("box_roi_pool", last, lambda x: roi_pool(x, [standins(159, 216).to(x.dtype)], 7, 1 / 16)),
            ("fc6", "box_roi_pool", hidden(parts["fc6"])), ("fc7", "fc6", hidden(parts["fc7"])),
            ("cls_score", "fc7", parts["cls_score"]), ("bbox_pred", "fc7", parts["bbox_pred"])]
        for name, source, run in stages:
            self.stages.append(Stage(name, [source], run))


# --- Small fixtures.

SMALL = {"min_size": 160, "max_size": 240}


def framed(number=1, multiple=32):
    """The corner of an example picture, 97×131, as the transform brings it to the network."""
    transform = GeneralizedRCNNTransform(
        160, 240, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], size_divisible=multiple).eval()
    return transform([torch.from_numpy(backbones.picture(number)[0]).float() / 255])[0].tensors


def write_stages():
    pictures = torch.cat([framed(i) for i in range(1, 11)])

    class Calibrated(Detector):
        def __init__(self, name):
            super().__init__(name, stand_ins=True, **SMALL)
            self.calibrate(pictures)

        def statistics(self):  # the trunk is the same: one file has them
            return super().statistics() if self.model.__class__.__name__ == "MaskRCNN" else {}

    write = lambda name, make, x: (
        backbones.MODELS.update({name: make}),
        setattr(backbones, "input_for", lambda *_: x),
        setattr(backbones, "calibrated", lambda name: (backbones.MODELS[name](), x)),
        backbones.write_fixture(name))
    for name in list(FILES)[1:]:  # Mask R-CNN has all that Faster R-CNN has
        write(name, lambda name=name: Calibrated(name), framed())
    write("faster-rcnn-vgg16", FasterRCNNVGG16, framed(multiple=1))


def rounded(tensor):
    return [float("%.7g" % v) for v in tensor.double().reshape(-1).tolist()]


def clear(boxes, scores, labels, threshold, most):
    """No overlap of one group lies within 1e-5 of the threshold."""
    overlaps = torchvision.ops.box_iou(boxes, boxes)
    overlaps = overlaps[labels[:, None] == labels[None]]
    return float((overlaps - threshold).abs().min()) > 1e-5


def write_parts():
    parts = {}
    transform = GeneralizedRCNNTransform(800, 1333, [0, 0, 0], [1, 1, 1])
    sizes = [(131, 97), (640, 480), (1, 1), (4000, 30), (30, 4000), (1067, 800), (333, 500),
             (427, 640), (799, 601), (1333, 800), (2000, 1999), (57, 33), (1001, 563)]
    parts["framing"] = []
    for w, h in sizes:
        scale = transform.resize(torch.zeros(3, h, w))[0].shape
        padded = transform.batch_images([torch.zeros(3, *scale[1:])]).shape
        parts["framing"].append([w, h, scale[2], scale[1], padded[3], padded[2]])

    generators = {
        "rpn": AnchorGenerator(((32,), (64,), (128,), (256,), (512,)), ((0.5, 1.0, 2.0),) * 5),
        "retinanet": detection.retinanet._default_anchorgen()
        if hasattr(detection.retinanet, "_default_anchorgen") else AnchorGenerator(
            tuple((x, int(x * 2 ** (1 / 3)), int(x * 2 ** (2 / 3))) for x in [32, 64, 128, 256, 512]),
            ((0.5, 1.0, 2.0),) * 5)}
    parts["anchors"] = {}
    for name, generator in generators.items():
        shift = 0 if name == "rpn" else 1
        maps = [(-(-800 // s), -(-1088 // s)) for s in [4 << (shift + i) for i in range(5)]]
        images = ImageList(torch.zeros(1, 3, 800, 1088), [(800, 1067)])
        per_cell = generator.num_anchors_per_location()[0]
        all = generator(images, [torch.zeros(1, 1, *m) for m in maps])[0]
        levels = []
        for rows, columns in maps:
            level, all = all[:rows * columns * per_cell], all[rows * columns * per_cell:]
            picked = torch.cat([level[:per_cell], level[-per_cell:]])
            levels.append({"rows": rows, "columns": columns, "boxes": rounded(picked)})
        parts["anchors"][name] = levels

    # Of made-up numbers: a picture of 211×150 in an input of 224×160.
    torch.set_default_dtype(torch.float64)
    model = detection.fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None).eval()
    rpn, heads = model.rpn, model.roi_heads
    rpn._pre_nms_top_n, rpn._post_nms_top_n = {"testing": 200}, {"testing": 150}
    seeded = lambda name, *shape: torch.from_numpy(numbers(name, shape)).double()
    images = ImageList(torch.zeros(1, 3, 160, 224), [(150, 211)])
    maps = [(40, 56), (20, 28), (10, 14), (5, 7), (3, 4)]
    logits = [4 * seeded(f"logits.{i}", 1, 3, *m) for i, m in enumerate(maps)]
    offsets = [seeded(f"offsets.{i}", 1, 12, *m) / 2 for i, m in enumerate(maps)]
    anchors = rpn.anchor_generator(images, logits)
    flat = detection.rpn.concat_box_prediction_layers(logits, offsets)
    boxes = rpn.box_coder.decode(flat[1], anchors).view(1, -1, 4)
    counts = [o[0].numel() for o in logits]
    proposals, scores = rpn.filter_proposals(boxes, flat[0], images.image_sizes, counts)
    parts["proposals"] = {"boxes": rounded(proposals[0]), "scores": rounded(scores[0])}

    regions = torch.cat([proposals[0][:40], torch.tensor(
        [[0.0, 0, 211, 150], [10, 10, 10, 10], [-50, -40, -20, -10], [5, 5, 5.5, 6],
         [-300, -300, 700, 700], [0, 0, 1000, 1000]])])
    pooler = MultiScaleRoIAlign(["0", "1", "2", "3"], 7, 2)
    features = {str(i): seeded(f"map.{i}", 1, 3, *m) for i, m in enumerate(maps[:4])}
    pooled = pooler(features, [regions], [(160, 224)])
    levels = pooler.map_levels([regions])
    parts["pooling"] = {"boxes": rounded(regions), "levels": levels.tolist(),
                        "bins": rounded(pooled.mean(1))}

    count = len(proposals[0])
    scores = 4 * seeded("cls_score", count, 91)
    offsets = 2 * seeded("bbox_pred", count, 364)
    found = heads.postprocess_detections(scores, offsets, proposals, images.image_sizes)
    parts["detections"] = {"boxes": rounded(found[0][0]), "scores": rounded(found[1][0]),
                           "classes": found[2][0].tolist()}

    retina = detection.retinanet_resnet50_fpn(
        weights=None, weights_backbone=None, num_classes=7).eval()
    maps = [(20, 28), (10, 14), (5, 7), (3, 4), (2, 2)]
    logits = [4 * seeded(f"retina.logits.{i}", 1, 63, *m) for i, m in enumerate(maps)]
    offsets = [seeded(f"retina.offsets.{i}", 1, 36, *m) / 2 for i, m in enumerate(maps)]
    anchors = retina.anchor_generator(images, logits)
    split = lambda maps, k: [t.view(1, 9, k, *t.shape[2:]).permute(0, 3, 4, 1, 2).reshape(1, -1, k)
                             for t in maps]
    counts = [t.shape[1] for t in split(offsets, 4)]
    retina.score_thresh = 0.9
    found = retina.postprocess_detections(
        {"cls_logits": split(logits, 7), "bbox_regression": split(offsets, 4)},
        [list(anchors[0].split(counts))], images.image_sizes)[0]
    parts["retinanet"] = {"boxes": rounded(found["boxes"]), "scores": rounded(found["scores"]),
                          "classes": found["labels"].tolist()}
    torch.set_default_dtype(torch.float32)
    text = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in parts.items())
    FIXTURE.write_text("{\n" + text + "\n}\n")
    print(f"{FIXTURE.relative_to(ROOT)}: {FIXTURE.stat().st_size} bytes, {count} proposals, "
          f"{len(parts['detections']['classes'])} and {len(parts['retinanet']['classes'])} detections")


# --- At published size.


def scaled(net, stage, layer, deviation, outputs):
    """The layer's answers with this standard deviation."""
    factor = deviation / float(outputs[stage].std())
    layer.weight.mul_(factor)
    layer.bias.mul_(factor)


def calibrated(name, size):
    """A network of which something is found in a picture of example scenes."""
    net = Detector(name, stand_ins=True)
    scenes = torch.cat([photo(size, number)[1] for number in range(1, 4)])
    transform = net.model.transform
    net.calibrate(transform([scenes[i] for i in range(3)])[0].tensors)
    x = transform([scenes[0]])[0].tensors
    outputs = net.trace(x)
    m = net.model
    if net.is_retina:
        scaled(net, "head.classification_head.cls_logits", m.head.classification_head.cls_logits, 1,
               outputs)
        m.head.classification_head.cls_logits.bias.sub_(3)
        scaled(net, "head.regression_head.bbox_reg", m.head.regression_head.bbox_reg, 0.15, outputs)
    else:
        scaled(net, "rpn.head.cls_logits", m.rpn.head.cls_logits, 2, outputs)
        scaled(net, "rpn.head.bbox_pred", m.rpn.head.bbox_pred, 0.15, outputs)
        predictor = m.roi_heads.box_predictor
        classes = predictor.cls_score.out_features
        box = "roi_heads.box_predictor."
        scaled(net, box + "cls_score", predictor.cls_score, 2.5 if classes > 2 else 1, outputs)
        scaled(net, box + "bbox_pred", predictor.bbox_pred, 0.5, outputs)
        if m.roi_heads.mask_head is not None:
            scaled(net, "roi_heads.mask_predictor.mask_fcn_logits",
                   m.roi_heads.mask_predictor.mask_fcn_logits, 2, outputs)
        if m.roi_heads.keypoint_head is not None:
            scaled(net, "roi_heads.keypoint_predictor",
                   m.roi_heads.keypoint_predictor.kps_score_lowres, 3, outputs)
    live = Detector(name, stand_ins=False)
    live.model.load_state_dict(m.state_dict())
    live.parameters = {published(n): t for n, t in live.model.state_dict().items()
                       if "num_batches" not in n}
    return live


def photo(size, number=1):
    path = ROOT / "examples" / "pictures" / f"pasture-{number:02}.png"
    image = Image.open(path).convert("RGB").resize(size, Image.BICUBIC)
    pixels = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1)[None].float() / 255
    return image, pixels


def model(fovea, folder, name):
    size = (427, 321)
    net = calibrated(name, size)
    # As the published file: its names, and nothing that counts batches.
    weights = folder / FILES[name]
    torch.save({n: t.clone() for n, t in net.parameters.items()}, weights)
    image, pixels = photo(size)
    image.save(folder / "photo.png")
    fine = True
    x = net.model.transform([F.interpolate(pixels, size=(480, 672))[0]])[0].tensors[:, :, :480, :672]
    np.save(folder / "input.npy", x.contiguous().numpy())
    for choice, limit in [("direct", 1e-4), ("automatic", 1e-3)]:  # DESIGN §8
        fine = traced(fovea, folder, name, net, weights, x, choice, limit) and fine
    fine = answered(fovea, folder, name, net, weights, pixels) and fine
    # The same answers from torchvision's own, newer names.
    newer = folder / "newer.pth"
    torch.save(net.model.state_dict(), newer)
    fine = answered(fovea, folder, name, net, newer, pixels) and fine
    for file in (weights, newer):
        file.unlink()
    return fine


def run(fovea, *arguments):
    environment = {**os.environ, "FOVEA_CONVOLUTION": arguments[0]}
    if arguments[0] == "automatic":
        del environment["FOVEA_CONVOLUTION"]
    return subprocess.run([fovea, *map(str, arguments[1:])], check=True, capture_output=True,
                          text=True, env=environment).stdout


def traced(fovea, folder, name, net, weights, x, choice, limit):
    """Every stage, fed what we computed before it."""
    run(fovea, choice, "trace", name, "--weights", weights, "--input", folder / "input.npy",
        "--out", folder / "trace")
    ours = {s.name: torch.from_numpy(np.load(folder / "trace" / f"{s.name}.npy"))
            for s in net.stages if (folder / "trace" / f"{s.name}.npy").exists()}
    missing = [s.name for s in net.stages if s.name not in ours]
    assert not missing, missing
    worst, fine = {}, True
    alone = {}
    for stage in net.stages:
        source = [x if i == "input" else ours[i] for i in stage.inputs]
        theirs = alone[stage.name] = stage.run(*source)
        mine = ours[stage.name]
        if stage.name in ("proposals", "boxes"):
            matched = len(matches(mine, theirs))
            print(f"    {stage.name}: {len(mine)}, torchvision {len(theirs)}, the same {matched}")
            fine = fine and len(theirs) > 20 and matched >= 0.995 * max(len(theirs), len(mine))
            continue
        if stage.name == "masks":  # of nearly equal scores the order may be another
            pairs = matches(ours["boxes"], alone["boxes"], 1e-3)
            logits, labels = theirs
            places = [i for i, _ in pairs]
            mine, theirs = mine[places], logits[places, labels[[j for _, j in pairs]]].sigmoid()
            fine = fine and len(pairs) >= 0.995 * len(ours["boxes"])
        share = difference(mine.reshape(theirs.shape), theirs)
        part = stage.name.split("#")[0].rsplit(".", 1)[0]
        worst[part] = max(worst.get(part, (0, "")), (share, stage.name))
        fine = fine and share <= limit
    print(f"  {name}, {choice}: {len(net.stages)} stages; largest share "
          + ", ".join(f"{part} {share:.1e}" for part, (share, _) in worst.items()))
    return fine


def matches(ours, theirs, tolerance=0.05):
    """Pairs of the same box, one to one; of equal boxes, in their order."""
    if not len(ours) or not len(theirs):
        return []
    distance = (ours[:, None] - theirs[None]).abs().amax(2)
    left, pairs = set(range(len(theirs))), []
    for i in range(len(ours)):
        near = [j for j in (distance[i] < tolerance).nonzero().flatten().tolist() if j in left]
        if near:
            pairs.append((i, min(near, key=lambda j: (float(distance[i, j]), j))))
            left.remove(pairs[-1][1])
    return pairs


def has_inside(boxes):
    """RetinaNet of torchvision keeps boxes of which nothing is left in the picture, zero pixels wide or
    high; they count among its 300. Ours counts them, too, but does not answer them."""
    return (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])


def answered(fovea, folder, name, net, weights, pixels):
    """`fovea detect` beside torchvision's model on the same picture."""
    score = 0.05
    theirs = net.model([pixels[0]])[0]
    inside = has_inside(theirs["boxes"])
    theirs = {part: values[inside] for part, values in theirs.items()}
    out = run(fovea, "direct", "detect", folder / "photo.png", "--model", name, "--weights", weights,
              "--score", score, "--json")
    ours = json.loads(out)["detections"]
    boxes = torch.tensor([d["box"] for d in ours]).reshape(-1, 4)
    limit = 1e-3 * max(pixels.shape[2:])
    left, pairs = set(range(len(theirs["boxes"]))), []
    for i, d in enumerate(ours):
        near = [j for j in left if int(theirs["labels"][j]) == d["class"]
                and abs(float(theirs["scores"][j]) - d["score"]) < 1e-4
                and float((theirs["boxes"][j] - boxes[i]).abs().max()) < limit]
        if near:
            best = min(near, key=lambda j: float((theirs["boxes"][j] - boxes[i]).abs().max()))
            left.remove(best)
            pairs.append((i, best))
    corners = max((float((theirs["boxes"][j] - boxes[i]).abs().max()) for i, j in pairs), default=0)
    empty = int((~inside).sum())
    text = f"  fovea detect {weights.name}: {len(ours)} things, torchvision {len(theirs['boxes'])}" \
           + (f" (and {empty} without an inside)" if empty else "") \
           + f", the same {len(pairs)}, corners within {corners:.1e} px"
    fine = len(pairs) > 20 and len(pairs) >= max(len(ours), len(theirs["boxes"])) - 2
    if "masks" in theirs:
        overlaps, differing, reached = [], 0, 0
        for i, j in pairs:
            mine = decoded(ours[i]["mask"])
            mask = (theirs["masks"][j, 0] >= 0.5).numpy()
            union = (mine | mask).sum()
            overlaps.append((mine & mask).sum() / union if union else 1)
            differing, reached = differing + (mine != mask).sum(), reached + union
        text += f", masks' overlap {min(overlaps):.4f} or more, {differing} of {reached} pixels differ"
        fine = fine and min(overlaps) > 0.99
    if "keypoints" in theirs:
        distance, scores = [], []
        for i, j in pairs:
            mine = np.array(ours[i]["keypoints"]).reshape(-1, 3)
            distance.append(np.abs(mine[:, :2] - theirs["keypoints"][j, :, :2].numpy()).max(1))
            scores.append(np.abs(mine[:, 2] - theirs["keypoints_scores"][j].numpy()).max())
        distance = np.concatenate(distance)
        share = float((distance < 0.01).mean())
        text += f", keypoints {share:.2%} the same, scores within {max(scores):.1e}"
        fine = fine and share > 0.98
    print(text)
    return fine


def decoded(mask):
    """COCO's compressed run lengths."""
    from itertools import repeat
    height, width = mask["size"]
    runs, i, text = [], 0, mask["counts"]
    while i < len(text):
        value, shift, more = 0, 0, True
        while more:
            c = ord(text[i]) - 48
            value |= (c & 0x1F) << shift
            more, i, shift = bool(c & 0x20), i + 1, shift + 5
            if not more and c & 0x10:
                value |= -1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
    flat = np.concatenate([np.fromiter(repeat(k % 2 == 1, r), bool, r) for k, r in enumerate(runs)])
    return flat.reshape(width, height).T


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    if len(sys.argv) > 3 and sys.argv[1] == "--models":
        folder = pathlib.Path(sys.argv[3])
        folder.mkdir(parents=True, exist_ok=True)
        failed = [n for n in sys.argv[4:] or FILES if not model(sys.argv[2], folder, n)]
        print("all as torchvision" if not failed else f"differ: {', '.join(failed)}")
        sys.exit(1 if failed else 0)
    elif len(sys.argv) == 1:
        write_parts()
        write_stages()
    else:
        sys.exit(__doc__)
