#!/usr/bin/python3
"""The published networks as their references compute them, for Tests/DetectorsTests/Parts.

    backbones.py [MODEL…]                writes Tests/DetectorsTests/Fixtures/backbones/*.npz
    backbones.py --prepare MODEL DIR     writes DIR/weights.safetensors and DIR/input.npy, then
    fovea trace MODEL --weights DIR/weights.safetensors --input DIR/input.npy --out DIR/trace
    backbones.py --compare MODEL DIR     prints the largest difference of every stage of DIR/trace

Run with Debian's /usr/bin/python3: python3-torch (1.13), python3-torchvision (0.14), python3-numpy,
python3-pil, darknet and gcc. The references are torchvision (alexnet, vgg16, resnet50,
fcn-resnet50), a torch model of SegNet from its paper's figure, and Debian's libdarknet.so (darknet19, darknet53, yolov3). A model of torch
operations, made from the stock .cfg, stands in for libdarknet, which can run no single stage: each
stage of it, fed with what libdarknet computed before, must answer what libdarknet did, to 1e-4.

The fixtures come from the references run in double precision (libdarknet's stand-in likewise), so
that a test measures our rounding and not theirs.

Weights are made by a recipe that the Swift side repeats bit for bit (`ReproducibleWeights`); only
batch norm's statistics, counted over ten example pictures, are kept, in half precision. For every stage a
fixture has its shape, its largest absolute value, and some of its numbers.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import os

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "DetectorsTests" / "Fixtures" / "backbones"
CFG = pathlib.Path("/usr/share/darknet/cfg")
DARKNET = pathlib.Path("/usr/lib/darknet")
SAMPLES = 192

# --- The recipe: `ReproducibleWeights` in Swift.


def key(name):
    """FNV-1a, 64 bits."""
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def mixed(name, start, count):
    """SplitMix64's finaliser at key + (i + 1) · golden ratio."""
    i = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    z = i * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key(name))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def numbers(name, shape):
    """Float32 in -1 ..< 1, multiples of 2⁻²³."""
    count = int(np.prod(shape))
    out = np.empty(count, np.float32)
    for start in range(0, count, 1 << 22):
        n = min(1 << 22, count - start)
        top = (mixed(name, start, n) >> np.uint64(40)).astype(np.float32)
        out[start:start + n] = top * np.float32(2.0**-23) - np.float32(1)
    return out.reshape(shape)


def made(name, shape):
    if len(shape) >= 2:
        fan_in = np.float32(np.prod(shape[1:]))
        return numbers(name, shape) * np.sqrt(np.float32(6) / fan_in)
    if name.endswith("bias"):
        return numbers(name, shape) * np.float32(0.125)
    return numbers(name, shape) * np.float32(0.25) + np.float32(1)


# --- A network as a list of stages, in the order they run.


class Stage:
    def __init__(self, name, inputs, run):
        self.name, self.inputs, self.run = name, inputs, run


class Network:
    classes = None  # the stage whose largest channel is the class of a pixel

    def __init__(self):
        self.parameters, self.stages, self.norms = {}, [], []

    def trace(self, x, fed=None):
        """Every stage's output; `fed` gives the inputs in place of what was computed here."""
        known = {"input": x}
        for stage in self.stages:
            source = known if fed is None else {**fed, "input": x}
            known[stage.name] = stage.run(*[source[i] for i in stage.inputs])
        return known

    def exact(self, x):
        """As `trace`, in double precision."""
        self.convert(torch.float64)
        outputs = self.trace(x.double())
        self.convert(torch.float32)  # the parameters were float32, so nothing is lost
        return outputs

    def statistics(self):
        return {n: t.numpy() for n, t in self.parameters.items() if "running_" in n}


