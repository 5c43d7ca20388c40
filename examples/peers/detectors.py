"""Detectors whose work depends on what they see: Faster and Mask R-CNN and SSD, torchvision's own.

Their weights are seeded and random, fitted so that what is timed is what a trained network does: batch
norms to the picture, proposals that stay near their anchors (1000 of them survive), scores spread, 100
detections; of SSD nearly every default box background, some 3000 classes of default boxes above 0.01,
200 detections. The picture is an example scene of the size that the network wants, so nothing is resized.

Needs: torch, torchvision, numpy, pillow.
"""

import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
SCENE = os.path.join(HERE, "..", "pictures", "pasture-01.png")

# Name (as fovea-bench has it): torchvision's.
DETECTORS = {"faster-rcnn-800": "fasterrcnn_resnet50_fpn", "mask-rcnn-800": "maskrcnn_resnet50_fpn",
             "ssd300-vgg16": "ssd300_vgg16"}
# Width and height of the picture.
SIZES = {"faster-rcnn-800": (1067, 800), "mask-rcnn-800": (1067, 800), "ssd300-vgg16": (300, 300)}


def picture(width, height):
    """`[1, 3, height, width]` in 0…1, of whole 255ths."""
    from PIL import Image

    scene = Image.open(SCENE).convert("RGB").resize((width, height), Image.BICUBIC)
    return torch.from_numpy(np.asarray(scene).copy()).permute(2, 0, 1)[None].float() / 255


def empty(name):
    """The network as torchvision makes it for a published file."""
    from torchvision.models import detection

    model = getattr(detection, DETECTORS[name])(weights=None, weights_backbone=None)
    for m in model.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            m.eps = 0.0  # as torchvision's `overwrite_eps` leaves those of its published files
    return model.eval()


def seeded(name):
    torch.manual_seed(1)
    model, x = empty(name), picture(*SIZES[name])
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear, torch.nn.ConvTranspose2d)):
                torch.nn.init.kaiming_normal_(layer.weight)
                if layer.bias is not None:
                    torch.nn.init.uniform_(layer.bias, -0.1, 0.1)
        if name.startswith("ssd"):
            fit_one_stage(model, x)
        else:
            fit_two_stages(model, x)
        found = model([x[0]])[0]
        print(f"{name}: {len(found['boxes'])} detections")
    return model


def fit_two_stages(model, x):
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.uniform_(-0.3, 0.3)
        norm.momentum, norm.eps = 1, 1e-5  # in training none may have 0
        norm.train()
    model.backbone.body(model.transform([x[0]])[0].tensors)
    for norm in norms:
        norm.eval()
        norm.eps = 0.0
        norm.running_var.clamp_(min=float(norm.running_var.mean()) / 10)
    heads = model.roi_heads
    last = [(model.rpn.head.cls_logits, 2), (model.rpn.head.bbox_pred, 0.15),
            (heads.box_predictor.cls_score, 2.5), (heads.box_predictor.bbox_pred, 0.5)]
    if heads.mask_predictor is not None:
        last.append((heads.mask_predictor.mask_fcn_logits, 2))
    # One after the other: each changes what those behind it see.
    for layer, deviation in last:
        spread(model, x, layer, deviation)


def fit_one_stage(model, x):
    head = model.head
    for layer in head.classification_head.module_list:
        spread(model, x, layer, 2)
    for layer in head.regression_head.module_list:
        spread(model, x, layer, 1)
    logits = []
    hook = head.register_forward_hook(lambda m, i, o: logits.append(o["cls_logits"][0]))
    model([x[0]])
    hook.remove()
    background = 0
    while (torch.softmax(logits[0], 1)[:, 1:] > 0.01).sum() > 3000:
        logits[0][:, 0] += 0.25
        background += 0.25
    for layer in head.classification_head.module_list:
        layer.bias[::91] += background


def spread(model, x, layer, deviation):
    """Gives the answers of a layer this standard deviation."""
    seen = []
    hook = layer.register_forward_hook(lambda m, i, o: seen.append(o))
    model([x[0]])
    hook.remove()
    factor = deviation / float(torch.cat([o.flatten() for o in seen]).std())
    layer.weight.mul_(factor)
    layer.bias.mul_(factor)


def write_onnx(model, name, path):
    # torch.export knows no network whose shapes depend on numbers; the older exporter traces it.
    torch.onnx.export(
        model, ([picture(*SIZES[name])[0]],), path, input_names=["picture"], opset_version=17,
        dynamo=False)


def arrays(found):
    """Boxes, labels, scores, and of masks how many pixels each has: of whatever order and type."""
    boxes, labels, scores = found[:3]
    if np.asarray(scores).dtype.kind == "i":  # SSD names its scores before its labels
        labels, scores = scores, labels
    boxes, labels, scores = (np.asarray(a, np.float32) for a in (boxes, labels, scores))
    if len(found) < 4:
        return [boxes, labels, scores]
    masks = np.asarray(found[3])
    return [boxes, labels, scores, (masks >= 0.5).reshape(len(boxes), -1).sum(1).astype(np.float32)]


def difference(ours, theirs):
    """The share of either's detections that the other has not: same class, score and box, and of masks
    as many pixels to a hundredth."""
    left, pairs = set(range(len(theirs[0]))), 0
    for i in range(len(ours[0])):
        near = [j for j in left if ours[1][i] == theirs[1][j]
                and abs(ours[2][i] - theirs[2][j]) < 1e-3
                and np.abs(ours[0][i] - theirs[0][j]).max() < 1]
        if len(ours) > 3:
            near = [j for j in near if abs(ours[3][i] - theirs[3][j]) <= 0.01 * theirs[3][j] + 8]
        if near:
            left.remove(min(near, key=lambda j: np.abs(ours[0][i] - theirs[0][j]).max()))
            pairs += 1
    return 1 - pairs / max(len(ours[0]), len(theirs[0]), 1)
