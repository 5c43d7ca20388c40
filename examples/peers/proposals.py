#!/usr/bin/env python3
"""Fovea's selective search beside OpenCV contrib's, and its graph segmentation beside scikit-image's:
recall, labels, time, in one run.

Needs: numpy, opencv-contrib-python-headless, scikit-image (0.26); `fovea` and `fovea-bench` of this
repository.

    swift build -c release
    python3 examples/peers/proposals.py                       # 100 validation scenes of the Pasture
    python3 examples/peers/proposals.py --photos              # demo photographs found on the machine

Recall: the share of things (ignored ones left out) that some box among the first N proposals of their
picture overlaps with an IoU of at least 0.5. Time: both search the same picture one after the other,
picture by picture; a ratio is the median over pictures. Everybody is told to use two threads.

Photographs are those that darknet and scikit-image bring along; nothing of them is kept. Their boxes
stand below, drawn by hand on a grid, in pixels of the picture resized to a width of 500, which is also
the width at which R-CNN searched.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Folder of the package that brings the picture, its name, boxes x1 y1 x2 y2.
PHOTOS = [
    ("darknet", "dog.jpg", [(82, 92, 370, 273), (87, 145, 198, 350), (302, 50, 454, 110)]),
    ("darknet", "person.jpg", [(151, 78, 213, 293), (53, 206, 158, 267), (319, 108, 470, 269)]),
    ("darknet", "horses.jpg", [(0, 124, 203, 264), (155, 127, 270, 233), (285, 138, 385, 223)]),
    ("darknet", "giraffe.jpg", [(172, 30, 445, 440), (250, 207, 424, 433)]),
    ("darknet", "eagle.jpg", [(85, 55, 388, 290)]),
    ("darknet", "kite.jpg", [(40, 226, 60, 284), (79, 258, 100, 320), (218, 29, 248, 55)]),
    ("skimage", "astronaut.png",
     [(20, 15, 350, 500), (345, 0, 460, 280), (270, 340, 497, 500), (150, 15, 297, 187)]),
    ("skimage", "coffee.png", [(145, 15, 342, 258), (64, 58, 400, 322), (270, 180, 340, 272)]),
    ("skimage", "rocket.jpg", [(240, 98, 264, 318)]),
    ("skimage", "motorcycle_left.png", [(62, 46, 462, 303)]),
    ("skimage", "camera.png", [(0, 62, 325, 500)]),
]


class Fovea:
    """`fovea-bench --serve` on a pipe."""

    def __init__(self, binary):
        environment = dict(os.environ, FOVEA_THREADS="2")
        self.process = subprocess.Popen(
            [binary, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            raise SystemExit(f"fovea-bench: {line}: {reply['error']}")
        return reply

    def propose(self, picture, folder, settings):
        file = f"{folder}/proposals.npy"
        reply = self.ask(f"propose {picture} {file} {settings}")
        return np.load(file), reply["milliseconds"]


def opencv(image, mode):
    """Boxes `[N, 4]` in OpenCV's order, and milliseconds."""
    start = time.perf_counter()
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(image)
    if mode == "fast":
        search.switchToSelectiveSearchFast()
    else:
        search.switchToSelectiveSearchQuality()
    found = search.process().astype(np.float64)
    milliseconds = 1000 * (time.perf_counter() - start)
    found[:, 2:] += found[:, :2]
    return found, milliseconds


