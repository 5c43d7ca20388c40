#!/usr/bin/python3
"""Fovea's Darknet networks beside Debian's libdarknet.so.

    darknet.py                       writes Tests/DetectorsTests/Fixtures/darknet: small networks of
                                     our own, their weights, and what libdarknet computes
    darknet.py --shapes FOVEA        every stock .cfg: each layer's shape, `fovea inspect` against
                                     libdarknet
    darknet.py --models FOVEA DIR [NAME…]
                                     the stock detectors on a photo: seeded, calibrated weights that
                                     libdarknet writes; raw outputs (`fovea trace`) and boxes after
                                     suppression (`fovea detect`) against libdarknet

Run with /usr/bin/python3: Debian's darknet, gcc, python3-numpy, python3-pil. The photo is the
package's own dog.jpg, which is not ours and stays where it is. Weights take 1 GB in DIR for
yolov1; each is deleted when it has been compared.

Raw outputs must agree to 1e-4 of their largest value with direct convolutions, to 1e-3 with those that
are chosen by speed (Winograd's, in part). With either the boxes must be the same, one to one: class, score to
the same 1e-4 or 1e-3, corners to a thousandth of the picture's side; but for scores that near to the
threshold, where rounding decides.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "DetectorsTests" / "Fixtures" / "darknet"
CFG = pathlib.Path("/usr/share/darknet/cfg")
PHOTO = pathlib.Path("/usr/share/darknet/data/dog.jpg")
DARKNET = "/usr/lib/darknet"
SUPPRESSION = 0.45

# Not networks for pictures: text, and a game of Go's board is one (go.cfg stays).
FOR_TEXT = {"gru.cfg", "rnn.cfg", "rnn.train.cfg"}
MODELS = ["yolov1-tiny", "yolov1", "yolov2", "yolov2-tiny-voc", "yolov3", "yolov3-tiny",
          "yolov3-spp"]


def build_helper(folder):
    helper = pathlib.Path(folder) / "helper"
    subprocess.run(["gcc", "-O2", "-o", helper, ROOT / "Tests/Oracles/darknet_helper.c",
                    f"-I{DARKNET}/include", f"{DARKNET}/libdarknet.so", f"-Wl,-rpath,{DARKNET}",
                    "-lm"], check=True)
    return helper


def run_helper(helper, *arguments):
    # Trees and maps of classes lie beside the cfg folder, and are named from there.
    out = subprocess.run([helper, *map(str, arguments)], cwd="/usr/share/darknet", check=True,
                         capture_output=True, text=True, errors="replace",
                         env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    return out.stdout.splitlines()


def for_one_picture(cfg, folder):
    """The cfg with a batch of 1: libdarknet allocates for as many pictures as it says."""
    lines = []
    for line in cfg.read_text().splitlines():
        key = line.split("=")[0].strip()
        lines.append(f"{key}=1" if key in ("batch", "subdivisions") else line)
    path = pathlib.Path(folder) / cfg.name
    path.write_text("\n".join(lines) + "\n")
    return path


def shapes(fovea):
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        helper = build_helper(folder)
        for cfg in sorted(CFG.glob("*.cfg")):
            if cfg.name in FOR_TEXT:
                continue
            lines = run_helper(helper, "shapes", for_one_picture(cfg, folder))
            theirs = [list(map(int, l.split()[2:])) for l in lines if l.startswith("layer ")]
            out = subprocess.run([fovea, "inspect", cfg, "--json"], capture_output=True, text=True)
            if out.returncode != 0:
                print(f"{cfg.name:28} {out.stderr.strip()}")
                failures += 1
                continue
            ours = [layer["output"][1:] for layer in json.loads(out.stdout)["layers"]]
            wrong = []
            for number, (a, b) in enumerate(zip(ours, theirs)):
                count, *sides = b
                # Where libdarknet gives no sides, only the count can be compared.
                same = np.prod(a) == count and (0 in sides or len(a) == 1 or a == sides)
                if not same:
                    wrong.append(f"layer {number}: {a}, libdarknet {b}")
            if len(ours) != len(theirs):
                wrong.append(f"{len(ours)} layers, libdarknet {len(theirs)}")
            failures += bool(wrong)
            print(f"{cfg.name:28} {len(ours):4} layers  {'; '.join(wrong[:3]) or 'the same'}")
    print(f"{failures} differ")
    return failures == 0


def iou(a, b):
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    area = lambda r: (r[2] - r[0]) * (r[3] - r[1])
    return w * h / (area(a) + area(b) - w * h)


def corners(x, y, w, h):
    return [x - w / 2, y - h / 2, x + w / 2, y + h / 2]


def model(fovea, helper, folder, name, framing):
    photo = Image.open(PHOTO).convert("RGB")
    photo.save(folder / "photo.png")
    pixels = (np.asarray(photo).transpose(2, 0, 1) / 255).astype(np.float32)
    np.ascontiguousarray(pixels).tofile(folder / "photo.f32")
    cfg = for_one_picture(CFG / f"{name}.cfg", folder)
    weights = folder / f"{name}.weights"
    size = photo.size

    # Weights are calibrated on the photo, about as the network will see it.
    report = json.loads(subprocess.run([fovea, "inspect", cfg, "--json"], check=True,
                                       capture_output=True, text=True).stdout)
    _, _, height, width = report["input"]
    seen = framed(pixels, width, height, framing)
    seen.tofile(folder / "seen.f32")
    run_helper(helper, "make", cfg, folder / "seen.f32", weights)

    # A threshold with a hundred boxes or more above it.
    outputs = folder / "theirs"
    outputs.mkdir(exist_ok=True)
    detect = lambda score: run_helper(
        helper, "detect", cfg, weights, folder / "photo.f32", size[0], size[1], framing, score,
        SUPPRESSION, outputs)
    # A softmax over many classes leaves little to each.
    score = 0.1 if any(l["section"] == "region" for l in report["layers"]) else 0.5
    boxes = [l.split()[1:] for l in detect(score) if l.startswith("box ")]
    while len(boxes) < 100 and score > 0.01:
        score = round(score * 0.7, 3)
        boxes = [l.split()[1:] for l in detect(score) if l.startswith("box ")]

    theirs = []
    for k, p, x, y, w, h in boxes:
        x1, y1, x2, y2 = corners(*map(float, (x, y, w, h)))
        box = [max(x1, 0), max(y1, 0), min(x2, size[0]), min(y2, size[1])]
        if box[0] < box[2] and box[1] < box[3]:
            theirs.append((int(k), float(p), box))
    fine = len(theirs) > 10
    for choice, limit in [("direct", 1e-4), ("automatic", 1e-3)]:  # DESIGN §8
        fine = traced(fovea, folder, name, cfg, weights, report, choice, limit) and fine
        fine = same_boxes(fovea, folder, cfg, weights, choice, limit, score, theirs, size) and fine
    weights.unlink()
    return fine


def environment(choice):
    kept = {k: v for k, v in os.environ.items() if k != "FOVEA_CONVOLUTION"}
    return kept if choice == "automatic" else {**kept, "FOVEA_CONVOLUTION": choice}


def same_boxes(fovea, folder, cfg, weights, choice, limit, score, theirs, size):
    """What `fovea detect` finds, one to one: class, score within the limit, corners."""
    out = subprocess.run([fovea, "detect", folder / "photo.png", "--model", "yolo", "--config", cfg,
                          "--weights", weights, "--score", str(score), "--json"], check=True,
                         capture_output=True, text=True, env=environment(choice)).stdout
    ours = [(d["class"], d["score"], d["box"]) for d in json.loads(out)["detections"]]
    left = list(range(len(ours)))
    unmatched = []
    largest = worst = 0.0
    for k, p, box in theirs:
        def distance(i):
            return max(abs(a - b) for a, b in zip(ours[i][2], box))
        near = [i for i in left if ours[i][0] == k and abs(ours[i][1] - p) < limit]
        best = min(near, key=distance, default=None)
        if best is None or distance(best) > 1e-3 * max(size):
            unmatched.append((k, p, box))
        else:
            largest, worst = max(largest, distance(best)), max(worst, abs(ours[best][1] - p))
            left.remove(best)
    # What rounding may decide: scores at the threshold.
    odd = [(k, p) for k, p, _ in unmatched + [ours[i] for i in left] if abs(p - score) > limit]
    print(f"  boxes at {score}, {choice}: {len(ours)}, libdarknet {len(theirs)}; corners within "
          f"{largest:.1e} px, scores within {worst:.1e}; unmatched {len(odd)}")
    return not odd


def traced(fovea, folder, name, cfg, weights, report, choice, limit):
    """Every layer's output from the picture on, beside what libdarknet left in folder/theirs."""
    trace = folder / "ours"
    subprocess.run([fovea, "trace", "yolo", "--config", cfg, "--weights", weights, "--input",
                    folder / "photo.png", "--out", trace], check=True, capture_output=True,
                   env=environment(choice))
    read = lambda what: np.fromfile(folder / "theirs" / f"{what}.f32", np.float32)
    seen = np.abs(np.load(trace / "input.npy").reshape(-1) - read("input")).max()
    fine, worst, heads = seen < 1e-5, 0.0, []
    for layer in report["layers"]:
        number, section = layer["number"], layer["section"]
        theirs = read(number)
        ours = np.load(trace / f"{number}.npy").reshape(-1)
        share = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
        if section not in ("dropout", "cost"):
            worst = max(worst, share)
        if section in ("detection", "region", "yolo"):
            heads.append(f"[{section}] {number}: {share:.1e}")
            fine = fine and share < limit
    print(f"{name:16} {choice:10} input {seen:.1e}, worst layer {worst:.1e}, {', '.join(heads)}")
    return fine


