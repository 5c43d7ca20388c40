"""Prints the largest error, of the largest result, of Winograd's convolution in float32, for tiles of
4x4 and 6x6 results, and of 4x4 results of stride 2, and several choices of points (infinity, 0 but for
stride 2, and plus and minus each one named), with 64 and with 512 channels: why `winograd_lines.inc`
has the points it has.

Needs numpy. Run: python3 Tests/Oracles/winograd_points.py (about a minute)
"""
import numpy as np
from numpy.polynomial import polynomial


def matrices(points, side, taps=3):
    """Lavin and Gray's B', G and A' for these points and infinity."""
    seen = side + taps - 1
    b, g, a = np.zeros((seen, seen)), np.zeros((seen, taps)), np.zeros((side, seen))
    for i, p in enumerate(points):
        others = [q for j, q in enumerate(points) if j != i]
        coefficients = polynomial.polyfromroots(others)
        b[i, : len(coefficients)] = coefficients
        g[i] = np.array([p**k for k in range(taps)]) / np.prod([p - q for q in others])
        a[:, i] = [p**k for k in range(side)]
    b[-1], g[-1, -1], a[-1, -1] = polynomial.polyfromroots(points), 1, 1
    return b, g, a


def strided(points, side):
    """The same for stride 2: even cells with the outer taps, odd ones with the middle tap."""
    seen = 2 * side + 1
    b, g, a = np.zeros((seen, seen)), np.zeros((seen, 3)), np.zeros((side, seen))
    b[: side + 1, ::2], g[: side + 1, ::2], a[:, : side + 1] = matrices(points, side, taps=2)
    for i in range(side):
        b[side + 1 + i, 2 * i + 1] = g[side + 1 + i, 1] = a[i, side + 1 + i] = 1
    return b, g, a


def error(pairs, side, stride, channels, outputs=16, tiles=24):
    random = np.random.default_rng(0)
    points = [sign * p for p in pairs for sign in (1, -1)]
    b, g, a = strided(points, side) if stride == 2 else matrices([0.0] + points, side)
    seen, single = b.shape[0], np.float32
    cells = np.maximum(random.standard_normal((tiles, channels, seen, seen)), 0).astype(single)
    deviation = np.sqrt(2 / 9 / channels)
    taps = (random.standard_normal((outputs, channels, 3, 3)) * deviation).astype(single)
    exact = np.zeros((tiles, outputs, side, side))
    for i in range(3):
        for j in range(3):
            window = cells[:, :, i:, j:][:, :, : stride * side : stride, : stride * side : stride]
            window = window.astype(float)
            exact += np.einsum("tcxy,oc->toxy", window, taps[:, :, i, j].astype(float), optimize=True)

    def both_ways(matrix, x):  # matrix . x . matrix', every sum in float32
        matrix = matrix.astype(single)
        rows = sum(matrix[:, k, None] * x[..., None, k, :] for k in range(matrix.shape[1]))
        return sum(rows[..., :, k, None] * matrix[:, k] for k in range(matrix.shape[1]))

    weights = np.einsum("ia,ocab,jb->ocij", g, taps.astype(float), g).astype(single)
    transformed = both_ways(b, cells)
    products = np.zeros((tiles, outputs, seen, seen), single)
    for c in range(channels):
        products += weights[None, :, c] * transformed[:, None, c]
    return np.abs(both_ways(a, products) - exact).max() / np.abs(exact).max()


half = 0.5**0.5
for side, stride, choices in [
    (4, 1, [(1, 2), (1, 0.5), (half, 2 * half)]),
    (6, 1, [(1, 2, 0.5), (half, 2 * half, 1), (0.5, 1, 1.75), (0.5, 1, 1.5)]),
    (4, 2, [(1, 2), (half, 2 * half), (0.5, 1)]),
]:
    for pairs in choices:
        names = " ".join(f"{p:.4g}" for p in pairs)
        errors = [f"{error(pairs, side, stride, channels):.2e}" for channels in (64, 512)]
        print(f"{side}x{side}/{stride}  {names:22}", *errors)
