"""The tables that compare.py prints, and docs/performance.md, into which it writes them."""

import os
import platform
import re
import statistics

# Median ratio, peer's time to ours: what issues 3 and 9 ask for.
TARGETS = {
    "vgg16-features-300": {"PyTorch": 3.0, "ONNX Runtime": 2.4, "OpenVINO": 2.4, "OpenCV": 1.8,
                           "ncnn": 1.15},
    "yolov3-416": {"PyTorch": 2.0, "ONNX Runtime": 1.6, "OpenVINO": 1.6, "OpenCV": 1.8},
    "resnet50-224": {"PyTorch": 1.5, "ONNX Runtime": 1.2, "OpenVINO": 1.2, "OpenCV": 1.8},
    "ssd300-vgg16": {"PyTorch": 2.5, "OpenVINO": 2.5},
    "yolov3-boxes": {"PyTorch": 1.6, "ONNX Runtime": 1.6, "OpenVINO": 1.6, "OpenCV": 1.6},
    "faster-rcnn-800": {"PyTorch": 2.3, "ONNX Runtime": 1.7, "OpenVINO": 1.5},
    "mask-rcnn-800": {"PyTorch": 1.6, "ONNX Runtime": 1.4},
    "train-resnet18": {"PyTorch": 1.5},
    "train-pasture": {"PyTorch": 1.5},
}
TITLES = {
    "vgg16-features-300": "VGG-16 features @300", "yolov3-416": "YOLOv3 @416",
    "resnet50-224": "ResNet-50 @224", "ssd300-vgg16": "SSD300 on VGG-16, boxes",
    "yolov3-boxes": "YOLOv3 @416, boxes", "faster-rcnn-800": "Faster R-CNN @800×1067",
    "mask-rcnn-800": "Mask R-CNN @800×1067", "train-resnet18": "training step, ResNet-18 16×3×96×128",
    "train-pasture": "training step, Pasture classifier 64×3×32×32",
}
COLUMNS = {
    "PyTorch": "torch", "PyTorch, channels last": "torch-channels-last",
    "ONNX Runtime": "onnxruntime", "OpenVINO": "openvino", "OpenCV": "opencv", "ncnn": "ncnn",
}


def machine():
    """One line on what this ran on."""
    model, flags, processors = "", set(), 0
    with open("/proc/cpuinfo") as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                model, processors = value.strip(), processors + 1
            elif key.strip() == "flags":
                flags = set(value.split())
    family = next((f for f in ["avx512f", "avx2", "sse2"] if f in flags), "")
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / 2**20
    return (f"{model}, {processors} processors ({family}), {memory:.0f} GiB, "
            f"{platform.system()} {platform.release()}")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "| --- |" + " ---: |" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ratio(result, label):
    """The median over repeats of peer / ours, each pair out of one round."""
    ours, theirs = result["milliseconds"]["fovea"], result["milliseconds"].get(label)
    if not theirs:
        return None
    return statistics.median(t / o for t, o in zip(theirs, ours))


def median(result, label):
    times = result["milliseconds"].get(label)
    return statistics.median(times) if times else None


def ratios(record):
    rows, notes = [], []
    for result in record["networks"]:
        targets = TARGETS[result["network"]]
        cells = []
        for title, label in COLUMNS.items():
            found = ratio(result, label)
            target = targets.get(title.split(",")[0])
            if found is None:
                reason = result["reasons"].get(label)
                if reason:
                    notes.append(f"{title}, {TITLES[result['network']]}: {reason}")
                cells.append("–")
            elif target is None:
                cells.append(f"{found:.2f}")
            else:
                cells.append(f"{found:.2f} (≥ {target}{'' if found >= target else ', missed'})")
        rows.append([TITLES[result["network"]], f"{median(result, 'fovea'):.1f}"] + cells)
    text = table(["", "Fovea, ms"] + list(COLUMNS), rows)
    return text + "".join(f"\n\n–: {note}." for note in notes)


def times(record):
    rows = []
    for result in record["networks"]:
        cells = [median(result, label) for label in ["fovea", "fovea, eager"] + list(COLUMNS.values())]
        rows.append([TITLES[result["network"]]]
                    + ["–" if cell is None else f"{cell:.1f}" for cell in cells])
    return table(["ms, median", "Fovea", "Fovea, eager"] + list(COLUMNS), rows)


