"""PyTorch's answers for the operations of Sources/Tensors, values and gradients.

    /usr/bin/python3 Tests/Oracles/tensor_fixtures.py     (python3-torch, python3-torchvision)
"""

import torch
import torch.nn.functional as F
import torchvision

from fixture_writer import Fixtures, normal, uniform

fixtures = Fixtures("Tests/TensorsTests/Fixtures/tensor_operations.json")
add = fixtures.add

# --- Arithmetic ------------------------------------------------------------------------------------

picture, channels, row = normal(1, 2, 3, 2, 2), normal(2, 3, 1, 1), normal(3, 4)
add("x + y, per channel", lambda x, y: x + y, picture, channels)
add("x - y, per channel", lambda x, y: x - y, picture, channels)
add("x * y, per channel", lambda x, y: x * y, picture, channels)
add("x / y, per channel", lambda x, y: x / y, picture, uniform(4, 0.5, 2, 3, 1, 1))
add("x * y, column by row", lambda x, y: x * y, normal(5, 3, 1), row)
add("x - 2", lambda x: x - 2, row)
add("2 - x", lambda x: 2 - x, row)
add("x / 3", lambda x: x / 3, row)
add("3 / x", lambda x: 3 / x, row)
add("-x", lambda x: -x, row)
add("maximum", torch.maximum, torch.tensor([1.0, 5, 3]), torch.tensor([2.0, 4, 3]))
add("minimum", torch.minimum, torch.tensor([1.0, 5, 3]), torch.tensor([2.0, 4, 3]))
mixed = torch.tensor([1.0, float("nan"), float("inf"), -1])
for name, compare in [
    (".<", torch.lt), (".<=", torch.le), (".>", torch.gt), (".>=", torch.ge), (".==", torch.eq),
    (".!=", torch.ne),
]:
    add(
        "x %s y" % name, lambda x, y: compare(x, y).float(), mixed,
        torch.tensor([1.0, float("nan"), 2, 0]), tracked=[])
add("inf arithmetic", lambda x, y: x * y, mixed, torch.tensor([0.0, 1, 0, float("inf")]), tracked=[])

# --- Functions -------------------------------------------------------------------------------------

wide = torch.tensor([-100.0, -20, -3, -0.5, 0, 1e-6, 0.5, 3, 20, 100])
positive = uniform(6, 0.25, 4, 2, 3)
add("exp", torch.exp, normal(7, 2, 3))
add("exp, wide", torch.exp, wide, tracked=[])
add("log", torch.log, positive)
add("log of 0 and less", torch.log, torch.tensor([0.0, -1]), tracked=[])
add("squareRoot", torch.sqrt, positive)
add("power 2", lambda x: x.pow(2), normal(8, 2, 3))
add("power 3", lambda x: x.pow(3), normal(8, 2, 3))
add("power -0.5", lambda x: x.pow(-0.5), positive)
add("abs", torch.abs, torch.tensor([-2.0, 0, 3]))
add("clamp", lambda x: x.clamp(-0.5, 1), torch.tensor([-2.0, -0.5, 0.3, 1, 1.5]))
add("clamp, NaN and infinity", lambda x: x.clamp(-0.5, 1), mixed, tracked=[])
add("relu", torch.relu, torch.tensor([-2.0, 0, 3, -0.1]))
add("relu, NaN and infinity", torch.relu, mixed, tracked=[])
add("leakyReLU", lambda x: F.leaky_relu(x, 0.1), torch.tensor([-2.0, 0, 3, -0.1]))
add("sigmoid", torch.sigmoid, normal(9, 2, 3))
add("sigmoid, wide", torch.sigmoid, wide, tracked=[])
add("tanh", torch.tanh, normal(9, 2, 3))
add("tanh, wide", torch.tanh, wide, tracked=[])
cube = normal(10, 2, 3, 4)
for axis in range(3):
    add("softmax %d" % axis, lambda x: x.softmax(axis), cube)
    add("logSoftmax %d" % axis, lambda x: x.log_softmax(axis), cube)
add("softmax, wide", lambda x: x.softmax(0), wide)
add("logSoftmax, wide", lambda x: x.log_softmax(0), wide)

# --- Reductions ------------------------------------------------------------------------------------

picture = normal(11, 2, 3, 2, 3)
add("sum", lambda x: x.sum(), picture)
add("sum 0 2 3", lambda x: x.sum((0, 2, 3)), picture)
add("sum 1, kept", lambda x: x.sum(1, keepdim=True), picture)
add("mean", lambda x: x.mean(), picture)
add("mean 1 3", lambda x: x.mean((1, 3)), picture)
add("variance 0 2 3", lambda x: x.var((0, 2, 3), unbiased=False), picture)
add("variance, unbiased", lambda x: x.var(1, unbiased=True), cube)
ties = torch.tensor([[1.0, 3, 3], [2, 2, 2]])
add("max 1, with ties", lambda x: x.amax(1), ties)
add("min 0 1", lambda x: x.amin((0, 1)), cube)
add("max with NaN", lambda x: x.amax(1), torch.tensor([[1, float("nan")], [2, 3]]), tracked=[])
add("argmax 1", lambda x: x.argmax(1).float(), cube, tracked=[])
add("argmax with ties", lambda x: x.argmax(1).float(), ties, tracked=[])
add("argmax with NaN", lambda x: x.argmax(0).float(), torch.tensor([1, float("nan"), 5]), tracked=[])
add("mean of nothing", lambda x: x.mean(), torch.zeros(0), tracked=[])
add("sum of nothing", lambda x: x.sum(0), torch.zeros(0, 3), tracked=[])

