"""The networks of the comparison, written plainly in PyTorch.

Their parameters have the names that Fovea's own networks have (torchvision's for VGG and ResNet,
MMDetection's for YOLOv3), so that one file of weights serves both. Weights are seeded and random;
batch norms get the statistics of the picture that is timed, since deep networks with statistics that
do not fit overflow or die out, and zeros or infinities are quicker or slower than numbers.

Needs: torch, numpy.
"""

import json

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# ---------------------------------------------------------------------------------------- inference


class VGG16Features(nn.Module):
    """VGG-16 without its classifier; Simonyan and Zisserman, ICLR 2015, table 1, column D."""

    def __init__(self):
        super().__init__()
        channels = 3
        for place in [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M",
                      512, 512, 512, "M"]:
            if place == "M":
                self.append(nn.MaxPool2d(2))
            else:
                self.append(nn.Conv2d(channels, place, 3, padding=1))
                self.append(nn.ReLU())
                channels = place

    def append(self, layer):
        self.add_module(str(len(self._modules)), layer)

    def forward(self, x):
        for layer in self._modules.values():
            x = layer(x)
        return x


class Bottleneck(nn.Module):
    """He et al., CVPR 2016, figure 5; the stride in the 3×3, as torchvision has it."""

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride != 1 or inputs != 4 * width:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class BasicBlock(nn.Module):
    """He et al., CVPR 2016, figure 5, left."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, block, widths, counts, classes, expansion):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for place, (width, count) in enumerate(zip(widths, counts)):
            blocks = []
            for number in range(count):
                blocks.append(block(inputs, width, 2 if number == 0 and place > 0 else 1))
                inputs = width * expansion
            self.add_module(f"layer{place + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.max_pool2d(x, 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


def resnet50():
    return ResNet(Bottleneck, [64, 128, 256, 512], [3, 4, 6, 3], 1000, 4)


class DarknetConvolution(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-12)

    def forward(self, x):
        return F.leaky_relu(self.bn(self.conv(x)), 0.1)


class DarknetResidual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = DarknetConvolution(channels, channels // 2, 1)
        self.conv2 = DarknetConvolution(channels // 2, channels, 3)

    def forward(self, x):
        return x + self.conv2(self.conv1(x))


class Stages(nn.Module):
    """Layers in a row, by name."""

    def __init__(self, stages):
        super().__init__()
        for name, layer in stages:
            self.add_module(name, layer)

    def forward(self, x):
        for layer in self._modules.values():
            x = layer(x)
        return x


class YOLOv3(nn.Module):
    """Redmon and Farhadi, 2018: Darknet-53 and three heads, without decoding; 80 classes."""

    def __init__(self):
        super().__init__()
        stages, inputs = [("conv1", DarknetConvolution(3, 32, 3))], 32
        for place, (channels, count) in enumerate(
                [(64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)]):
            stages.append((f"conv_res_block{place + 1}", Stages(
                [("conv", DarknetConvolution(inputs, channels, 3, 2))]
                + [(f"res{i}", DarknetResidual(channels)) for i in range(count)])))
            inputs = channels
        self.backbone = Stages(stages)
        neck = []
        self.bbox_head = nn.Module()
        self.bbox_head.convs_bridge = nn.ModuleList()
        self.bbox_head.convs_pred = nn.ModuleList()
        for level, (inputs, width) in enumerate([(1024, 512), (768, 256), (384, 128)]):
            if level > 0:
                neck.append((f"conv{level}", DarknetConvolution(2 * width, width, 1)))
            neck.append((f"detect{level + 1}", Stages(
                (f"conv{i}", DarknetConvolution(
                    inputs if i == 1 else (2 * width if i % 2 else width),
                    width if i % 2 else 2 * width, 1 if i % 2 else 3))
                for i in range(1, 6))))
            self.bbox_head.convs_bridge.append(DarknetConvolution(width, 2 * width, 3))
            self.bbox_head.convs_pred.append(nn.Conv2d(2 * width, 255, 1))
        self.neck = Stages(neck)

    def forward(self, x):
        maps = []
        for name, stage in self.backbone._modules.items():
            x = stage(x)
            if name[-1] in "345":
                maps.append(x)
        fine, middle, coarse = maps
        answers, y = [], coarse
        for level, finer in enumerate([None, middle, fine]):
            if finer is not None:
                y = getattr(self.neck, f"conv{level}")(y)
                y = torch.cat([F.interpolate(y, scale_factor=2.0, mode="nearest"), finer], 1)
            y = getattr(self.neck, f"detect{level + 1}")(y)
            answers.append(self.bbox_head.convs_pred[level](self.bbox_head.convs_bridge[level](y)))
        return answers


# ----------------------------------------------------------------------------------------- training


class PastureClassifier(nn.Module):
    """Fovea's small classifier, layer for layer (Sources/Detectors/PastureClassifier.swift)."""

    def __init__(self):
        super().__init__()

        def block(inputs, outputs, kernel):
            return [nn.Conv2d(inputs, outputs, kernel, bias=False), nn.BatchNorm2d(outputs),
                    nn.ReLU()]

        self.features = nn.Sequential(
            *block(3, 32, 5), nn.MaxPool2d(2), *block(32, 64, 3), nn.MaxPool2d(2),
            *block(64, 96, 3), *block(96, 96, 3))
        self.classifier = nn.Sequential(*block(96, 80, 2), nn.Dropout(0.1), nn.Conv2d(80, 9, 1))

    def forward(self, crops):
        return self.classifier(self.features(crops * 4 - 2)).flatten(1)


