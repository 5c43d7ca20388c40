#!/usr/bin/env python3
"""Compares `fovea evaluate` with pycocotools, figure by figure and second by second.

    python3 -m venv /tmp/coco && /tmp/coco/bin/pip install pycocotools numpy
    /tmp/coco/bin/python Tests/Oracles/coco_scores.py --fovea .build/release/fovea
    /tmp/coco/bin/python Tests/Oracles/coco_scores.py --fovea .build/release/fovea --time
    /tmp/coco/bin/python Tests/Oracles/coco_scores.py --fovea .build/release/fovea --fixture

Without a flag: renders 300 Pasture scenes, perturbs their truth into detections (moved, doubled,
tiny, empty, of the wrong class, on nothing, tied in score, more than a hundred in a picture), adds
crowds,
polygons, pictures without truth and without detections, and prints the largest difference of all
figures for boxes, masks and keypoints. Exits with 1 when it is above 1e-9.

--time: 5,000 pictures, 36,000 truths of 80 classes, 180,000 detections; three runs of each side in
turn, best of each, with reading the files and without.

--fixture: writes a few dozen pictures and pycocotools' figures for `swift test`.
"""

import argparse
import contextlib
import copy
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIGURES = {
    "bbox": ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"],
    "keypoints": ["AP", "AP50", "AP75", "APm", "APl", "AR", "AR50", "AR75", "ARm", "ARl"],
}
FIGURES["segm"] = FIGURES["bbox"]
PREFIX = {"bbox": "", "segm": "mask_", "keypoints": "keypoint_"}
PASTURE_BANDS = [[0, 1e10], [0, 16**2], [16**2, 40**2], [40**2, 1e10]]


def rle(bits):
    code = masks.encode(np.asfortranarray(bits.astype(np.uint8)))
    return {"size": [int(n) for n in code["size"]], "counts": code["counts"].decode()}


def bits_of(segmentation, height, width):
    if isinstance(segmentation, list):
        segmentation = masks.merge(masks.frPyObjects(segmentation, height, width))
    elif isinstance(segmentation["counts"], list):
        segmentation = masks.frPyObjects(segmentation, height, width)
    return masks.decode(segmentation)


