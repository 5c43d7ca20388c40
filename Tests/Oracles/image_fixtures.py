#!/usr/bin/env python3
"""Numbers that the image and box tests compare with: Pillow, torch, torchvision, zlib.

Run from the top of the checkout with Debian's python3 (python3-pil, python3-torch,
python3-torchvision, python3-numpy):

    /usr/bin/python3 Tests/Oracles/image_fixtures.py
"""
import io
import json
import struct
import zlib

import numpy as np
import torch
import torchvision
from PIL import Image

IMAGES = "Tests/ImagesTests/Fixtures/"
BOXES = "Tests/BoxesTests/Fixtures/"


def write(path, value):
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(item) for item in value) + "\n]\n")


# PNG: every colour type, bit depth and interlace, built by hand.

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2)]


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data) & 0xFFFFFFFF))


def packed_rows(samples, depth):
    """samples: [H, W, C] whole numbers. Unfiltered PNG rows."""
    out = b""
    for row in samples:
        flat = row.reshape(-1)
        if depth == 16:
            data = flat.astype(">u2").tobytes()
        elif depth == 8:
            data = flat.astype("u1").tobytes()
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in flat)
            bits += "0" * (-len(bits) % 8)
            data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        out += b"\0" + data
    return out


def png(samples, color_type, depth, interlaced, before=b"", after=b""):
    height, width = samples.shape[:2]
    if interlaced:
        raw = b"".join(packed_rows(samples[y::dy, x::dx], depth) for x, y, dx, dy in ADAM7
                       if x < width and y < height)
    else:
        raw = packed_rows(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before
            + chunk(b"IDAT", zlib.compress(raw)) + after + chunk(b"IEND", b""))


def to8(samples, depth):
    return np.floor(samples * 255 / (2 ** depth - 1) + 0.5).astype(int)


def case(name, data, expected, pillow=True):
    expected = np.asarray(expected)
    if pillow:  # a second opinion, where Pillow reads the format without reducing it its own way
        mode = {1: "L", 3: "RGB", 4: "RGBA"}[expected.shape[2]]
        seen = np.asarray(Image.open(io.BytesIO(data)).convert(mode)).reshape(expected.shape)
        assert (seen == expected).all(), name
    return {"name": name, "png": data.hex(), "width": expected.shape[1],
            "height": expected.shape[0], "channels": expected.shape[2],
            "samples": bytes(expected.reshape(-1).astype("u1")).hex()}


def png_suite():
    random = np.random.RandomState(7)
    width, height = 5, 6
    cases = []
    for interlaced in (False, True):
        way = "adam7" if interlaced else "plain"
        for depth in (1, 2, 4, 8, 16):
            grey = random.randint(0, 2 ** depth, (height, width, 1))
            cases.append(case(f"grey {depth} {way}", png(grey, 0, depth, interlaced),
                              to8(grey, depth), pillow=depth < 16))
            clear = int(grey[2, 3, 0])
            rgba = np.concatenate([to8(grey, depth)] * 3 + [np.where(grey == clear, 0, 255)], 2)
            cases.append(case(f"grey {depth} with tRNS {way}",
                              png(grey, 0, depth, interlaced,
                                  before=chunk(b"tRNS", struct.pack(">H", clear))),
                              rgba, pillow=False))
        for depth in (8, 16):
            rgb = random.randint(0, 2 ** depth, (height, width, 3))
            cases.append(case(f"RGB {depth} {way}", png(rgb, 2, depth, interlaced),
                              to8(rgb, depth), pillow=depth == 8))
            key = rgb[1, 1]
            alpha = np.where((rgb == key).all(2, keepdims=True), 0, 255)
            cases.append(case(f"RGB {depth} with tRNS {way}",
                              png(rgb, 2, depth, interlaced,
                                  before=chunk(b"tRNS", struct.pack(">HHH", *map(int, key)))),
                              np.concatenate([to8(rgb, depth), alpha], 2), pillow=False))
            both = random.randint(0, 2 ** depth, (height, width, 2))
            eight = to8(both, depth)
            cases.append(case(f"grey and alpha {depth} {way}", png(both, 4, depth, interlaced),
                              np.concatenate([eight[:, :, :1]] * 3 + [eight[:, :, 1:]], 2),
                              pillow=depth == 8))
            rgba = random.randint(0, 2 ** depth, (height, width, 4))
            cases.append(case(f"RGBA {depth} {way}", png(rgba, 6, depth, interlaced),
                              to8(rgba, depth), pillow=depth == 8))
        for depth in (1, 2, 4, 8):
            colors = min(2 ** depth, 20)
            palette = random.randint(0, 256, (colors, 3))
            index = random.randint(0, colors, (height, width, 1))
            plte = chunk(b"PLTE", bytes(palette.reshape(-1).tolist()))
            cases.append(case(f"palette {depth} {way}",
                              png(index, 3, depth, interlaced, before=plte), palette[index[:, :, 0]]))
            alpha = random.randint(0, 256, (colors,))
            rgba = np.concatenate([palette[index[:, :, 0]], alpha[index]], 2)
            cases.append(case(f"palette {depth} with tRNS {way}",
                              png(index, 3, depth, interlaced,
                                  before=plte + chunk(b"tRNS", bytes(alpha.tolist()))), rgba))
    rgb = random.randint(0, 256, (height, width, 3))
    text = (chunk(b"tEXt", b"Comment\0" + b"hello " * 9)
            + chunk(b"zTXt", b"Bomb\0\0" + zlib.compress(b"\0" * 3_000_000))
            + chunk(b"iTXt", b"Broken\0\1\0\0\0not deflated")
            + chunk(b"gAMA", struct.pack(">I", 10_000)) + chunk(b"vpAg", b"private"))
    cases.append(case("text, gamma and private chunks", png(rgb, 2, 8, False, before=text), rgb,
                      pillow=False))
    write(IMAGES + "png-suite.json", cases)


