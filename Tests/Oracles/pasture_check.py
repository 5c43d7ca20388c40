#!/usr/bin/env python3
"""Reads what `fovea render DIR` wrote with pycocotools, the reference reader of COCO.

    python3 -m venv --system-site-packages /tmp/coco && /tmp/coco/bin/pip install pycocotools pillow
    /tmp/coco/bin/python Tests/Oracles/pasture_check.py DIR

Checks that every mask decodes to its area and its box, that keypoints are COCO's 17, and that
perfect detections score AP 1 for boxes, masks and keypoints. Exits with 1 when something is off.
"""
import sys

import numpy as np
from PIL import Image
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def check(folder):
    coco = COCO(f"{folder}/annotations.json")
    assert [c["id"] for c in coco.loadCats(coco.getCatIds())] == list(range(1, 9))
    person = coco.loadCats(coco.getCatIds(catNms=["person"]))[0]
    assert len(person["keypoints"]) == 17 and len(person["skeleton"]) == 19
    boxes, segments, points = [], [], []
    for picture in coco.loadImgs(coco.getImgIds()):
        with Image.open(f"{folder}/{picture['file_name']}") as image:
            assert image.size == (picture["width"], picture["height"]), picture
            assert image.mode == "RGB"
        taken = np.zeros((picture["height"], picture["width"]), int)
        for a in coco.loadAnns(coco.getAnnIds(imgIds=picture["id"])):
            bits = coco.annToMask(a)
            taken += bits
            assert bits.sum() == a["area"] > 0, a["id"]
            ys, xs = np.nonzero(bits)
            tight = [xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1]
            assert tight == a["bbox"], (a["id"], tight, a["bbox"])
            result = {"image_id": a["image_id"], "category_id": a["category_id"], "score": 0.9}
            if not a["iscrowd"]:
                boxes.append({**result, "bbox": a["bbox"]})
                rle = masks.encode(np.asfortranarray(bits))
                segments.append({**result, "segmentation": rle})
            if a["category_id"] == 1:
                flat = np.array(a["keypoints"]).reshape(17, 3)
                assert a["num_keypoints"] == (flat[:, 2] > 0).sum()
                assert set(flat[:, 2]) <= {0, 1, 2}
                assert (flat[flat[:, 2] == 0] == 0).all()
                if not a["iscrowd"]:
                    points.append({**result, "keypoints": a["keypoints"]})
            else:
                assert "keypoints" not in a
        assert taken.max() <= 1, "two things share a pixel"
    for kind, results in (("bbox", boxes), ("segm", segments), ("keypoints", points)):
        evaluation = COCOeval(coco, coco.loadRes(results), kind)
        if kind == "keypoints":
            evaluation.params.catIds = [1]
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        assert evaluation.stats[0] > 0.999, (kind, evaluation.stats[0])
    print(f"ok: {len(coco.imgs)} pictures, {len(coco.anns)} annotations")


if __name__ == "__main__":
    check(sys.argv[1])
