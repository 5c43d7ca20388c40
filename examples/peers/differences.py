"""How far outputs lie apart: reads {"label": [files.npy]} and answers {"label": share of the largest}.

With --detections the share of things that are found by one and not by the other.

Called by compare.py in the venv, which has numpy; with --versions tells what is installed.
"""

import importlib.metadata
import json
import sys

import numpy as np

if "--versions" in sys.argv:
    versions = {}
    for name in ["torch", "torchvision", "onnxruntime", "openvino", "opencv-python-headless",
                 "opencv-contrib-python-headless", "ncnn"]:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    print(json.dumps(versions))
    sys.exit()

files = json.load(sys.stdin)
wanted = [np.load(path) for path in files["torch"]]
found = {}
for label, paths in files.items():
    arrays = [np.load(path) for path in paths]
    if "--detections" in sys.argv:
        import detectors

        found[label] = detectors.difference(arrays, wanted)
        continue
    worst = 0.0 if len(arrays) == len(wanted) else float("inf")
    for array, expected in zip(arrays, wanted):
        if array.shape != expected.shape or not np.isfinite(expected).all():
            worst = float("inf")
        else:
            worst = max(worst, float(np.abs(array - expected).max() / np.abs(expected).max()))
    found[label] = worst
print(json.dumps(found))
