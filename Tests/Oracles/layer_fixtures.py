#!/usr/bin/python3
"""PyTorch's layers, optimizers and schedules, for Tests/LayersTests.

Writes Tests/LayersTests/Fixtures/{layers,optimizers,schedules}.json. Made with torch 1.13 (Debian).
"""
import json
import pathlib

import torch
from torch import nn

torch.manual_seed(11)
folder = pathlib.Path(__file__).parent.parent / "LayersTests" / "Fixtures"


def packed(t):
    return {"shape": list(t.shape),
            "values": [float(f"{v:.8g}") for v in t.detach().float().flatten().tolist()]}


def state(module):
    return {name: packed(t) for name, t in module.state_dict().items()}


def write(name, data):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(data, separators=(",", ":")).replace("},{", "},\n{") + "\n")
    print(path, path.stat().st_size, "bytes")


def shaken(module):
    """Weights of a plain size, and statistics that are not 0 and 1."""
    with torch.no_grad():
        for name, t in module.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            t.copy_((torch.randn(t.shape) * 0.4).round(decimals=3))
            if name.endswith("running_var"):
                t.copy_(t.abs() + 0.5)
    return module


def x(*shape):
    return torch.randn(*shape).round(decimals=3)


# --- Each layer: its state, inference on an input; then one training pass with gradients.

layers = [
    ("Conv2D", nn.Conv2d(3, 4, 3, stride=2, padding=1), x(2, 3, 7, 5)),
    ("Conv2D grouped", nn.Conv2d(4, 6, 3, padding=2, dilation=2, groups=2, bias=False), x(1, 4, 6, 5)),
    ("ConvTranspose2D", nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1), x(1, 3, 4, 3)),
    ("Linear", nn.Linear(5, 3), x(4, 5)),
    ("BatchNorm2D", nn.BatchNorm2d(3), x(2, 3, 4, 3)),
    ("MaxPool2D", nn.MaxPool2d(3, 2, 1), x(1, 2, 7, 5)),
    ("AveragePool2D", nn.AvgPool2d(3, 2, 1), x(1, 2, 7, 5)),
    ("AdaptiveAveragePool2D", nn.AdaptiveAvgPool2d((3, 2)), x(1, 2, 7, 5)),
    ("ReLU", nn.ReLU(), x(2, 5)),
    ("LeakyReLU", nn.LeakyReLU(0.1), x(2, 5)),
    ("Flatten", nn.Flatten(), x(2, 3, 2, 2)),
    ("Upsample nearest", nn.Upsample(scale_factor=2), x(1, 2, 3, 2)),
    ("Upsample bilinear", nn.Upsample(size=(5, 3), mode="bilinear", align_corners=True), x(1, 2, 3, 2)),
    ("Dropout", nn.Dropout(0), x(2, 5)),
]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Sequential(nn.Conv2d(4, 4, 3), nn.ReLU()))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))

    def forward(self, x):
        return self.classifier(self.features(x))


layers.append(("Net", Net(), x(3, 3, 10, 6)))

cases = []
for name, module, t in layers:
    shaken(module)
    before = state(module)
    module.eval()
    inference = module(t)
    module.train()
    t = t.clone().requires_grad_()
    out = module(t)
    w = (((torch.arange(out.numel()) * 7919) % 13 - 6).float() / 6).reshape(out.shape)
    (out * w).sum().backward()
    cases.append({
        "name": name, "state": before, "input": packed(t), "inference": packed(inference),
        "training": packed(out), "inputGradient": packed(t.grad),
        "gradients": {n: packed(p.grad) for n, p in module.named_parameters()},
        "stateAfter": {n: packed(b) for n, b in module.named_buffers()},
    })
write("layers", cases)

# --- Each optimizer: where five given gradients lead two parameters. The second has no gradient in
# the second step.

optimizers = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
    "SGD momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "SGD momentum decay": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05),
    "SGD nesterov decay": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "Adam decay": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.1),
    "AdamW decay": lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.8, 0.99), weight_decay=0.3),
    "AdamW weights only": lambda p: torch.optim.AdamW(
        [{"params": p[:1], "weight_decay": 0.3}, {"params": p[1:], "weight_decay": 0.0}], lr=0.05),
}
start = {"weight": x(2, 3), "bias": x(3)}
gradients = [{"weight": x(2, 3), "bias": x(3)} for _ in range(5)]
del gradients[1]["bias"]
runs = []
for name, make in optimizers.items():
    values = {n: nn.Parameter(t.clone()) for n, t in start.items()}
    optimizer = make(list(values.values()))
    trajectory = []
    for step in gradients:
        for n, p in values.items():
            p.grad = step[n].clone() if n in step else None
        optimizer.step()
        trajectory.append({n: packed(p) for n, p in values.items()})
    runs.append({"name": name, "trajectory": trajectory})
write("optimizers", {
    "start": {n: packed(t) for n, t in start.items()},
    "gradients": [{n: packed(t) for n, t in step.items()} for step in gradients],
    "runs": runs,
})

# --- Schedules: the learning rate of the first thirty steps.

S = torch.optim.lr_scheduler
schedules = {
    "step": lambda o: S.StepLR(o, 7, 0.3),
    "milestones": lambda o: S.MultiStepLR(o, [4, 10, 25], 0.1),
    "cosine": lambda o: S.CosineAnnealingLR(o, 30, 0.01),
    "warmUp": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, 0.1, total_iters=5), S.CosineAnnealingLR(o, 25)], [5]),
}
rates = {}
for name, make in schedules.items():
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)
    schedule = make(optimizer)
    rates[name] = []
    for _ in range(30):
        rates[name].append(float(f"{optimizer.param_groups[0]['lr']:.9g}"))
        optimizer.step()
        schedule.step()
write("schedules", rates)