def best_overlaps(truth, boxes):
    """For each truth, the IoU with each proposal: `[T, N]`."""
    truth = np.asarray(truth, np.float64).reshape(-1, 1, 4)
    low = np.maximum(truth[..., :2], boxes[None, :, :2])
    high = np.minimum(truth[..., 2:], boxes[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    area = lambda b: (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    return shared / (area(truth) + area(boxes[None]) - shared)


def pasture(fovea, folder, count):
    """PNG files and boxes of validation scenes."""
    subprocess.run(
        [fovea, "render", folder, "--count", str(count), "--split", "validation"], check=True,
        stdout=subprocess.DEVNULL)
    notes = json.loads(pathlib.Path(folder, "annotations.json").read_text())
    boxes = {image["id"]: [] for image in notes["images"]}
    for note in notes["annotations"]:
        if not note.get("iscrowd") and not note.get("ignore"):
            x, y, width, height = note["bbox"]
            boxes[note["image_id"]].append((x, y, x + width, y + height))
    return [
        (f"{folder}/images/{pathlib.Path(image['file_name']).name}", boxes[image["id"]])
        for image in notes["images"]]


def photographs(folder):
    import skimage

    places = {
        "darknet": "/usr/share/darknet/data", "skimage": f"{skimage.__path__[0]}/data"}
    found = []
    for package, name, boxes in PHOTOS:
        image = cv2.imread(f"{places[package]}/{name}")
        if image is None:
            print(f"{name} of {package} is not here: left out")
            continue
        height = round(image.shape[0] * 500 / image.shape[1])
        file = f"{folder}/{pathlib.Path(name).stem}.png"
        cv2.imwrite(file, cv2.resize(image, (500, height), interpolation=cv2.INTER_AREA))
        found.append((file, boxes))
    return found


def compare(fovea, pictures, mode, settings, label, folder):
    ours, theirs, ratios, counts, times = [], [], [], [], []
    for file, truth in pictures:
        image = cv2.imread(file)
        fovea.propose(file, folder, f"{mode} {settings}")  # once to warm up
        mine, my_time = fovea.propose(file, folder, f"{mode} {settings}")
        yours, your_time = opencv(image, mode)
        ratios.append(your_time / my_time)
        times.append((my_time, your_time))
        counts.append((len(mine), len(yours)))
        if truth:
            ours.append(best_overlaps(truth, mine.astype(np.float64)))
            theirs.append(best_overlaps(truth, yours))
    things = sum(len(o) for o in ours)

    def recall(lists, limit):
        hits = sum(int((o[:, :limit].max(axis=1) >= 0.5).sum()) for o in lists)
        return 100 * hits / things

    mean = lambda column: sum(c[column] for c in counts) / len(counts)
    print(f"\n{label}: {len(pictures)} pictures, {things} things")
    print(f"  proposals a picture: Fovea {mean(0):.0f}, OpenCV {mean(1):.0f}")
    print("  first N    Fovea   OpenCV   difference")
    equal = []
    for limit in [50, 100, 200, 500, 1000, 2000]:
        # Where one of them has fewer, both get as many as the one with fewer has.
        a = 100 * sum(
            int((o[:, :min(limit, *c)].max(axis=1) >= 0.5).sum()) for o, c in zip(ours, [
                c for c, (_, t) in zip(counts, pictures) if t])) / things
        b = 100 * sum(
            int((o[:, :min(limit, *c)].max(axis=1) >= 0.5).sum()) for o, c in zip(theirs, [
                c for c, (_, t) in zip(counts, pictures) if t])) / things
        print(f"  {limit:7d}  {a:6.1f} %  {b:6.1f} %   {a - b:+.1f}")
        equal.append((limit, a, b))
    print(f"      all  {recall(ours, None):6.1f} %  {recall(theirs, None):6.1f} %")
    print(
        f"  time: Fovea {statistics.median(t[0] for t in times):.1f} ms, OpenCV "
        f"{statistics.median(t[1] for t in times):.1f} ms; OpenCV / Fovea {statistics.median(ratios):.2f}"
        f" (from {min(ratios):.2f} to {max(ratios):.2f})")


def labels(fovea, pictures, folder):
    """Share of pixels whose region is the same in both, region by region matched."""
    from skimage.io import imread
    from skimage.segmentation import felzenszwalb

    print("\nGraph segmentation beside scikit-image's felzenszwalb")
    print("  k  sigma  minimum   pictures alike   worst: pixels alike")
    for k, sigma, least in [(50, 0.8, 20), (100, 0.8, 20), (100, 0.8, 1), (300, 0.5, 50)]:
        alike, worst = 0, 1.0
        for file, _ in pictures:
            file_out = f"{folder}/labels.npy"
            fovea.ask(f"segment {file} {file_out} {k} {sigma} {least}")
            mine = np.load(file_out).astype(np.int64)
            yours = felzenszwalb(imread(file)[..., :3], scale=k, sigma=sigma, min_size=least)
            pairs = np.stack([mine.ravel(), yours.ravel()], 1)
            unique, sizes = np.unique(pairs, axis=0, return_counts=True)
            # Each of our regions belongs to the one of theirs that it shares most with, and back.
            best = {}
            for (a, b), size in zip(unique, sizes):
                best[a] = max(best.get(a, (0, 0)), (size, b))
            back = {}
            for (a, b), size in zip(unique, sizes):
                back[b] = max(back.get(b, (0, 0)), (size, a))
            same = sum(size for a, (size, b) in best.items() if back[b][1] == a)
            share = same / mine.size
            one_to_one = len(unique) == mine.max() + 1 == yours.max() + 1
            alike += one_to_one
            worst = min(worst, share)
        print(f"  {k:3d}  {sigma}  {least:5d}      {alike:4d} of {len(pictures)}        {100 * worst:.2f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", default=str(ROOT / ".build/release"), help="folder of the binaries")
    parser.add_argument("--scenes", type=int, default=100)
    parser.add_argument("--photos", action="store_true")
    parser.add_argument("--mode", choices=["fast", "quality"], default="fast")
    parser.add_argument("--settings", help="other settings for Fovea: scales=50,100 minimum=20")
    parser.add_argument("--labels", action="store_true", help="only the segmentations")
    options = parser.parse_args()
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    cv2.setNumThreads(2)
    fovea = Fovea(f"{options.bin}/fovea-bench")
    with tempfile.TemporaryDirectory() as folder:
        pictures = (
            photographs(folder) if options.photos
            else pasture(f"{options.bin}/fovea", folder, options.scenes))
        if options.labels:
            labels(fovea, pictures, folder)
            return
        if options.settings is not None:
            compare(fovea, pictures, options.mode, options.settings, options.settings, folder)
            return
        scales = "150,300,450" if options.mode == "fast" else "150,300,450,600,750"
        compare(
            fovea, pictures, options.mode, f"scales={scales} minimum=100",
            f"{options.mode}, Fovea with OpenCV's k and minimum size", folder)
        compare(fovea, pictures, options.mode, "", f"{options.mode}, both as they come", folder)


if __name__ == "__main__":
    main()
