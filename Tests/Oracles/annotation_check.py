#!/usr/bin/env python3
"""Reads one set of scenes in the three formats of `fovea render`, and compares what they say.

    for f in coco voc yolo; do fovea render /tmp/set-$f --count 20 --format $f; done
    python3 Tests/Oracles/annotation_check.py /tmp/set     (needs pycocotools, pillow)

COCO is read with pycocotools, VOC with Python's XML parser, YOLO line by line. Exits with 1 when a
box, a class or a mark differs. (`pasture_check.py` looks into the COCO set itself.)
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

from PIL import Image
from pycocotools.coco import COCO


def main(prefix):
    coco = COCO(f"{prefix}-coco/annotations.json")
    names = {c["id"]: c["name"] for c in coco.dataset["categories"]}
    voc, yolo = pathlib.Path(f"{prefix}-voc"), pathlib.Path(f"{prefix}-yolo")
    assert (yolo / "classes.txt").read_text().split() == list(names.values())
    stems = (voc / "ImageSets/Main/all.txt").read_text().split()
    assert len(stems) == len(coco.imgs)
    things = 0
    for picture, stem in zip(coco.loadImgs(sorted(coco.imgs)), stems):
        w, h = picture["width"], picture["height"]
        for file in (voc / f"JPEGImages/{stem}.png", yolo / f"images/{stem}.png"):
            assert Image.open(file).size == (w, h), file
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=picture["id"]))
        things += len(annotations)

        root = ElementTree.parse(voc / f"Annotations/{stem}.xml").getroot()
        assert root.findtext("filename") == f"{stem}.png"
        assert [root.findtext(f"size/{s}") for s in ("width", "height")] == [str(w), str(h)]
        objects = root.findall("object")
        assert len(objects) == len(annotations)
        for a, o in zip(annotations, objects):
            x, y, bw, bh = a["bbox"]
            corners = [int(o.findtext(f"bndbox/{c}")) for c in ("xmin", "ymin", "xmax", "ymax")]
            assert corners == [x + 1, y + 1, x + bw, y + bh], (stem, corners, a["bbox"])
            assert o.findtext("name") == names[a["category_id"]]
            assert int(o.findtext("difficult")) == a["iscrowd"]

        lines = (yolo / f"labels/{stem}.txt").read_text().splitlines()
        kept = [a for a in annotations if not a["iscrowd"]]
        assert len(lines) == len(kept)
        for a, line in zip(kept, lines):
            index, *numbers = line.split()
            assert int(index) + 1 == a["category_id"]
            cx, cy, bw, bh = (float(n) for n in numbers)
            box = [(cx - bw / 2) * w, (cy - bh / 2) * h, bw * w, bh * h]
            assert max(abs(p - q) for p, q in zip(box, a["bbox"])) < 1e-9, (stem, box, a["bbox"])
    print(f"ok: {len(stems)} pictures, {things} things, alike in COCO, VOC and YOLO")


if __name__ == "__main__":
    main(sys.argv[1])
