#!/usr/bin/python3
"""Fast R-CNN with VGG-16 as torchvision's parts compute it, for Tests/DetectorsTests/FastRCNN.

    fast_rcnn.py        writes Tests/DetectorsTests/Fixtures/backbones/fast-rcnn-vgg16.npz (every
                        stage from the picture on) and Fixtures/fast-rcnn-vgg16.json (its detections)

Run with Debian's /usr/bin/python3: what `backbones.py` needs. There is no Fast R-CNN in torchvision:
the trunk is its `vgg16`'s `features` without the last pooling; regions are pooled by
`torchvision.ops.roi_pool`, boxes decoded by its `BoxCoder`, clipped and suppressed by its `ops`. The
regions are the six of `Box.standIns`. Weights, picture and the form of the fixture
are those of `backbones.py`; stages are computed in double precision.
"""
import json

import backbones
import torch
import torchvision
from torchvision.models.detection._utils import BoxCoder
from torchvision.ops import batched_nms, clip_boxes_to_image, roi_pool

CLASSES, SCORE, OVERLAP = 21, 0.05, 0.3


def regions(height, width):
    w, h = width, height
    boxes = [[0, 0, w, h], [0, 0, w / 2, h / 2], [w / 2, 0, w, h / 2], [0, h / 2, w / 2, h],
             [w / 2, h / 2, w, h], [w / 4, h / 4, 3 * w / 4, 3 * h / 4]]
    return torch.tensor(boxes)


class FastRCNN(backbones.TorchvisionNetwork):
    def __init__(self):
        trunk = torchvision.models.vgg16(weights=None).features[:-1]
        linear = torch.nn.Linear
        parts = torch.nn.ModuleDict({
            "features": trunk, "fc6": linear(512 * 49, 4096), "fc7": linear(4096, 4096),
            "cls_score": linear(4096, CLASSES), "bbox_pred": linear(4096, 4 * CLASSES)})
        names = [f"features.{i}" for i in range(len(trunk))]
        super().__init__(parts, names)

        def pooled(x):
            boxes = regions(97, 131).to(x.dtype)
            return roi_pool(x, [boxes], 7, 1 / 16)

        def hidden(layer):
            return lambda x: torch.relu(layer(x.flatten(1)))

        stages = [("roi_pool", names[-1], pooled), ("fc6", "roi_pool", hidden(parts["fc6"])),
                  ("fc7", "fc6", hidden(parts["fc7"])), ("cls_score", "fc7", parts["cls_score"]),
                  ("bbox_pred", "fc7", parts["bbox_pred"])]
        for name, source, run in stages:
            self.stages.append(backbones.Stage(name, [source], run))


def detections(outputs):
    scores = outputs["cls_score"].softmax(1)
    boxes = regions(97, 131).double()
    decoded = BoxCoder((10.0, 10.0, 5.0, 5.0)).decode(outputs["bbox_pred"], [boxes])
    decoded = clip_boxes_to_image(decoded, (97, 131))  # [R, K, 4]
    labels = torch.arange(CLASSES).expand_as(scores)[:, 1:].flatten()
    scores, decoded = scores[:, 1:].flatten(), decoded[:, 1:].reshape(-1, 4)
    margin = float((scores - SCORE).abs().min())
    keep = scores >= SCORE
    labels, scores, decoded = labels[keep], scores[keep], decoded[keep]
    assert ((decoded[:, 2:] - decoded[:, :2]) > 0).all()
    kept = batched_nms(decoded, scores, labels, OVERLAP)
    overlaps = torchvision.ops.box_iou(decoded, decoded)
    same = labels[:, None] == labels[None]
    margin = min(margin, float((overlaps[same] - OVERLAP).abs().min()))
    print(f"  {len(scores)} candidates, {len(kept)} kept; nothing nearer than {margin:.1e} to a threshold")
    assert margin > 1e-4 and 3 < len(kept) < len(scores)
    return [{"box": decoded[i].tolist(), "class": int(labels[i]), "score": float(scores[i])} for i in kept]


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    input_for = backbones.input_for
    backbones.input_for = lambda name, number=1: input_for("vgg16", number)
    backbones.MODELS["fast-rcnn-vgg16"] = FastRCNN
    backbones.write_fixture("fast-rcnn-vgg16")
    found = detections(FastRCNN().exact(input_for("vgg16")))
    path = backbones.FIXTURES.parent / "fast-rcnn-vgg16.json"
    path.write_text("[\n" + ",\n".join(json.dumps(d) for d in found) + "\n]\n")
    print(f"{path.relative_to(backbones.ROOT)}: {len(found)} detections")
