#!/usr/bin/env python3
"""Numbers for the tests of graph segmentation, colour spaces, region warps and R-CNN's machines:
scikit-image, OpenCV, scikit-learn, NumPy.

Needs: numpy, scikit-image 0.26, opencv-python-headless, scikit-learn. Run from the top of the
checkout:

    python3 Tests/Oracles/proposal_fixtures.py segments    # scikit-image, OpenCV
    python3 Tests/Oracles/proposal_fixtures.py machines    # scikit-learn
"""

import json
import sys

import numpy as np

IMAGES = "Tests/ImagesTests/Fixtures/"
DETECTORS = "Tests/DetectorsTests/Fixtures/"


def write(path, value):
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(item) for item in value) + "\n]\n")


def scene(width, height, seed):
    """Shaded shapes with noise: regions of every kind."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    image = np.stack([60 + 2 * y, 120 + x, 200 - 3 * y], axis=2).astype(float)
    for _ in range(5):
        color = generator.integers(0, 256, 3)
        cx, cy = generator.uniform(0, width), generator.uniform(0, height)
        rx, ry = generator.uniform(3, max(4, width / 3)), generator.uniform(3, max(4, height / 3))
        inside = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1
        image[inside] = color
    image += generator.normal(0, 6, image.shape)
    return np.clip(np.round(image), 0, 255).astype(np.uint8)


def renamed(labels):
    """Regions numbered as they are met, row by row."""
    names = {}
    return [names.setdefault(int(label), len(names)) for label in labels.ravel()]


def segments():
    import cv2
    from skimage.color import rgb2lab
    from skimage.segmentation import felzenszwalb

    cases = []
    for index, (width, height, k, sigma, least) in enumerate([
        (41, 30, 100, 0.8, 20), (41, 30, 300, 0.5, 1), (33, 47, 50, 0.8, 8), (17, 13, 10, 2.5, 0),
        (64, 5, 100, 1.2, 4), (1, 40, 30, 0.8, 3),
    ]):
        image = scene(width, height, index)
        labels = felzenszwalb(image, scale=k, sigma=sigma, min_size=least)
        cases.append({
            "width": width, "height": height, "k": k, "sigma": sigma, "minimumSize": least,
            "samples": image.tobytes().hex(), "labels": renamed(labels)})
        print(f"{width}×{height}: {labels.max() + 1} regions")
    write(IMAGES + "segments.json", cases)

    colors = np.random.default_rng(7).integers(0, 256, (24, 3)).astype(np.uint8)
    colors[:4] = [[0, 0, 0], [255, 255, 255], [255, 0, 0], [3, 2, 1]]
    lab = rgb2lab(colors[None])[0]
    write(IMAGES + "lab.json", [
        {"rgb": rgb.tolist(), "lab": [round(float(v), 4) for v in value]}
        for rgb, value in zip(colors, lab)])

    # Warps: appendix A's recipe, with OpenCV's bilinear resize of the part inside the picture.
    cases = []
    image = scene(57, 43, 11)
    for box, side, padding in [
        ((10, 8, 30, 35), 32, 3), ((0, 0, 57, 43), 24, 4), ((-6, 5, 12, 20), 16, 0),
        ((50.2, 38.7, 60.1, 49.9), 20, 2), ((20, 20, 22, 21), 15, 3), ((100, 100, 120, 130), 8, 1),
    ]:
        scale = side / (side - 2 * padding)
        cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        hw, hh = (box[2] - box[0]) / 2 * scale, (box[3] - box[1]) / 2 * scale
        half_up = lambda v: int(np.floor(v + 0.5))
        x1, x2 = half_up(cx - hw), half_up(cx + hw)
        y1, y2 = half_up(cy - hh), half_up(cy + hh)
        x2, y2 = max(x2, x1 + 1), max(y2, y1 + 1)
        warp = np.broadcast_to(np.float32([0.4, 0.5, 0.6]), (side, side, 3)).copy()
        cl, cr, ct, cb = max(0, x1), min(57, x2), max(0, y1), min(43, y2)
        if cl < cr and ct < cb:
            sx, sy = side / (x2 - x1), side / (y2 - y1)
            left, top = min(side - 1, half_up((cl - x1) * sx)), min(side - 1, half_up((ct - y1) * sy))
            width = min(side - left, max(1, half_up((cr - cl) * sx)))
            height = min(side - top, max(1, half_up((cb - ct) * sy)))
            part = image[ct:cb, cl:cr].astype(np.float32) / 255
            warp[top:top + height, left:left + width] = cv2.resize(
                part, (width, height), interpolation=cv2.INTER_LINEAR)
        cases.append({
            "box": box, "side": side, "padding": padding,
            "values": [round(float(v), 6) for v in warp.transpose(2, 0, 1).ravel()]})
    cases[0]["samples"] = image.tobytes().hex()
    write(IMAGES + "warps.json", cases)


def machines():
    from sklearn.linear_model import Ridge
    from sklearn.svm import LinearSVC

    generator = np.random.default_rng(3)
    cases = []
    for count, length, cost, weight, shift in [
        (40, 3, 1.0, 1.0, 1.0), (200, 12, 0.01, 2.0, 0.7), (150, 6, 0.001, 5.0, 3.0),
    ]:
        positive = generator.random(count) < 0.3
        features = generator.normal(0, 1, (count, length)) + np.where(positive, shift, 0)[:, None]
        features = np.round(features, 3)
        machine = LinearSVC(
            loss="hinge", dual=True, C=cost, class_weight={1: weight}, intercept_scaling=10,
            tol=1e-9, max_iter=2_000_000, random_state=0)
        machine.fit(features, positive.astype(int))
        cases.append({
            "features": features.ravel().tolist(), "isPositive": positive.tolist(),
            "length": length, "cost": cost, "positiveWeight": weight,
            "weight": [float(v) for v in machine.coef_[0]], "bias": float(machine.intercept_[0])})
    write(DETECTORS + "svm.json", cases)

    cases = []
    for count, length, targets, penalty in [(30, 4, 2, 0.5), (12, 20, 4, 1000.0), (100, 9, 4, 3.0)]:
        features = np.round(np.maximum(generator.normal(0.3, 1, (count, length)), 0), 3)
        values = np.round(
            features @ generator.normal(0, 1, (length, targets)) + generator.normal(0, 1, (count, targets)), 3)
        ridge = Ridge(alpha=penalty, solver="cholesky").fit(features, values)
        cases.append({
            "features": features.ravel().tolist(), "targets": values.ravel().tolist(),
            "count": count, "lambda": penalty,
            "weight": ridge.coef_.ravel().tolist(), "bias": ridge.intercept_.tolist()})
    write(DETECTORS + "ridge.json", cases)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["segments", "machines"]:
        {"segments": segments, "machines": machines}[name]()
