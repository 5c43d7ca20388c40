#!/usr/bin/env python3
"""Fovea beside PyTorch, ONNX Runtime, OpenVINO, OpenCV and ncnn, on the same processors, in one run.

    python3 examples/peers/compare.py                    the tables (about 10 minutes)
    python3 examples/peers/compare.py --quick            3 repeats in place of 15
    python3 examples/peers/compare.py --only vgg16-features-300
    python3 examples/peers/compare.py --write docs/performance.md
    python3 examples/peers/compare.py --json ratios.json
    python3 examples/peers/compare.py --venv DIR         a venv that is there already

Makes examples/peers/.venv on its first run (requirements.txt), and examples/peers/.work for weights
and models. Needs a release build of fovea-bench (`make build`). See README.md for how it measures.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import page

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

INFERENCE = ["vgg16-features-300", "yolov3-416", "resnet50-224"]
DETECTION = ["ssd300-vgg16", "yolov3-boxes", "faster-rcnn-800", "mask-rcnn-800"]
TRAINING = ["train-resnet18", "train-pasture"]
PEERS = ["torch", "torch-channels-last", "onnxruntime", "openvino", "opencv", "ncnn"]
PAUSE = 0.3  # seconds between two runs: by then every library's threads sleep (OpenMP's spin for 0.2)


def say(text):
    print(text, file=sys.stderr, flush=True)


# --------------------------------------------------------------------------------------- preparation


def python_of(venv):
    """The venv's Python; makes the venv when there is none."""
    python = os.path.join(venv, "bin", "python")
    if not os.path.exists(python):
        say(f"making {venv} (once)")
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-r", os.path.join(HERE, "requirements.txt")],
            check=True, stdout=sys.stderr)
    return python


def prepare(python, name, work):
    """Seeded weights, the input and the models of one network, once."""
    done = os.path.join(work, name + ".done")
    file = "yolo.py" if name == "yolov3-boxes" else (
        "detectors.py" if name in DETECTION else "networks.py")
    recipe = str(os.path.getmtime(os.path.join(HERE, file)))
    if os.path.exists(done) and open(done).read() == recipe:
        return
    say(f"exporting {name} (once)")
    subprocess.run(
        [python, "networks.py", name, work], cwd=HERE, check=True, stdout=sys.stderr)
    with open(done, "w") as file:
        file.write(recipe)


# ------------------------------------------------------------------------------------------- workers


class Worker:
    """A warm process with one network in one framework."""

    def __init__(self, label, command, environment=None, cwd=None):
        self.label = label
        self.times = []
        self.values = []
        self.error = None
        self.process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **(environment or {})}, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def ask(self, line):
        """One answer, or None and a reason from then on."""
        if self.error:
            return None
        try:
            self.process.stdin.write(line + "\n")
            return self.answer()
        except BrokenPipeError:
            self.error = self.error or "the process ended"
            return None

    def answer(self):
        text = self.process.stdout.readline()
        answer = json.loads(text) if text else {"error": "the process ended"}
        if "error" in answer:
            self.error = answer["error"]
            return None
        return answer

    def status(self, key):
        """A number of bytes from /proc."""
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith(key + ":"):
                    return int(line.split()[1]) * 1024
        return 0

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Ours(Worker):
    """fovea-bench --serve with one network, on the same weights and the same input."""

    def __init__(self, label, bench, name, work, threads, kernels=None):
        environment = {"FOVEA_THREADS": str(threads)}
        if kernels:
            environment["FOVEA_KERNELS"] = kernels
        super().__init__(label, [bench, "--serve"], environment)
        self.name = name
        base = name.removesuffix("-eager")
        if os.path.exists(f"{work}/{base}.safetensors"):
            self.ask(f"load {name} {work}/{base}.safetensors")
            self.ask(f"input {name} {work}/{base}.npy")

    def run(self):
        return self.ask(f"run {self.name}")

    def output(self, folder):
        return self.ask(f"output {self.name} {folder}")


class Peer(Worker):
    def __init__(self, framework, python, name, work, threads):
        super().__init__(
            framework, [python, "worker.py", framework, name, work, str(threads)],
            {"PYTHONWARNINGS": "ignore"}, cwd=HERE)
        self.answer()  # ready, or why not

    def run(self):
        return self.ask("run")

    def output(self, folder):
        return self.ask(f"output {folder}")


def interleave(workers, repeats):
    """Each worker in turn, `repeats` times: one run to warm the caches up again, one that counts."""
    for repeat in range(-1, repeats):
        for worker in workers:
            for counts in (False, True):
                answer = worker.run()
                if answer and counts and repeat >= 0:
                    worker.times.append(answer["milliseconds"])
                if answer and "value" in answer:
                    worker.values.append(answer["value"])
            time.sleep(PAUSE)


def check_idle(workers):
    """Says which waiting processes use a processor: they would slow the others down."""
    time.sleep(PAUSE)
    before = [w.cpu_seconds() if w.process.poll() is None else 0 for w in workers]
    time.sleep(0.5)
    for worker, start in zip(workers, before):
        if worker.process.poll() is None and worker.cpu_seconds() - start > 0.05:
            say(f"  {worker.label} uses {(worker.cpu_seconds() - start) / 0.5:.0%} of a processor "
                "while it waits")


# -------------------------------------------------------------------------------------------- checks