# Resizing.

def pattern(width, height, channels):
    """The tests make the same picture from the same formula."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return ((x * 37 + y * 59 + c * 83 + x * y * 7 + (x * x * c) % 31) % 256).astype("u1")


def resizing():
    cases = []
    sizes = [(13, 9, 26, 18), (13, 9, 5, 4), (13, 9, 13, 4), (13, 9, 40, 9), (13, 9, 1, 1),
             (1, 1, 3, 2), (1, 30, 4, 7), (31, 23, 8, 20)]
    for width, height, new_width, new_height in sizes:
        for channels, mode in ((1, "L"), (3, "RGB")):
            samples = pattern(width, height, channels)
            picture = Image.fromarray(samples[:, :, 0] if channels == 1 else samples, mode)
            for name, how in (("bilinear", Image.BILINEAR), ("area", Image.BOX),
                              ("nearest", Image.NEAREST)):
                out = np.asarray(picture.resize((new_width, new_height), how))
                cases.append({"method": name, "oracle": "pillow", "tolerance": 0,
                              "width": width, "height": height, "channels": channels,
                              "newWidth": new_width, "newHeight": new_height,
                              "samples": out.astype("u1").tobytes().hex()})
        tensor = torch.from_numpy(pattern(width, height, 3).transpose(2, 0, 1)[None].astype("f4"))
        out = torch.nn.functional.interpolate(tensor, (new_height, new_width), mode="bilinear",
                                              antialias=True, align_corners=False)[0]
        cases.append({"method": "bilinear", "oracle": "torch", "tolerance": 1, "width": width,
                      "height": height, "channels": 3, "newWidth": new_width,
                      "newHeight": new_height,
                      "samples": out.permute(1, 2, 0).round().byte().numpy().tobytes().hex()})
    samples = pattern(12, 10, 4)
    out = np.asarray(Image.fromarray(samples, "RGBA").resize((5, 7), Image.BILINEAR))
    cases.append({"method": "bilinear", "oracle": "pillow", "tolerance": 2, "width": 12,
                  "height": 10, "channels": 4, "newWidth": 5, "newHeight": 7,
                  "samples": out.tobytes().hex()})
    write(IMAGES + "resizing.json", cases)


# Boxes.

def boxes():
    cases = []
    for seed, count, size in ((1, 12, 60), (2, 40, 100), (3, 80, 100), (4, 1, 10)):
        generator = torch.Generator().manual_seed(seed)
        corner = (torch.rand(count, 2, generator=generator) * size).round()
        sides = (torch.rand(count, 2, generator=generator) * size / 2 + 1).round()
        b = torch.cat([corner, corner + sides], 1)
        # Few distinct scores, so that ties happen.
        scores = (torch.rand(count, generator=generator) * 10).round() / 10
        classes = torch.randint(0, 3, (count,), generator=generator)
        order = torch.arange(count)
        for threshold in (0.1, 0.3, 0.5, 0.7):
            cases.append({
                "boxes": b.tolist(), "scores": scores.tolist(), "classes": classes.tolist(),
                "threshold": threshold,
                "kept": torchvision.ops.nms(b, scores, threshold).tolist(),
                "keptPerClass": torchvision.ops.batched_nms(
                    b, scores, classes, threshold).tolist(),
                "iouOfFirst": torchvision.ops.box_iou(b[:1], b)[0].tolist(),
            })
    write(BOXES + "nms.json", cases)


png_suite()
resizing()
boxes()