class TorchvisionNetwork(Network):
    def __init__(self, module, names):
        super().__init__()
        self.module = module.eval()
        state = module.state_dict()
        self.parameters = {n: t for n, t in state.items() if "num_batches" not in n}
        for n, t in self.parameters.items():
            if "running_" not in n:
                t.copy_(torch.from_numpy(made(n, tuple(t.shape))))
        modules = dict(module.named_modules())
        previous = "input"
        for name in names:
            run = torch.nn.Flatten() if name == "flatten" else modules[name]
            # In-place ReLUs would overwrite what the stage before answered.
            self.stages.append(Stage(name, [previous], lambda x, run=run: run(x.clone())))
            previous = name

    def convert(self, type):
        self.module.to(type)

    def calibrate(self, x):
        for m in self.module.modules():
            if isinstance(m, torch.nn.BatchNorm2d):
                m.momentum = 1.0
                m.train()
        self.trace(x)
        self.module.eval()
        for n, t in self.parameters.items():
            if "running_" in n:
                t.copy_(kept(t, is_variance=n.endswith("var")))


def kept(statistic, is_variance):
    """A statistic as it is used and written: in half precision. No variance is left below a tenth
    of the layer's mean one, or that channel would blow up every rounding error."""
    if is_variance:
        statistic = statistic.clamp(min=float(statistic.mean()) / 10)
    return statistic.half().float()


def chain(module, opened):
    """The names of the stages: children, those in `opened` by their own children."""
    names = []
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Sequential) or name in opened:
            names += [f"{name}.{inner}" for inner in chain(child, opened)]
        else:
            names.append(name)
    return names


def alexnet():
    m = torchvision.models.alexnet(weights=None)
    names = chain(m, [])
    return TorchvisionNetwork(m, with_flatten(names))


def vgg16():
    m = torchvision.models.vgg16(weights=None)
    return TorchvisionNetwork(m, with_flatten(chain(m, [])))


def resnet50():
    m = torchvision.models.resnet50(weights=None)
    return TorchvisionNetwork(m, with_flatten(chain(m, [])))


def with_flatten(names):
    place = names.index("avgpool") + 1
    return names[:place] + ["flatten"] + names[place:]


# --- Segmenters: a class at every pixel.


def fcn_resnet50():
    m = torchvision.models.segmentation.fcn_resnet50(
        weights=None, weights_backbone=None, num_classes=21, aux_loss=True)
    net = TorchvisionNetwork(m, chain(m, ["backbone"]))
    stages = {s.name: s for s in net.stages}
    stages["classifier.0"].inputs = ["backbone.layer4.2"]
    stages["aux_classifier.0"].inputs = ["backbone.layer3.5"]
    for name, last in [("out", "classifier.4"), ("aux", "aux_classifier.4")]:
        net.stages.append(Stage(
            name, ["input", last], lambda x, y: F.interpolate(
                y, size=x.shape[2:], mode="bilinear", align_corners=False)))
    net.classes = "out"
    return net


class SegNet(torch.nn.Module):
    """Badrinarayanan et al., PAMI 2017, figure 2: VGG-16's convolutions (their table of widths),
    each followed by batch norm and ReLU, then the same backwards. The last has neither."""

    widths = [[64, 64], [128, 128], [256] * 3, [512] * 3, [512] * 3]

    def __init__(self, classes):
        super().__init__()

        def block(channels):
            layers = []
            for a, b in zip(channels, channels[1:]):
                layers += [torch.nn.Conv2d(a, b, 3, padding=1), torch.nn.BatchNorm2d(b),
                           torch.nn.ReLU()]
            return torch.nn.Sequential(*layers)

        inputs = [3] + [w[-1] for w in self.widths[:-1]]
        self.encoder = torch.nn.Sequential(
            *[block([i] + w) for i, w in zip(inputs, self.widths)])
        self.decoder = torch.nn.Sequential(
            *[block(w[::-1] + ([i] if i > 3 else [])) for i, w in zip(inputs, self.widths)])
        self.classifier = torch.nn.Conv2d(64, classes, 3, padding=1)


