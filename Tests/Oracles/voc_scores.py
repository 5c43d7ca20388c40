#!/usr/bin/env python3
"""Average precision of random boxes by Detectron2's port of VOC's development kit, for `swift test`.

    python3 -m venv /tmp/voc && /tmp/voc/bin/pip install numpy
    curl -O https://raw.githubusercontent.com/facebookresearch/detectron2/\
02b5c4e295e990042a714712c21dc79b731e8833/detectron2/evaluation/pascal_voc_evaluation.py
    /tmp/voc/bin/python Tests/Oracles/voc_scores.py pascal_voc_evaluation.py

Takes the functions `voc_ap` and `voc_eval` out of that file (Apache-2.0 and MIT; nothing of it is
copied here) and writes Tests/EvaluationTests/Fixtures/voc.json. Boxes have odd decimals and scores
are all different: the port asks for *more* than the threshold, the kit for no less, and neither says
what becomes of ties.
"""

import ast
import json
import pathlib
import sys
import tempfile

import numpy as np

FIXTURE = pathlib.Path(__file__).resolve().parents[1] / "EvaluationTests/Fixtures/voc.json"
CLASSES = ["person", "sheep", "kite", "nothing"]


def reference(file, pictures):
    """`voc_eval` of that file, fed with truths from memory."""
    tree = ast.parse(pathlib.Path(file).read_text())
    tree.body = [n for n in tree.body
                 if isinstance(n, ast.FunctionDef) and n.name in ("voc_ap", "voc_eval")]

    class Opener:
        open = staticmethod(open)

    def objects(name):
        return [{"name": CLASSES[int(t[0])], "bbox": t[1:5], "difficult": t[5]}
                for t in pictures[int(name)]["truths"]]

    if not hasattr(np, "bool"):
        np.bool = bool
    space = {"np": np, "PathManager": Opener, "parse_rec": objects}
    exec(compile(tree, file, "exec"), space)
    return space["voc_eval"]


def pictures(random):
    made, scores = [], iter(random.permutation(2000) / 2000)
    for _ in range(24):
        truths, detections = [], []
        for _ in range(int(random.integers(0, 6))):
            x, y = random.integers(0, 150, 2)
            w, h = random.integers(6, 60, 2)
            kind = int(random.integers(0, 3))
            truths.append([kind, *(int(v) for v in (x, y, x + w, y + h)),
                           int(random.random() < 0.15)])
            for _ in range(int(random.integers(0, 4))):
                noise = random.choice([0.02, 0.1, 0.3])
                corners = np.array([x, y, x + w, y + h]) + random.normal(0, noise, 4) * [w, h, w, h]
                detections.append([kind if random.random() < 0.9 else 1, float(next(scores)),
                                   *(round(float(c), 3) for c in corners)])
        for _ in range(int(random.integers(0, 3))):
            x, y = random.uniform(0, 150, 2)
            detections.append([int(random.integers(0, 4)), float(next(scores)),
                               *(round(float(v), 3) for v in (x, y, x + 20, y + 30))])
        # A detection turned inside out is refused by readers, so it is none of VOC's business.
        detections = [d for d in detections if d[2] < d[4] and d[3] < d[5]]
        made.append({"truths": truths, "detections": detections})
    return made


def main(file):
    made = pictures(np.random.default_rng(7))
    expected = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "names").write_text("\n".join(str(i) for i in range(len(made))))
        for inclusive in (True, False):
            # Continuous boxes are those of whole pixels counted from 1: the kit adds that 1 again.
            shift = 0 if inclusive else 1
            moved = [{"truths": [[t[0], t[1] + shift, t[2] + shift, *t[3:]] for t in p["truths"]]}
                     for p in made]
            voc_eval = reference(file, moved)
            for k, name in enumerate(CLASSES):
                lines = [f"{i} {d[1]!r} {d[2] + shift!r} {d[3] + shift!r} {d[4]!r} {d[5]!r}"
                         for i, p in enumerate(made) for d in p["detections"] if d[0] == k]
                (folder / name).write_text("\n".join(lines))
            for rule, use_07 in (("elevenPoints", True), ("area", False)):
                for iou in (0.3, 0.5, 0.75):
                    with np.errstate(all="ignore"):
                        values = [float(voc_eval(str(folder / "{}"), "{}", str(folder / "names"),
                                                 name, iou, use_07)[2]) for name in CLASSES[:3]]
                    expected[f"{rule} {iou} {'inclusive' if inclusive else 'continuous'}"] = values
    FIXTURE.parent.mkdir(exist_ok=True)
    rows = ",\n".join(json.dumps(p, separators=(",", ":")) for p in made)
    FIXTURE.write_text(f'{{"classes": {json.dumps(CLASSES)},\n"pictures": [\n{rows}\n],\n'
                       f'"expected": {json.dumps(expected, indent=1)}}}\n')
    print(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
