"""YOLOv3 from the picture to boxes: what its ports do around the network.

The network is `networks.YOLOv3` on an example scene, its last layers fitted so that about two hundred of
10,647 boxes hold a thing, and some of these a class or two: what a crowded photo gives. Every framework runs
the network as it can; decoding is the same few lines of numpy for all, which look at the objectness
first; suppression is torchvision's `batched_nms`, and OpenCV's own `NMSBoxesBatched` for OpenCV.

Needs: torch, torchvision, numpy, pillow; opencv for OpenCV's column.
"""

import numpy as np
import torch

# Stride: width and height of its anchors, in pixels; yolov3.cfg.
ANCHORS = {32: [(116, 90), (156, 198), (373, 326)], 16: [(30, 61), (62, 45), (59, 119)],
           8: [(10, 13), (16, 30), (33, 23)]}
SIDE = 416
LEAST_SCORE = 0.25
LEAST_LOGIT = float(np.log(LEAST_SCORE / (1 - LEAST_SCORE)))
SUPPRESSION = 0.45


def spread(model, x):
    """Brings the last three layers' outputs to what a trained network says."""
    with torch.no_grad():
        for layer, maps in zip(model.bbox_head.convs_pred, model(x)):
            answers = maps.view(255, -1)
            factor = torch.tensor([1.5, 1.5, 0.4, 0.4] + [1.5] * 81).repeat(3) / answers.std(1)
            answers = answers * factor.view(-1, 1)
            shift = -answers.mean(1)
            best = torch.quantile(answers.view(3, 85, -1)[:, 4], 0.98, dim=1)
            shift.view(3, 85)[:, 4] = LEAST_LOGIT - best
            layer.weight.mul_(factor.view(-1, 1, 1, 1))
            layer.bias.mul_(factor).add_(shift)
        maps = [answers.numpy() for answers in model(x)]
        shift = 0
        while len(candidates(maps)[0]) > 300:
            shift -= 0.25
            for answers in maps:
                answers.reshape(3, 85, -1)[:, 5:] -= 0.25
        for layer in model.bbox_head.convs_pred:
            layer.bias.view(3, 85)[:, 5:] += shift
    boxes, scores, labels = candidates(maps)
    kept = suppressed_by_torchvision(boxes, scores, labels)
    print(f"yolov3-boxes: {len(boxes)} candidates, {len(kept)} detections")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def candidates(maps):
    """Boxes `[D, 4]`, clipped, their scores and classes: a box of two classes is two.

    maps: of strides 32, 16 and 8, each `[1, 255, h, w]`.
    """
    found = []
    for (stride, anchors), answers in zip(ANCHORS.items(), maps):
        answers = np.asarray(answers).reshape(3, 85, *answers.shape[-2:])
        number, row, column = np.nonzero(answers[:, 4] >= LEAST_LOGIT)
        values = answers[number, :, row, column]  # [n, 85]
        scores = sigmoid(values[:, 4:5]) * sigmoid(values[:, 5:])
        place, label = np.nonzero(scores >= LEAST_SCORE)
        values, sizes = values[place], np.array(anchors, np.float32)[number[place]]
        centre = (sigmoid(values[:, :2]) + np.stack([column, row], 1)[place]) * stride
        half = sizes * np.exp(values[:, 2:4]) / 2
        boxes = np.concatenate([centre - half, centre + half], 1).clip(0, SIDE)
        found.append((boxes, scores[place, label], label))
    boxes, scores, labels = (np.concatenate(part) for part in zip(*found))
    keep = (boxes[:, 2:] > boxes[:, :2]).all(1)
    return boxes[keep].astype(np.float32), scores[keep].astype(np.float32), labels[keep]


def suppressed_by_torchvision(boxes, scores, labels):
    from torchvision.ops import batched_nms

    return batched_nms(torch.from_numpy(boxes), torch.from_numpy(scores), torch.from_numpy(labels),
                       SUPPRESSION).numpy()


def suppressed_by_opencv(boxes, scores, labels):
    import cv2

    sides = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], 1)
    return np.asarray(cv2.dnn.NMSBoxesBatched(
        sides.tolist(), scores.tolist(), labels.tolist(), LEAST_SCORE, SUPPRESSION), int)


def detections(maps, suppress):
    """Boxes, labels and scores, the best first."""
    boxes, scores, labels = candidates(maps)
    kept = suppress(boxes, scores, labels)
    return [boxes[kept], labels[kept], scores[kept]]


def with_boxes(framework, run, arrays):
    """A network's `run`, with boxes at its end."""
    suppress = suppressed_by_opencv if framework == "opencv" else suppressed_by_torchvision
    return (lambda: detections(arrays(run()), suppress)), (lambda found: found)