def segnet():
    m = SegNet(11)
    net = TorchvisionNetwork(m, chain(m, []))
    blocks = {}
    for stage in net.stages[:-1]:
        blocks.setdefault(stage.name.rsplit(".", 1)[0], []).append(stage)
    classifier, net.stages, last = net.stages[-1], [], "input"

    def run(name):
        nonlocal last
        for stage in blocks[name]:
            stage.inputs = [last]
            net.stages.append(stage)
            last = stage.name

    before = []
    for level in range(5):
        run(f"encoder.{level}")
        before.append(last)
        for name, part in [(f"pool{level}", 0), (f"switches{level}", 1)]:
            net.stages.append(Stage(name, [last], lambda x, part=part: F.max_pool2d(
                x, 2, return_indices=True)[part].to(x.dtype)))
        last = f"pool{level}"
    for level in reversed(range(5)):
        net.stages.append(Stage(
            f"unpool{level}", [last, f"switches{level}", before[level]],
            lambda x, i, size: F.max_unpool2d(x, i.long(), 2, output_size=size.shape[2:])))
        last = f"unpool{level}"
        run(f"decoder.{level}")
    classifier.inputs = [last]
    net.stages.append(classifier)
    net.classes = "classifier"
    return net


# --- Darknet's networks, from their cfg files.


def sections(path):
    found = []
    for line in path.read_text().splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            found.append((line.strip("[]"), {}))
        elif line:
            k, v = line.split("=")
            found[-1][1][k.strip()] = v.strip()
    return found[1:]


