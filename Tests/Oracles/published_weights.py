#!/usr/bin/python3
"""Compares `PublishedWeights.torchvision` with what torchvision says of itself.

    /usr/bin/python3 Tests/Oracles/published_weights.py

Debian's python3-torchvision (0.14). Nothing is downloaded.
"""

import pathlib
import re

from torchvision import models

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "Sources/Detectors/PublishedWeights.swift"

entries = re.findall(
    r'\.init\(\s*"([^"]+)",\s*"[^"]+",\s*"(\w+)\.(\w+)"\)', SOURCE.read_text())
assert len(entries) >= 11, entries
for file, kind, member in entries:
    home = next(m for m in (models, models.detection, models.segmentation) if hasattr(m, kind))
    url = getattr(home, kind)[member].url
    assert url == "https://download.pytorch.org/models/" + file, (file, url)
    print(f"{file:48} {kind}.{member}")
