#!/usr/bin/env python3
"""What Pillow, colorsys and torchvision make of colours, affine maps, boxes and keypoints.

Run from the top of the checkout with a Python that has torch, torchvision ≥ 0.24 (keypoints in
transforms.v2), numpy and Pillow:

    python3 Tests/Oracles/augmentation_fixtures.py
"""
import colorsys
import json
import math

import numpy as np
import torch
from PIL import Image
from torchvision import tv_tensors
from torchvision.transforms import functional as F
from torchvision.transforms import v2

IMAGES = "Tests/ImagesTests/Fixtures/"
DATASETS = "Tests/DatasetsTests/Fixtures/"


def write(path, value):
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(item) for item in value) + "\n]\n")
    print(f"{path}: {len(value)} cases")


def pattern(width, height, channels):
    """The tests make the same picture from the same formula."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return ((x * 37 + y * 59 + c * 83 + x * y * 7 + (x * x * c) % 31) % 256).astype("u1")


def hsv():
    random = np.random.RandomState(3)
    colors = random.randint(0, 256, (150, 3)).tolist()
    colors += [[r, g, b] for r in (0, 128, 255) for g in (0, 128, 255) for b in (0, 128, 255)]
    cases = []
    for color in colors:
        h, s, v = colorsys.rgb_to_hsv(*(c / 255 for c in color))
        turned = [round(255 * c) for c in colorsys.hsv_to_rgb((h + 0.4) % 1, s * 0.7, v * 0.9)]
        cases.append({"rgb": color, "hsv": [h, s, v], "changed": turned})
    write(IMAGES + "hsv.json", cases)


def adjusting():
    """torchvision on float tensors in 0…1, rounded to 8 bits at the end."""
    width, height = 9, 7
    tensor = torch.from_numpy(pattern(width, height, 3).transpose(2, 0, 1).astype("f4")) / 255
    calls = [("hue", F.adjust_hue, h) for h in (-0.5, -0.21, 0.0, 0.13, 0.5)]
    calls += [("brightness", F.adjust_brightness, b) for b in (0.0, 0.6, 1.7)]
    calls += [("contrast", F.adjust_contrast, c) for c in (0.0, 0.5, 1.0, 1.9)]
    cases = []
    for name, function, amount in calls:
        out = (function(tensor, amount) * 255).round().byte().permute(1, 2, 0).numpy()
        cases.append({"name": name, "amount": amount, "width": width, "height": height,
                      "samples": out.tobytes().hex()})
    write(IMAGES + "adjusting.json", cases)


def matrix(angle, scale, shift):
    """x' = a·x + c·y + tx, y' = b·x + d·y + ty, as Transform has it."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [scale[0] * cosine, scale[0] * sine, -scale[1] * sine, scale[1] * cosine, *shift]


def warping():
    """No pixel centre comes from between two pixels, where rounding would choose."""
    cases = []
    maps = [matrix(0, (1, 1), (3, 2)), matrix(0, (1.3, 0.8), (-2.13, 1.57)),
            matrix(20, (1, 1), (2, -3)), matrix(-71, (0.9, 1.4), (5, 12)),
            [-1, 0, 0, 1, 13, 0], [1, 0, 0.4, 1, 0, 0]]
    for a, b, c, d, tx, ty in maps:
        for channels, mode in ((1, "L"), (3, "RGB")):
            samples = pattern(13, 9, channels)
            picture = Image.fromarray(samples[:, :, 0] if channels == 1 else samples, mode)
            back = np.linalg.inv(np.array([[a, c, tx], [b, d, ty], [0, 0, 1]]))
            for name, how in (("bilinear", Image.BILINEAR), ("nearest", Image.NEAREST)):
                out = np.asarray(picture.transform((15, 11), Image.AFFINE, back[:2].reshape(-1).tolist(),
                                                   resample=how))
                cases.append({"method": name, "channels": channels,
                              "transform": [float(v) for v in (a, b, c, d, tx, ty)],
                              "samples": out.tobytes().hex()})
    write(IMAGES + "warping.json", cases)


def geometry():
    """Boxes and keypoints under torchvision's v2 transforms, clipped where it clips."""
    random = np.random.RandomState(5)
    width, height = 192, 144
    size = (height, width)
    corner = random.randint(0, 100, (12, 2)).astype("f4")
    boxes = np.concatenate([corner, corner + random.randint(4, 44, (12, 2))], 1).astype("f4")
    points = (random.rand(12, 2) * [width, height]).astype("f4").round(2)
    b = tv_tensors.BoundingBoxes(torch.from_numpy(boxes), format="XYXY", canvas_size=size)
    k = tv_tensors.KeyPoints(torch.from_numpy(points), canvas_size=size)
    G = v2.functional
    calls = [("flip", G.horizontal_flip, {})]
    for angle, translate, scale in ((0, [0, 0], 1.2), (0, [17, -9], 1), (0, [-20, 12], 0.75),
                                    (8, [5, 3], 1.1), (-15, [0, 0], 0.9)):
        calls.append(("affine", G.affine, {"angle": angle, "translate": translate, "scale": scale,
                                           "shear": [0.0, 0.0]}))
    calls.append(("resize", G.resize, {"size": [300, 100]}))
    cases = []
    for name, function, options in calls:
        moved, placed = function(b, **options), function(k, **options)
        cases.append({
            "name": name, "width": width, "height": height, "boxes": boxes.tolist(),
            "points": points.tolist(), "angle": options.get("angle", 0),
            "translate": options.get("translate", [0, 0]), "scale": options.get("scale", 1),
            "size": list(moved.canvas_size[::-1]), "movedBoxes": moved.tolist(),
            "movedPoints": placed.tolist(),
        })
    write(DATASETS + "geometry.json", cases)


hsv()
adjusting()
warping()
geometry()