# --- Moving ----------------------------------------------------------------------------------------

add("reshaped", lambda x: x.reshape(4, -1), cube)
add("permuted", lambda x: x.permute(2, 0, 1), cube)
add("transposed", lambda x: x.transpose(-1, -2), cube)
add("x[1]", lambda x: x[1], cube)
add("x[:, 1:, 2]", lambda x: x[:, 1:, 2], cube)
add("concatenate 1", lambda x, y: torch.cat([x, y, x], 1), cube, normal(12, 2, 1, 4))
add("stack 1", lambda x, y: torch.stack([x, y], 1), normal(13, 2, 3), normal(14, 2, 3))
add(
    "gather 1", lambda x, i: x.gather(1, i), cube,
    torch.tensor([[[0, 2, 1], [2, 2, 0]], [[1, 0, 0], [2, 1, 1]]]))
add("selecting 2", lambda x: x.index_select(2, torch.tensor([3, 0, 3])), cube)
add("padded", lambda x: F.pad(x, (1, 2, 0, 1), value=0.5), cube)
add("broadcasted", lambda x: x.expand(2, 3, 4), normal(15, 3, 1))

# --- Losses ----------------------------------------------------------------------------------------

logits, labels = normal(16, 5, 4), torch.tensor([3, 0, 2, 2, 1])
weights = torch.tensor([1, 0.5, 2, 0.25])
add("crossEntropy", lambda x, t: F.cross_entropy(x, t), logits, labels)
add("crossEntropy, ignoring 2", lambda x, t: F.cross_entropy(x, t, ignore_index=2), logits, labels)
add("crossEntropy, weighted", lambda x, t: F.cross_entropy(x, t, weight=weights), logits, labels)
add(
    "crossEntropy, weighted, ignoring 2",
    lambda x, t: F.cross_entropy(x, t, weight=weights, ignore_index=2), logits, labels)
add("crossEntropy, sum", lambda x, t: F.cross_entropy(x, t, reduction="sum"), logits, labels)
add(
    "crossEntropy, each, weighted",
    lambda x, t: F.cross_entropy(x, t, weight=weights, reduction="none"), logits, labels)
add(
    "crossEntropy of a picture", lambda x, t: F.cross_entropy(x, t, weight=weights, ignore_index=-1),
    normal(17, 2, 4, 2, 3), torch.tensor([[[0, 1, -1], [3, 2, 0]], [[1, 1, 1], [-1, 0, 3]]]))
add(
    "crossEntropy, wide", lambda x, t: F.cross_entropy(x, t),
    torch.tensor([[1000.0, 0, -1000], [0, 200, 0]]), torch.tensor([0, 2]))
p, t = normal(18, 3, 4), normal(19, 3, 4)
add("meanSquaredError", F.mse_loss, p, t)
add("meanSquaredError, sum", lambda x, y: F.mse_loss(x, y, reduction="sum"), p, t)
add("smoothL1", F.smooth_l1_loss, p, t)
add("smoothL1, beta 0.2", lambda x, y: F.smooth_l1_loss(x, y, beta=0.2), p, t)
add("smoothL1, each", lambda x, y: F.smooth_l1_loss(x, y, reduction="none"), p, t)
yes = (uniform(20, 0, 1, 3, 4) > 0.5).float()
bce = F.binary_cross_entropy_with_logits
add("binaryCrossEntropy", bce, p, yes, tracked=[0])
add("binaryCrossEntropy, soft", bce, p, uniform(21, 0, 1, 3, 4), tracked=[0])
add(
    "binaryCrossEntropy, weighted", lambda x, y: bce(x, y, weight=torch.tensor([1, 0, 0.5, 2])), p,
    yes, tracked=[0])
add(
    "binaryCrossEntropy, wide", lambda x, y: bce(x, y, reduction="none"), wide,
    (wide < 0).float(), tracked=[0])
focal = torchvision.ops.sigmoid_focal_loss
add("sigmoidFocalLoss", lambda x, y: focal(x, y, reduction="mean"), p, yes, tracked=[0])
add(
    "sigmoidFocalLoss, alpha 0.6, gamma 1.5", lambda x, y: focal(x, y, 0.6, 1.5, reduction="none"), p,
    yes, tracked=[0])
add(
    "sigmoidFocalLoss, no alpha, gamma 0", lambda x, y: focal(x, y, -1, 0, reduction="sum"), p, yes,
    tracked=[0])
add(
    "sigmoidFocalLoss, soft", lambda x, y: focal(x, y, reduction="none"), p, uniform(21, 0, 1, 3, 4),
    tracked=[0])
add(
    "sigmoidFocalLoss, wide", lambda x, y: focal(x, y, reduction="none"), wide,
    (wide < 0).float(), tracked=[0])

fixtures.write()