def resnet18():
    return ResNet(BasicBlock, [64, 128, 256, 512], [2, 2, 2, 2], 10, 1)


# ------------------------------------------------------------------------------------------- by name

# Name (as fovea-bench has it): the network and the shape of its input.
INFERENCE = {
    "vgg16-features-300": (VGG16Features, (1, 3, 300, 300)),
    "resnet50-224": (resnet50, (1, 3, 224, 224)),
    "yolov3-416": (YOLOv3, (1, 3, 416, 416)),
    "yolov3-boxes": (YOLOv3, (1, 3, 416, 416)),
}
# And the number of classes.
TRAINING = {
    "train-resnet18": (resnet18, (16, 3, 96, 128), 10),
    "train-pasture": (PastureClassifier, (64, 3, 32, 32), 9),
}


def picture(name):
    """The input that is timed: uniform in 0…1, the same for the same name; where boxes are wanted, an
    example scene."""
    if name == "yolov3-boxes":
        import detectors

        return detectors.picture(416, 416)
    shape = (INFERENCE.get(name) or TRAINING[name])[1]
    generator = torch.Generator().manual_seed(7)
    return torch.rand(shape, generator=generator)


def seeded(name):
    """The network with random weights, its batch norms fitted to the picture."""
    torch.manual_seed(1)
    model = (INFERENCE.get(name) or TRAINING[name])[0]()
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(layer.weight)
                if layer.bias is not None:
                    nn.init.uniform_(layer.bias, -0.1, 0.1)
        for norm in norms:
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.uniform_(-0.3, 0.3)
            norm.momentum = 1
        if name in INFERENCE and norms:
            model.train()
            model(picture(name))
        for norm in norms:
            norm.momentum = 0.1
    model.eval()
    if name == "yolov3-boxes":
        import yolo

        yolo.spread(model, picture(name))
    return model


def read_weights(path):
    """A safetensors file as a dictionary of tensors."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        base = file.tell()
        tensors = {}
        for name, entry in header.items():
            start, end = entry["data_offsets"]
            file.seek(base + start)
            data = np.frombuffer(file.read(end - start), "<f4").reshape(entry["shape"])
            tensors[name] = torch.from_numpy(data.copy())
    return tensors


def write_weights(model, path):
    """The floats of a network as a safetensors file; batch norm's counters are left out."""
    header, chunks, place = {}, [], 0
    for name, tensor in model.state_dict().items():
        if not tensor.is_floating_point():
            continue
        data = tensor.detach().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [place, place + len(data)]}
        chunks.append(data)
        place += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.writelines(chunks)


def write_onnx(model, name, path):
    outputs = [f"output{i}" for i in range(3 if name.startswith("yolo") else 1)]
    torch.onnx.export(
        model, (picture(name),), path, input_names=["picture"], output_names=outputs,
        dynamo=True, external_data=False, verbose=False)


def write_ncnn(model, stem):
    """VGG's chain of convolutions, ReLUs and poolings in ncnn's own text and bytes."""
    rows, data, last = ["Input data 0 1 data"], b"", "data"
    layers = list(model.children())
    for place, layer in enumerate(layers):
        if isinstance(layer, nn.Conv2d):
            weight = layer.weight.detach().numpy()
            rows.append(
                f"Convolution conv{place} 1 1 {last} blob{place} 0={layer.out_channels} 1=3 4=1 "
                f"5=1 6={weight.size} 9=1")  # 9=1: with its ReLU
            data += b"\0\0\0\0" + weight.tobytes() + layer.bias.detach().numpy().tobytes()
            last = f"blob{place}"
        elif isinstance(layer, nn.MaxPool2d):
            rows.append(f"Pooling pool{place} 1 1 {last} blob{place} 0=0 1=2 2=2 5=1")
            last = f"blob{place}"
    with open(stem + ".param", "w") as file:
        file.write("\n".join(["7767517", f"{len(rows)} {len(rows)}"] + rows) + "\n")
    with open(stem + ".bin", "wb") as file:
        file.write(data)
    with open(stem + ".last", "w") as file:
        file.write(last)


def prepare(name, folder):
    """Writes everything the frameworks need for one network."""
    import detectors

    if name in detectors.DETECTORS:
        model = detectors.seeded(name)
        write_weights(model, f"{folder}/{name}.safetensors")
        np.save(f"{folder}/{name}.npy", detectors.picture(*detectors.SIZES[name]).numpy())
        detectors.write_onnx(model, name, f"{folder}/{name}.onnx")
        return
    model = seeded(name)
    write_weights(model, f"{folder}/{name}.safetensors")
    np.save(f"{folder}/{name}.npy", picture(name).numpy())
    if name in INFERENCE:
        write_onnx(model, name, f"{folder}/{name}.onnx")
    if name.startswith("vgg"):
        write_ncnn(model, f"{folder}/{name}")


if __name__ == "__main__":
    import sys

    prepare(sys.argv[1], sys.argv[2])