class DarknetNetwork(Network):
    """`units` say which cfg layers are one stage of ours: (name, first, last), and `names` what
    we call each convolution."""

    def __init__(self, cfg, names, units):
        super().__init__()
        self.cfg = cfg
        self.layers = sections(CFG / cfg)
        self.calibrating = False
        self.names = names  # cfg index → our name of the convolution
        self.last = {}  # cfg index → our stage that ends with it
        channels = []
        for i, (kind, o) in enumerate(self.layers):
            c = channels[-1] if channels else 3
            if kind == "convolutional":
                n = int(o["filters"])
                self.add(names[i], n, c, int(o["size"]), o.get("batch_normalize") == "1")
                c = n
            elif kind == "route":
                c = sum(channels[j] for j in self.sources(i))
            channels.append(c)
        ends = {last: name for name, first, last in units}
        for name, first, last in units:
            inputs = [self.stage_of(j, ends) for j in self.sources(first)]
            self.stages.append(
                Stage(name, inputs, lambda *x, f=first, l=last: self.run(f, l, list(x))))
            self.last[name] = last

    def add(self, name, n, c, size, has_norm):
        p = {"conv.weight" if has_norm else "weight": (n, c, size, size)}
        if has_norm:
            p |= {f"bn.{q}": (n,) for q in ["weight", "bias", "running_mean", "running_var"]}
        else:
            p["bias"] = (n,)
        for q, shape in p.items():
            full = f"{name}.{q}"
            value = np.ones(shape, np.float32) if "running_" in q else made(full, shape)
            self.parameters[full] = torch.from_numpy(value)

    def sources(self, i):
        kind, o = self.layers[i]
        if kind == "route":
            return [int(j) + (i if int(j) < 0 else 0) for j in o["layers"].split(",")]
        return [i - 1]

    def stage_of(self, j, ends):
        # A route of one layer, and a [yolo] layer, only point elsewhere.
        while j >= 0 and j not in ends:
            j = self.sources(j)[0]
        return ends[j] if j >= 0 else "input"

    def run(self, first, last, x):
        if len(x) > 1:
            return torch.cat(x, 1)
        start = y = x[0]
        for i in range(first, last + 1):
            kind, o = self.layers[i]
            if kind == "convolutional":
                y = self.convolution(i, o, y)
            elif kind == "maxpool":
                y = F.max_pool2d(y, int(o["size"]), int(o["stride"]), ceil_mode=True)
            elif kind == "avgpool":
                y = y.mean((2, 3), keepdim=True)
            elif kind == "upsample":
                y = F.interpolate(y, scale_factor=2)
            elif kind == "shortcut":
                assert o["from"] == "-3" and first == i - 2
                y = y + start
        return y

    def convolution(self, i, o, x):
        name, p = self.names[i], self.parameters
        size = int(o["size"])
        stride, padding = int(o["stride"]), size // 2 if o.get("pad") == "1" else 0
        if o.get("batch_normalize") != "1":
            return F.conv2d(x, p[f"{name}.weight"], p[f"{name}.bias"], stride, padding)
        y = F.conv2d(x, p[f"{name}.conv.weight"], None, stride, padding)
        mean, var = p[f"{name}.bn.running_mean"], p[f"{name}.bn.running_var"]
        if self.calibrating:
            mean.copy_(kept(y.mean((0, 2, 3)), is_variance=False))
            var.copy_(kept(y.var((0, 2, 3)), is_variance=True))
        shape = (1, -1, 1, 1)
        y = (y - mean.view(shape)) / (var.sqrt() + 1e-6).view(shape)
        y = y * p[f"{name}.bn.weight"].view(shape) + p[f"{name}.bn.bias"].view(shape)
        return F.leaky_relu(y, 0.1)

    def convert(self, type):
        for n, t in self.parameters.items():
            self.parameters[n] = t.to(type)

    def calibrate(self, x):
        self.calibrating = True
        self.trace(x)
        self.calibrating = False

    def write_weights(self, path):
        """Darknet's own format."""
        with open(path, "wb") as f:
            f.write(struct.pack("<iiiQ", 0, 2, 0, 0))
            for i in sorted(self.names):
                p = lambda q: self.parameters[f"{self.names[i]}.{q}"].numpy().tobytes()
                if self.layers[i][1].get("batch_normalize") == "1":
                    for q in ["bn.bias", "bn.weight", "bn.running_mean", "bn.running_var",
                              "conv.weight"]:
                        f.write(p(q))
                else:
                    f.write(p("bias") + p("weight"))

    def reference(self, x):
        """What libdarknet computes: our stage → tensor."""
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            cfg = []
            for line in (CFG / self.cfg).read_text().splitlines():
                k = line.split("=")[0].strip()
                new = {"width": x.shape[3], "height": x.shape[2], "batch": 1, "subdivisions": 1}
                cfg.append(f"{k}={new[k]}" if k in new else line)
            (folder / "net.cfg").write_text("\n".join(cfg) + "\n")
            (folder / "helper.c").write_text(HELPER)
            self.write_weights(folder / "net.weights")
            x.numpy().tofile(folder / "input.f32")
            subprocess.run(["gcc", "-o", folder / "helper", folder / "helper.c",
                            f"-I{DARKNET}/include", f"{DARKNET}/libdarknet.so",
                            f"-Wl,-rpath,{DARKNET}"], check=True)
            out = subprocess.run(
                [folder / "helper", "net.cfg", "net.weights", "input.f32"], cwd=folder, check=True,
                capture_output=True, text=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
            shapes = [tuple(map(int, line.split()[1:])) for line in out.stdout.splitlines()
                      if line.startswith("shape ")]
            print(f"  libdarknet: {[l for l in out.stdout.splitlines() if l.startswith('learnt')]}")
            def tensor(i):
                flat = torch.from_numpy(np.fromfile(folder / f"{i}.f32", np.float32))
                return flat.reshape(1, *shapes[i])
            return {stage.name: tensor(self.last[stage.name]) for stage in self.stages}


HELPER = r"""
#include "darknet.h"
int main(int argc, char **argv) {
  network *net = load_network(argv[1], argv[2], 0);
  set_batch_network(net, 1);
  float *x = calloc(net->inputs, sizeof(float));
  FILE *file = fopen(argv[3], "rb");
  if (!file || fread(x, sizeof(float), net->inputs, file) != net->inputs) return 1;
  network_predict(net, x);
  long learnt = 0;
  for (int i = 0; i < net->n; ++i) {
    layer l = net->layers[i];
    char name[32];
    snprintf(name, sizeof name, "%d.f32", i);
    FILE *out = fopen(name, "wb");
    if (!out || fwrite(l.output, sizeof(float), l.outputs, out) != l.outputs) return 1;
    fclose(out);
    printf("\nshape %d %d %d\n", l.out_c, l.out_h, l.out_w);
    if (l.type == CONVOLUTIONAL) learnt += l.nweights + l.nbiases + (l.batch_normalize ? l.n : 0);
  }
  printf("learnt %ld\n", learnt);
  return 0;
}
"""


def darknet19():
    convolutions = {i: f"features.{i}" for i in range(23)}
    units = [(f"features.{i}", i, i) for i in range(23)]
    layers = sections(CFG / "darknet19.cfg")
    names = {i: n for i, n in convolutions.items() if layers[i][0] == "convolutional"}
    names[23] = "classifier.0"
    units += [("classifier.0", 23, 23), ("classifier.1", 24, 24)]
    return DarknetNetwork("darknet19.cfg", names, units)


def darknet53_trunk(prefix=""):
    names, units, i = {0: f"{prefix}conv1"}, [(f"{prefix}conv1", 0, 0)], 1
    for stage, blocks in enumerate([1, 2, 8, 8, 4], 1):
        block = f"{prefix}conv_res_block{stage}"
        names[i] = f"{block}.conv"
        units.append((f"{block}.conv", i, i))
        i += 1
        for j in range(blocks):
            names[i], names[i + 1] = f"{block}.res{j}.conv1", f"{block}.res{j}.conv2"
            units.append((f"{block}.res{j}", i, i + 2))
            i += 3
    return names, units, i


def darknet53():
    names, units, i = darknet53_trunk()
    names[i + 1] = "fc"
    return DarknetNetwork(
        "darknet53.cfg", names, units + [("avgpool", i, i), ("fc", i + 1, i + 1)])


def yolov3():
    names, units, i = darknet53_trunk("backbone.")
    def convolution(name):
        nonlocal i
        names[i] = name
        units.append((name, i, i))
        i += 1
    for level in range(3):
        if level > 0:
            i += 2  # [yolo], and a [route] back to the last `detect`
            convolution(f"neck.conv{level}")
            units.append((f"neck.upsample{level}", i, i))
            units.append((f"neck.concat{level}", i + 1, i + 1))
            i += 2
        for j in range(1, 6):
            convolution(f"neck.detect{level + 1}.conv{j}")
        convolution(f"bbox_head.convs_bridge.{level}")
        convolution(f"bbox_head.convs_pred.{level}")
    return DarknetNetwork("yolov3.cfg", names, units)


# --- The pictures: a corner of an example, so that every size is odd.


def picture(number=1):
    image = Image.open(ROOT / "examples" / "pictures" / f"pasture-{number:02}.png").convert("RGB")
    pixels = np.asarray(image)[:97, :131]  # [H, W, 3]
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def normalized(x, mean, std):
    mean, std = (torch.tensor(v).view(1, 3, 1, 1) for v in (mean, std))
    return (x - mean) / std


def input_for(name, number=1):
    x = torch.from_numpy(picture(number)).float() / 255
    if name in ("alexnet", "vgg16", "resnet50", "fcn-resnet50", "segnet"):
        return normalized(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    if name == "ssd300-vgg16":  # ssd.py
        x = F.interpolate(x, scale_factor=3)[:, :, :269, :271]
        return normalized(x, [0.48235, 0.45882, 0.40784], [1 / 255] * 3)
    return x[:, :, :96, :128].contiguous() if name == "yolov3" else x


MODELS = {"alexnet": alexnet, "vgg16": vgg16, "resnet50": resnet50,
          "fcn-resnet50": fcn_resnet50, "segnet": segnet, "darknet19": darknet19, "darknet53": darknet53, "yolov3": yolov3}


def calibrated(name):
    net, x = MODELS[name](), input_for(name)
    if any("running_" in n for n in net.parameters):
        # Over several pictures: the dozen cells of one deep map are nearly the same.
        net.calibrate(torch.cat([input_for(name, number) for number in range(1, 11)]))
    return net, x


def difference(a, b):
    """The largest, as a share of the largest of `b`."""
    return float((a - b).abs().max() / b.abs().max())


def write_fixture(name):
    net, x = calibrated(name)
    outputs = net.exact(x)
    if isinstance(net, DarknetNetwork):
        theirs = net.reference(x)
        alone = net.trace(x, fed=theirs)
        worst = [max(difference(theirs[s.name], t[s.name]) for s in net.stages)
                 for t in (alone, outputs)]
        print(f"  libdarknet against torch: {worst[0]:.1e} a stage, {worst[1]:.1e} from the start")
        assert worst[0] < 1e-4 and worst[1] < 1e-3
    arrays = {f"statistic:{n}": v.astype(np.float16) for n, v in net.statistics().items()}
    assert all(np.isfinite(v).all() for v in arrays.values())
    for stage in net.stages:
        y = outputs[stage.name].numpy()
        flat = y.reshape(-1)
        whole = flat.size <= (1000 if stage is net.stages[-1] else SAMPLES)
        count = flat.size if whole else SAMPLES
        at = np.arange(count) if whole else (
            mixed(stage.name, 0, count) % np.uint64(flat.size)).astype(np.int64)
        arrays[f"shape:{stage.name}"] = np.array(y.shape, np.int32)
        arrays[f"largest:{stage.name}"] = np.array([np.abs(flat).max()], np.float32)
        arrays[f"samples:{stage.name}"] = flat[at].astype(np.float32)
        # Alive: the tests would learn nothing from zeros.
        assert 1e-3 < flat.std() < 1e4, (stage.name, flat.std())
    if net.classes:
        classes = outputs[net.classes][0].argmax(0).numpy()  # [H, W]
        shares = np.sort(np.bincount(classes.reshape(-1)))[::-1] / classes.size
        print(f"  the commonest classes have {np.round(shares[:5], 2)} of the pixels")
        assert shares[0] < 0.8 and (shares > 0.02).sum() >= 4
        arrays["classes"] = classes.astype(np.uint8)
    path = FIXTURES / f"{name}.npz"
    np.savez_compressed(path, **arrays)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes, {len(net.stages)} stages")
    scores = outputs[net.stages[-1].name].flatten()
    if scores.numel() == 1000:  # spread, and not saturated
        likeliest = float(scores.softmax(0).max())
        print(f"  scores: deviation {scores.std():.2f}, the likeliest class has {likeliest:.3f}")
        assert likeliest < 0.9 and float(scores.std()) > 0.1


def prepare(name, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    net, x = calibrated(name)
    header, offset = {}, 0
    values = {n: net.parameters[n].contiguous() for n in net.parameters}
    if isinstance(net, DarknetNetwork):  # our ε stands under the root, Darknet's behind it
        for n in values:
            if n.endswith("running_var"):
                values[n] = values[n] + 2e-6 * values[n].sqrt()
    for n, t in values.items():
        header[n] = {"dtype": "F32", "shape": list(t.shape),
                     "data_offsets": [offset, offset + 4 * t.numel()]}
        offset += 4 * t.numel()
    text = json.dumps(header).encode()
    with open(folder / "weights.safetensors", "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for t in values.values():
            f.write(t.numpy().tobytes())
    np.save(folder / "input.npy", x.numpy())
    print(f"{folder}/weights.safetensors, {folder}/input.npy")


def compare(name, folder):
    folder = pathlib.Path(folder) / "trace"
    net, x = calibrated(name)
    ours = {s.name: torch.from_numpy(np.load(folder / f"{s.name}.npy")) for s in net.stages}
    ours = {n: t.reshape(1, *t.shape[1:]) for n, t in ours.items()}
    theirs = net.trace(x)
    alone = net.trace(x, fed=ours)
    print(f"{'stage':34} {'alone':>9} {'from the start':>15}   of the stage's largest value")
    worst = [0.0, 0.0]
    for s in net.stages:
        d = [difference(ours[s.name].reshape(t[s.name].shape), t[s.name]) for t in (alone, theirs)]
        worst = [max(a, b) for a, b in zip(worst, d)]
        print(f"{s.name:34} {d[0]:9.1e} {d[1]:15.1e}")
    print(f"{'worst':34} {worst[0]:9.1e} {worst[1]:15.1e}")
    return worst[0] <= 1e-4


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    if len(sys.argv) == 4 and sys.argv[1] in ("--prepare", "--compare") and sys.argv[2] in MODELS:
        if sys.argv[1] == "--prepare":
            prepare(sys.argv[2], sys.argv[3])
        else:
            sys.exit(0 if compare(sys.argv[2], sys.argv[3]) else 1)
    elif all(name in MODELS for name in sys.argv[1:]):
        FIXTURES.mkdir(parents=True, exist_ok=True)
        np.save(FIXTURES / "picture.npy", picture())
        for name in sys.argv[1:] or MODELS:
            write_fixture(name)
    else:
        sys.exit(__doc__)