def differences(python, name, workers, work):
    """How far each worker's outputs are from PyTorch's, as a share of the largest."""
    folders = {}
    for worker in workers:
        folder = worker.label.replace(", ", "-").replace(" ", "-")  # a request is split at spaces
        answer = worker.output(os.path.join(work, "outputs", name, folder))
        if answer:
            folders[worker.label] = answer["files"]
    kind = ["--detections"] if name in DETECTION else []
    text = subprocess.run(
        [python, "differences.py"] + kind, cwd=HERE, input=json.dumps(folders), text=True, check=True,
        stdout=subprocess.PIPE).stdout
    found = json.loads(text)
    for label, difference in found.items():
        # Of a hundred things, rounding may decide one or two.
        if not difference <= (0.02 if name in DETECTION else 1e-3):
            raise SystemExit(
                f"compare.py: {name}: {label} differs from PyTorch by {difference:.2g} of the "
                "largest number; expected at most 1e-3. A comparison of speed would mean nothing")
    return found


def check_losses(name, workers):
    """The first step starts from the same weights, so the losses must agree; dropout differs."""
    first = {w.label: w.values[0] for w in workers if w.values}
    allowed = 0.1 if name == "train-pasture" else 1e-3
    for label, loss in first.items():
        if not abs(loss - first["torch"]) <= allowed * abs(first["torch"]):
            raise SystemExit(
                f"compare.py: {name}: the first loss is {loss:.6g} in {label} and "
                f"{first['torch']:.6g} in torch")
    return first


# ------------------------------------------------------------------------------------------ measuring


def measure(name, options, python, bench, work):
    """All frameworks with one network."""
    say(f"{name}: starting")
    threads = options.threads
    training = name in TRAINING
    workers = [Ours("fovea", bench, name, work, threads)]
    extra = []
    if not training:
        extra.append(Ours("fovea, eager", bench, name + "-eager", work, threads))
    if threads > 1:
        extra.append(Ours("fovea, 1 thread", bench, name, work, 1))
    if name.startswith("vgg"):
        extra.append(Ours("fovea, avx2", bench, name, work, threads, "avx2"))
    peak = [Ours("peak 1", bench, "peak-1", work, threads),
            Ours("peak", bench, f"peak-{threads}", work, threads)]
    labels = PEERS[:2] if training else PEERS
    peers = []
    reasons = {}
    for framework in labels:
        if framework == "ncnn" and not name.startswith("vgg"):
            reasons[framework] = "only VGG-16 is written in ncnn's format"
            continue
        peers.append(Peer(framework, python, name, work, threads))
    compared = workers + extra + peers
    result = {"network": name}
    if not training:
        result["differences"] = differences(python, name, compared, work)
    for worker in workers + extra + peak:
        if worker.error:
            raise SystemExit(f"compare.py: {name}: {worker.label}: {worker.error}")
    say(f"{name}: {options.repeats} repeats of {', '.join(w.label for w in compared if not w.error)}")
    interleave([w for w in compared + peak if not w.error], options.repeats)
    if training:
        result["losses"] = check_losses(name, compared)
    check_idle(compared)
    for worker in compared:
        if worker.error:
            reasons[worker.label] = worker.error
    result["reasons"] = reasons
    result["milliseconds"] = {w.label: w.times for w in compared + peak if w.times}
    result["peak resident bytes"] = {
        w.label: w.status("VmHWM") for w in compared if not w.error and w.times}
    for worker in compared + peak:
        worker.end()
    return result


def own_tables(bench, options):
    """What fovea-bench says of itself."""
    def run(*arguments, environment=None):
        say("fovea-bench " + " ".join(arguments))
        return subprocess.run(
            [bench, *arguments], text=True, check=True, stdout=subprocess.PIPE,
            env={**os.environ, "FOVEA_THREADS": str(options.threads), **(environment or {})}).stdout

    repeats = ["--repeats", str(options.repeats)]
    return {
        "scaling": json.loads(run("scaling", "--json", *repeats)),
        "convolution": json.loads(run("convolution", "networks", "--json", *repeats)),
        "operations": json.loads(run("operations", "--json", *repeats)),
        "profiles": {name: run("--profile", name) for name in INFERENCE},
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", default=os.path.join(HERE, ".venv"))
    parser.add_argument("--work", default=os.path.join(HERE, ".work"))
    parser.add_argument("--bench", default=os.path.join(ROOT, ".build/release/fovea-bench"))
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="3 repeats")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="append", choices=INFERENCE + DETECTION + TRAINING)
    parser.add_argument("--json", help="where to write the raw numbers")
    parser.add_argument("--write", help="the page whose tables are replaced")
    options = parser.parse_args()
    if options.quick:
        options.repeats = 3
    if not os.path.exists(options.bench):
        raise SystemExit(
            f"compare.py: expected a release build at {options.bench}, found none\n"
            "  try: swift build -c release --product fovea-bench")
    # The same processors for everybody, as many as threads.
    processors = sorted(os.sched_getaffinity(0))[: options.threads]
    os.sched_setaffinity(0, processors)
    os.makedirs(options.work, exist_ok=True)
    python = python_of(os.path.abspath(options.venv))
    work, bench = os.path.abspath(options.work), os.path.abspath(options.bench)
    names = options.only or INFERENCE + DETECTION + TRAINING
    for name in names:
        prepare(python, name, work)
    record = {
        "machine": page.machine(), "processors": processors, "repeats": options.repeats,
        "threads": options.threads,
        "versions": json.loads(subprocess.run(
            [python, "differences.py", "--versions"], cwd=HERE, text=True, check=True,
            stdout=subprocess.PIPE).stdout),
        "networks": [measure(name, options, python, bench, work) for name in names],
    }
    if options.write:
        record["own"] = own_tables(bench, options)
    tables = page.tables(record)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(record, file, indent=1)
    if options.write:
        page.write(options.write, tables)
    for title, text in tables.items():
        if title not in ("machine",):
            print(f"{title}\n\n{text}\n")


if __name__ == "__main__":
    main()
