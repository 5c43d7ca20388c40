#!/usr/bin/env python3
"""DetectNet as a torch module of its own computes it, and OpenCV's groupRectangles.

    detectnet.py       writes Tests/DetectorsTests/Fixtures/backbones/detectnet.npz (every stage from the
                       picture on) and Tests/BoxesTests/Fixtures/rectangle_groups.json

Needs torch, torchvision, numpy, Pillow (what `backbones.py` needs) and opencv (below 5). The network is
written here from the table of NVIDIA's detectnet_network.prototxt, with torch's own LocalResponseNorm;
weights, picture and the form of the fixture are those of `backbones.py`; stages are computed in double
precision.
"""
import json

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import backbones

MODULES = {
    "3a": (192, 64, 96, 128, 16, 32, 32), "3b": (256, 128, 128, 192, 32, 96, 64),
    "4a": (480, 192, 96, 208, 16, 48, 64), "4b": (512, 160, 112, 224, 24, 64, 64),
    "4c": (512, 128, 128, 256, 24, 64, 64), "4d": (512, 112, 144, 288, 32, 64, 64),
    "4e": (528, 256, 160, 320, 32, 128, 128), "5a": (832, 256, 160, 320, 32, 128, 128),
    "5b": (832, 384, 192, 384, 48, 128, 128)}


class Module(torch.nn.Module):
    def __init__(self, inputs, one, reduce3, three, reduce5, five, pool):
        super().__init__()
        conv = torch.nn.Conv2d
        self.layers = torch.nn.ModuleDict({
            "1x1": conv(inputs, one, 1), "3x3_reduce": conv(inputs, reduce3, 1),
            "3x3": conv(reduce3, three, 3, padding=1), "5x5_reduce": conv(inputs, reduce5, 1),
            "5x5": conv(reduce5, five, 5, padding=2), "pool_proj": conv(inputs, pool, 1)})

    def forward(self, x):
        run = lambda name, x: torch.relu(self.layers[name](x))
        return torch.cat([run("1x1", x), run("3x3", run("3x3_reduce", x)),
                          run("5x5", run("5x5_reduce", x)),
                          run("pool_proj", F.max_pool2d(x, 3, 1, 1))], 1)


class DetectNet(backbones.Network):
    def __init__(self):
        super().__init__()
        conv = torch.nn.Conv2d
        pool = lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True)
        norm = torch.nn.LocalResponseNorm(5)  # α 1e-4, divided by 5; β 0.75; k 1: as in Caffe
        steps = [("conv1_7x7_s2", conv(3, 64, 7, 2, 3)), ("conv1_relu", torch.relu),
                 ("pool1_3x3_s2", pool), ("pool1_norm1", norm),
                 ("conv2_3x3_reduce", conv(64, 64, 1)), ("conv2_relu_reduce", torch.relu),
                 ("conv2_3x3", conv(64, 192, 3, padding=1)), ("conv2_relu", torch.relu),
                 ("conv2_norm2", norm), ("pool2_3x3_s2", pool)]
        for name, plan in MODULES.items():
            if name == "4a":
                steps.append(("pool3_3x3_s2", pool))
            steps.append((f"inception_{name}", Module(*plan)))
        steps.append(("pool5_drop_s1", lambda x: x))  # dropout, asleep
        heads = {"cvg_classifier": conv(1024, 1, 1), "bbox_regressor": conv(1024, 4, 1)}
        self.modules = {n: s for n, s in steps if isinstance(s, torch.nn.Module)} | heads
        for name, module in self.modules.items():
            for key, tensor in module.state_dict().items():
                full = f"{name}.{key.replace('layers.', '')}"
                tensor.copy_(torch.from_numpy(backbones.made(full, tuple(tensor.shape))))
                self.parameters[full] = tensor
        previous = "input"
        for name, run in steps:
            self.stages.append(backbones.Stage(name, [previous], run))
            previous = name
        self.stages.append(backbones.Stage(
            "coverage_sig", [previous], lambda x: torch.sigmoid(heads["cvg_classifier"](x))))
        self.stages.append(backbones.Stage("bbox_regressor", [previous], heads["bbox_regressor"]))

    def convert(self, type):
        for module in self.modules.values():
            module.to(type)


def groups():
    random = np.random.default_rng(16)
    cases = []
    for least, tolerance, spread in [(3, 0.02, 0), (1, 0.2, 3), (2, 0.4, 6)]:
        boxes = []
        for _ in range(9):  # bunches, of one to nine boxes
            x, y = random.integers(0, 400), random.integers(0, 200)
            w, h = random.integers(16, 90), random.integers(16, 90)
            for _ in range(random.integers(1, 10)):
                jitter = random.integers(-spread, spread + 1, 4)
                boxes.append([int(v) for v in np.array([x, y, w, h]) + jitter])
        # A small bunch in the middle of a large one.
        boxes += [[500, 100, 100, 100]] * 12 + [[530, 130, 20, 20]] * 5
        order = random.permutation(len(boxes))
        boxes = [boxes[i] for i in order]
        found, weights = cv2.groupRectangles(boxes, least, tolerance)
        print(f"  more than {least}, tolerance {tolerance}: {len(boxes)} boxes, {len(found)} groups")
        assert 3 < len(found) < len(boxes)
        cases.append({"least": least, "tolerance": tolerance, "boxes": boxes,
                      "groups": [[int(v) for v in b] for b in found],
                      "counts": [int(w) for w in np.array(weights).reshape(-1)]})
    path = backbones.ROOT / "Tests/BoxesTests/Fixtures/rectangle_groups.json"
    path.write_text(json.dumps(cases) + "\n")
    print(f"{path.relative_to(backbones.ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    groups()
    with torch.no_grad():
        backbones.MODELS["detectnet"] = DetectNet
        backbones.write_fixture("detectnet")