def memory(record):
    rows = []
    for result in record["networks"]:
        peak = result["peak resident bytes"]
        cells = [peak.get(label) for label in ["fovea"] + list(COLUMNS.values())]
        rows.append([TITLES[result["network"]]]
                    + ["–" if cell is None else f"{cell / 2**20:.0f}" for cell in cells])
    return table(["peak resident MiB", "Fovea"] + list(COLUMNS), rows)


def threads(record):
    rows = []
    for result in record["networks"]:
        one, all_ = median(result, "fovea, 1 thread"), median(result, "fovea")
        peak_one, peak = median(result, "peak 1"), median(result, "peak")
        if not (one and peak_one and peak):
            continue
        # Both peaks do the same on each thread they use.
        gain, possible = one / all_, record["threads"] * peak_one / peak
        rows.append([TITLES[result["network"]], f"{one:.1f}", f"{all_:.1f}", f"{gain:.2f}",
                     f"{possible:.2f}",
                     f"{gain / possible:.2f} (≥ 0.9{'' if gain >= 0.9 * possible else ', missed'})"])
    return table(["", "1 thread, ms", f"{record['threads']} threads, ms", "gain",
                  "gain of the FMA peak", "of that"], rows)


def narrower(record):
    rows = []
    for result in record["networks"]:
        avx2 = result["milliseconds"].get("fovea, avx2")
        torch = result["milliseconds"].get("torch")
        if avx2 and torch:
            found = statistics.median(t / o for t, o in zip(torch, avx2))
            rows.append([TITLES[result["network"]], f"{statistics.median(avx2):.1f}",
                         f"{found:.2f} (≥ 2.4{'' if found >= 2.4 else ', missed'})"])
    return table(["FOVEA_KERNELS=avx2", "ms", "PyTorch / Fovea"], rows)


def correctness(record):
    rows = []
    for result in record["networks"]:
        if "differences" in result:
            found = result["differences"]
            rows.append([TITLES[result["network"]]] + [
                f"{found[label]:.1e}" if label in found else "–"
                for label in ["fovea"] + list(COLUMNS.values())])
    return table(["of the largest output, from PyTorch's", "Fovea"] + list(COLUMNS), rows)


def growth(record):
    rows, base = [], {}
    for m in record["own"]["scaling"]["measurements"]:
        if m["group"] == "scaling":
            rows.append([m["name"], f"{m['milliseconds']:.2f}", f"{m['gigaflops']:.0f}",
                         f"{100 * m['ofPeak']:.0f} %"])
    return table(["", "ms", "GFLOP/s", "of the FMA peak"], rows)


def shares(record):
    rows = [[m["name"], f"{m['milliseconds']:.3f}", f"{m['gigaflops']:.0f}",
             f"{100 * m['ofPeak']:.0f} %"]
            for m in record["own"]["convolution"]["measurements"] if m.get("gigaflops")]
    return table(["", "ms", "GFLOP/s", "of the FMA peak"], rows)


def operations(record):
    rows = [[m["name"], f"{m['milliseconds']:.3f}",
             f"{m['gigabytes']:.1f}" if m.get("gigabytes") else "–"]
            for m in record["own"]["operations"]["measurements"]
            if m["group"] == "operations" or m["id"] == "stream"]
    return table(["", "ms", "GB/s"], rows)


def profiles(record):
    return "\n\n".join(
        f"`fovea-bench --profile {name}`\n\n```\n{text.rstrip()}\n```"
        for name, text in record["own"]["profiles"].items())


def about(record):
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    return (f"{record['machine']}; processors {record['processors']}, {record['threads']} threads, "
            f"median of {record['repeats']} interleaved repeats; {versions}.")


def tables(record):
    found = {
        "machine": about(record), "ratios": ratios(record), "times": times(record),
        "memory": memory(record), "threads": threads(record), "avx2": narrower(record),
        "correctness": correctness(record),
    }
    if "own" in record:
        found |= {"growth": growth(record), "shares": shares(record),
                  "operations": operations(record), "profiles": profiles(record)}
    return found


def write(path, found):
    """Replaces what stands between `<!-- NAME -->` and `<!-- end NAME -->`."""
    with open(path) as file:
        text = file.read()
    for name, content in found.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.S)
        if not pattern.search(text):
            raise SystemExit(f"compare.py: {path} has no place for the table `{name}`")
        text = pattern.sub(lambda m: f"{m[1]}\n{content}\n\n{m[2]}", text)
    with open(path + ".new", "w") as file:
        file.write(text)
    os.replace(path + ".new", path)