def framed(pixels, width, height, framing):
    """Roughly what the network will see: calibration needs no more."""
    _, h, w = pixels.shape
    image = Image.fromarray((pixels.transpose(1, 2, 0) * 255).astype(np.uint8))
    if framing == "stretch":
        canvas = np.asarray(image.resize((width, height))) / 255
    else:
        scale = min(width / w, height / h)
        new = (int(w * scale), int(h * scale))
        canvas = np.full((height, width, 3), 0.5)
        top, left = (height - new[1]) // 2, (width - new[0]) // 2
        canvas[top:top + new[1], left:left + new[0]] = np.asarray(image.resize(new)) / 255
    return np.ascontiguousarray(canvas.transpose(2, 0, 1)).astype(np.float32)


def models(fovea, folder, names):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    helper = build_helper(folder)
    failed = [name for name in names
              if not model(fovea, helper, folder, name,
                           "stretch" if name.startswith("yolov1") else "letterbox")]
    print("all as libdarknet" if not failed else f"differ: {', '.join(failed)}")
    return not failed


# --- Small networks of our own, which have every section between them.


def fixtures():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(5)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        helper = build_helper(folder)
        for cfg in sorted(FIXTURES.glob("*.cfg")):
            options = dict(l.split("=") for l in cfg.read_text().split("\n[")[0].splitlines()
                           if "=" in l)
            c, h, w = (int(options[k]) for k in ("channels", "height", "width"))
            x = (generator.random((1, c, h, w))).astype(np.float32)
            x.tofile(folder / "input.f32")
            weights = FIXTURES / f"{cfg.stem}.weights"
            run_helper(helper, "make", cfg, folder / "input.f32", weights)
            out = folder / cfg.stem
            out.mkdir()
            run_helper(helper, "run", cfg, weights, folder / "input.f32", out)
            lines = run_helper(helper, "shapes", cfg)
            arrays = {"input": x}
            for line in lines:
                if line.startswith("layer "):
                    number, count, *sides = map(int, line.split()[1:])
                    values = np.fromfile(out / f"{number}.f32", np.float32)
                    assert values.size == count and np.isfinite(values).all()
                    arrays[f"{number}"] = values if 0 in sides else values.reshape(1, *sides)
            if "classes" in cfg.read_text():
                arrays |= detections(helper, cfg, weights, folder)
            np.savez_compressed(FIXTURES / f"{cfg.stem}.npz", **arrays)
            print(f"{cfg.stem}: {weights.stat().st_size} bytes of weights, {len(arrays) - 1} layers")