def disturbed(truth, random):
    """The truth of rendered scenes made harder: crowds, polygons, empty pictures, border areas."""
    truth = copy.deepcopy(truth)
    pictures = {p["id"]: p for p in truth["images"]}
    by_picture = {}
    for a in truth["annotations"]:
        by_picture.setdefault(a["image_id"], []).append(a)
    kept = []
    for number, p in enumerate(truth["images"]):
        own = by_picture.get(p["id"], [])
        if number % 17 == 3:
            continue  # a picture without truth
        kept += own
        if number % 5 == 1:  # a crowd over half of the picture
            bits = np.zeros((p["height"], p["width"]), np.uint8)
            x, y = random.integers(0, p["width"] // 2), random.integers(0, p["height"] // 2)
            bits[y : y + p["height"] // 2, x : x + p["width"] // 2] = 1
            kept.append({
                "image_id": p["id"], "category_id": int(random.integers(1, 4)), "iscrowd": 1,
                "bbox": [int(x), int(y), p["width"] // 2, p["height"] // 2],
                "area": int(bits.sum()), "segmentation": rle(bits),
                "keypoints": [0] * 51, "num_keypoints": 0,
            })
    for n, a in enumerate(kept):
        p = pictures[a["image_id"]]
        a["id"] = n + 1
        if isinstance(a["segmentation"].get("counts"), list):
            a["segmentation"] = rle(bits_of(a["segmentation"], p["height"], p["width"]))
        x, y, w, h = a["bbox"]
        if n % 7 == 2 and not a["iscrowd"]:
            a["segmentation"] = [[x, y, x + w, y + 0.5, x + w - 0.25, y + h, x + w / 3, y + h * 0.9]]
        if n % 11 == 5:  # exactly on the border of two bands
            a["area"] = float(random.choice([32, 96, 16, 40]) ** 2)
        if a["category_id"] == 1 and n % 13 == 4:
            a["keypoints"], a["num_keypoints"] = [0] * 51, 0
        for name in ("visible", "ignore"):
            a.pop(name, None)
        if a["category_id"] != 1:
            a.pop("keypoints", None)
            a.pop("num_keypoints", None)
    truth["annotations"] = kept
    return truth


def guesses(truth, random):
    """Boxes, masks and keypoints that a poor detector might answer."""
    boxes, segments, points = [], [], []
    by_picture = {}
    for a in truth["annotations"]:
        by_picture.setdefault(a["image_id"], []).append(a)

    def score(quality):
        value = float(np.clip(random.normal(quality, 0.2), 0.001, 1))
        return round(value, 2) if random.random() < 0.5 else value  # many ties

    def add(p, category, box, value):
        boxes.append({
            "image_id": p["id"], "category_id": int(category), "bbox": [float(b) for b in box],
            "score": value})

    for number, p in enumerate(truth["images"]):
        width, height = p["width"], p["height"]
        if number % 19 == 7:
            continue  # a picture without detections
        for a in by_picture.get(p["id"], []):
            x, y, w, h = a["bbox"]
            bits = bits_of(a["segmentation"], height, width)
            for copy_number in range(int(random.integers(0, 4))):
                noise = random.choice([0, 0.03, 0.1, 0.3])
                dx, dy = random.normal(0, noise, 2) * [w, h]
                sw, sh = np.exp(random.normal(0, noise, 2))
                category = a["category_id"] if random.random() < 0.85 else random.integers(1, 9)
                value = score(0.8 - noise)
                box = [x + dx, y + dy, w * sw, h * sh]
                if random.random() < 0.3:  # whole pixels: overlaps that are simple fractions
                    box = [round(b) for b in box[:2]] + [max(1, round(b)) for b in box[2:]]
                add(p, category, box, value)
                moved = np.roll(bits, (round(dy), round(dx)), (0, 1))
                for _ in range(round(noise * 40)):  # bits added and bits cut off
                    bx, by = random.integers(0, width), random.integers(0, height)
                    if random.random() < 0.7:
                        bx, by = int(x + random.uniform(0, w)), int(y + random.uniform(0, h))
                    moved[max(0, by) : by + 5, max(0, bx) : bx + 4] ^= 1
                segments.append({
                    "image_id": p["id"], "category_id": int(category), "segmentation": rle(moved),
                    "score": value})
                if a["category_id"] == 1:
                    flat = np.array(a["keypoints"], float).reshape(17, 3)
                    flat[:, :2] += random.normal(0, noise * np.sqrt(a["area"]) / 3, (17, 2))
                    flat[:, 2] = 1
                    points.append({
                        "image_id": p["id"], "category_id": 1, "keypoints": flat.ravel().tolist(),
                        "score": value})
        for _ in range(int(random.integers(0, 6))):  # on nothing, some of them tiny
            size = random.choice([0, 1, 4, 30, 60], 2)  # 0: an empty box, an empty mask
            x, y = random.uniform(0, [width - 1, height - 1])
            category, value = random.integers(1, 9), score(0.3)
            add(p, category, [x, y, *size], value)
            bits = np.zeros((height, width), np.uint8)
            bits[int(y) : int(y) + size[1], int(x) : int(x) + size[0]] = 1
            segments.append({
                "image_id": p["id"], "category_id": int(category), "segmentation": rle(bits),
                "score": value})
            points.append({
                "image_id": p["id"], "category_id": 1, "score": value,
                "keypoints": np.column_stack(
                    [random.uniform(0, [width, height], (17, 2)), np.ones(17)]).ravel().tolist()})
        if number % 50 == 10:  # more than the hundred that count
            for _ in range(130):
                x, y = random.uniform(0, [width - 1, height - 1])
                add(p, 2, [x, y, 25, 25], score(0.4))
    for answers in (boxes, segments, points):
        random.shuffle(answers)
    return {"bbox": boxes, "segm": segments, "keypoints": points}


def quietly(function, *arguments):
    with contextlib.redirect_stdout(io.StringIO()):
        return function(*arguments)


def reference(truth_file, results, kind, bands=None):
    """pycocotools' figures, by name; None where it says -1."""
    def run():
        truth = COCO(str(truth_file))
        evaluation = COCOeval(truth, truth.loadRes(copy.deepcopy(results)), kind)
        if kind == "keypoints":
            evaluation.params.catIds = [1]
        if bands:
            evaluation.params.areaRng = [b for i, b in enumerate(bands) if kind != "keypoints" or i != 1]
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        return evaluation.stats
    stats = quietly(run)
    return {n: None if s < 0 else float(s) for n, s in zip(FIGURES[kind], stats)}


def ours(fovea, truth_file, results_file, kind, *options):
    answer = subprocess.run(
        [fovea, "evaluate", "--annotations", truth_file, "--detections", results_file, "--metric",
         "coco", "--iou-type", kind, "--json", *options],
        check=True, capture_output=True, text=True).stdout
    figures = json.loads(answer)
    return {n: figures[PREFIX[kind] + n] for n in FIGURES[kind]}


def difference(a, b):
    assert a.keys() == b.keys()
    pairs = [(a[n], b[n]) for n in a]
    return max(float("inf") if (x is None) != (y is None) else abs((x or 0) - (y or 0)) for x, y in pairs)


def rendered(fovea, folder, count):
    subprocess.run(
        [fovea, "render", folder, "--count", str(count), "--seed", "5000", "--size", "320x240"],
        check=True, capture_output=True)
    return json.loads((folder / "annotations.json").read_text())


def compare(fovea, count):
    worst = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        random = np.random.default_rng(4)
        truth = disturbed(rendered(fovea, folder, count), random)
        truth_file = folder / "truth.json"
        truth_file.write_text(json.dumps(truth))
        answers = guesses(truth, random)
        # With a box beside the mask, pycocotools takes the box's area.
        both = [
            {**a, "bbox": [float(b) for b in masks.toBbox(a["segmentation"])]}
            for a in answers["segm"]]
        cases = [("boxes", "bbox", answers["bbox"]), ("masks", "segm", answers["segm"]),
                 ("masks with boxes", "segm", both), ("boxes as masks", "segm", answers["bbox"]),
                 ("boxes of masks", "bbox", answers["segm"]),
                 ("keypoints", "keypoints", answers["keypoints"])]
        print(f"{len(truth['images'])} pictures, {len(truth['annotations'])} truths")
        for title, kind, results in cases:
            results_file = folder / "results.json"
            results_file.write_text(json.dumps(results))
            for bands, options in ((None, []), (PASTURE_BANDS, ["--area-bands", "pasture"])):
                theirs = reference(truth_file, results, kind, bands)
                mine = ours(fovea, truth_file, results_file, kind, *options)
                gap = difference(theirs, mine)
                worst = max(worst, gap)
                label = title + (", Pasture's bands" if bands else "")
                print(f"{label:34} {len(results):6} detections  AP {theirs['AP']:.6f}  "
                      f"largest difference {gap:.1e}", flush=True)
                if gap > 1e-9:
                    print("  theirs", theirs, "\n  ours  ", mine)
    print(f"largest difference of all: {worst:.1e}")
    return worst <= 1e-9


def large(random):
    """As many pictures, truths and detections as COCO's val2017 and a usual detector have."""
    pictures, truths, answers = [], [], []
    weights = 1 / np.arange(1, 81) ** 0.7
    weights /= weights.sum()
    for p in range(1, 5001):
        pictures.append({"id": p, "file_name": f"{p:012}.jpg", "width": 640, "height": 480})
    for n in range(36000):
        w, h = np.exp(random.uniform(np.log(8), np.log(300), 2))
        x, y = random.uniform(0, [640 - w, 480 - h])
        truths.append({
            "id": n + 1, "image_id": int(random.integers(1, 5001)),
            "category_id": int(random.choice(80, p=weights)) + 1,
            "bbox": [round(float(v), 2) for v in (x, y, w, h)], "area": round(float(w * h * 0.6), 3),
            "iscrowd": int(random.random() < 0.01), "segmentation": []})
    for n in range(180000):
        if random.random() < 0.4:
            t = truths[int(random.integers(len(truths)))]
            noise = random.choice([0.03, 0.1, 0.2])
            x, y, w, h = t["bbox"]
            dx, dy = random.normal(0, noise, 2) * [w, h]
            sw, sh = np.exp(random.normal(0, noise, 2))
            box, p, c = (x + dx, y + dy, w * sw, h * sh), t["image_id"], t["category_id"]
            value = 0.9 - noise * 2
        else:
            w, h = np.exp(random.uniform(np.log(8), np.log(300), 2))
            x, y = random.uniform(0, [640 - w, 480 - h])
            box, p = (x, y, w, h), int(random.integers(1, 5001))
            c, value = int(random.choice(80, p=weights)) + 1, 0.2
        answers.append({
            "image_id": p, "category_id": c, "bbox": [round(float(v), 3) for v in box],
            "score": round(float(np.clip(random.normal(value, 0.15), 0.001, 1)), 5)})
    categories = [{"id": k, "name": f"class {k}"} for k in range(1, 81)]
    return {"images": pictures, "annotations": truths, "categories": categories}, answers


def measure(fovea, runs=3):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        truth, answers = large(np.random.default_rng(5))
        truth_file, results_file = folder / "truth.json", folder / "results.json"
        truth_file.write_text(json.dumps(truth))
        results_file.write_text(json.dumps(answers))
        print(f"{len(truth['images'])} pictures, {len(truth['annotations'])} truths, "
              f"{len(answers)} detections, {results_file.stat().st_size / 1e6:.1f} MB of results")
        times = {"theirs": [], "ours": [], "theirs alone": [], "ours alone": []}

        def theirs():
            start = time.perf_counter()
            gt = COCO(str(truth_file))
            dt = gt.loadRes(str(results_file))
            read = time.perf_counter()
            evaluation = COCOeval(gt, dt, "bbox")
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            end = time.perf_counter()
            return evaluation.stats, end - start, end - read

        for _ in range(runs):
            stats, whole, alone = quietly(theirs)
            times["theirs"].append(whole)
            times["theirs alone"].append(alone)
            start = time.perf_counter()
            result = subprocess.run(
                [fovea, "evaluate", "--annotations", truth_file, "--detections", results_file,
                 "--metric", "coco", "--json", "--timing"],
                check=True, capture_output=True, text=True)
            times["ours"].append(time.perf_counter() - start)
            figures = json.loads(result.stdout)
            times["ours alone"].append(figures["seconds_scoring"])
            gap = max(abs(figures[n] - s) for n, s in zip(FIGURES["bbox"], stats))
            print(f"  a run: theirs {whole:.2f} s, ours {times['ours'][-1]:.2f} s, "
                  f"largest difference {gap:.1e}", flush=True)
        best = {n: min(t) for n, t in times.items()}
        print(f"with reading:  pycocotools {best['theirs']:6.2f} s   fovea {best['ours']:6.2f} s   "
              f"ratio {best['ours'] / best['theirs']:.3f}")
        print(f"scoring alone: pycocotools {best['theirs alone']:6.2f} s   "
              f"fovea {best['ours alone']:6.2f} s   "
              f"ratio {best['ours alone'] / best['theirs alone']:.3f}")
        return best["ours"] <= best["theirs"]


def rounded(value):
    """Short numbers, so that the fixture is small."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return {k: rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


def write_fixture(fovea):
    target = ROOT / "Tests/EvaluationTests/Fixtures"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        random = np.random.default_rng(6)
        truth = rounded(disturbed(rendered(fovea, folder, 30), random))
        answers = rounded(guesses(truth, random))
        for a in answers["bbox"]:
            a["score"] = max(a["score"], 0.001)

    def save(file, value):
        rows = lambda items: "[\n" + ",\n".join(
            json.dumps(i, separators=(",", ":")) for i in items) + "\n]"
        text = rows(value) if isinstance(value, list) else "{\n" + ",\n".join(
            f"{json.dumps(k)}: " + (rows(v) if isinstance(v, list) else json.dumps(v))
            for k, v in value.items()) + "\n}"
        (target / file).write_text(text + "\n")

    truth_file = target / "coco_truth.json"
    save(truth_file.name, truth)
    expected = {}
    for kind, results in answers.items():
        save(f"coco_{kind}.json", results)
        expected[kind] = reference(truth_file, results, kind)
        expected[kind + "/pasture"] = reference(truth_file, results, kind, PASTURE_BANDS)
    (target / "coco_expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    print(json.dumps(expected["bbox"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--fovea", default=str(ROOT / ".build/release/fovea"))
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--time", action="store_true")
    parser.add_argument("--fixture", action="store_true")
    arguments = parser.parse_args()
    if arguments.fixture:
        write_fixture(arguments.fovea)
    else:
        good = measure(arguments.fovea) if arguments.time else compare(
            arguments.fovea, arguments.count)
        sys.exit(0 if good else 1)