def detections(helper, cfg, weights, folder):
    """A corner of an example picture of odd sides, as libdarknet frames it, and what it finds."""
    image = Image.open(ROOT / "examples" / "pictures" / "pasture-01.png").convert("RGB")
    pixels = np.asarray(image)[40:40 + 47, 30:30 + 61].transpose(2, 0, 1)
    np.ascontiguousarray(pixels / 255).astype(np.float32).tofile(folder / "picture.f32")
    out = folder / "detect"
    out.mkdir(exist_ok=True)
    arrays = {"picture": pixels.astype(np.float32)[None]}
    for framing in ("letterbox", "stretch"):
        lines = run_helper(helper, "detect", cfg, weights, folder / "picture.f32", 61, 47, framing,
                           0.02, SUPPRESSION, out)
        boxes = [list(map(float, l.split()[1:])) for l in lines if l.startswith("box ")]
        assert len(boxes) > 3, (cfg.stem, boxes)
        arrays[f"{framing}:seen"] = np.fromfile(out / "input.f32", np.float32)
        # class, score, centre, width and height, in pixels of the picture
        arrays[f"{framing}:boxes"] = np.array(boxes, np.float32)
        print(f"  {framing}: {len(boxes)} boxes")
    return arrays


if __name__ == "__main__":
    if sys.argv[1:] == []:
        fixtures()
    elif len(sys.argv) == 3 and sys.argv[1] == "--shapes":
        sys.exit(0 if shapes(sys.argv[2]) else 1)
    elif len(sys.argv) >= 4 and sys.argv[1] == "--models":
        sys.exit(0 if models(sys.argv[2], sys.argv[3], sys.argv[4:] or MODELS) else 1)
    else:
        sys.exit(__doc__)
