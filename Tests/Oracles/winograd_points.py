"""Prints the largest error, of the largest result, of Winograd's convolution in float32, for tiles of
4x4 and 6x6 results and several choices of points (0, infinity, and plus and minus each one named),
with 64 and with 512 channels: why `winograd_lines.inc` has the points it has.

Needs numpy. Run: python3 Tests/Oracles/winograd_points.py (about a minute)
"""
import numpy as np
from numpy.polynomial import polynomial


def matrices(pairs, side):
    """Lavin and Gray's B', G and A' for the points 0, +p, -p for each p of `pairs`, infinity."""
    points = [0.0] + [sign * p for p in pairs for sign in (1, -1)]
    seen = side + 2
    b, g, a = np.zeros((seen, seen)), np.zeros((seen, 3)), np.zeros((side, seen))
    for i, p in enumerate(points):
        others = [q for j, q in enumerate(points) if j != i]
        coefficients = polynomial.polyfromroots(others)
        b[i, : len(coefficients)] = coefficients
        g[i] = np.array([1, p, p * p]) / np.prod([p - q for q in others])
        a[:, i] = [p**k for k in range(side)]
    b[-1], g[-1], a[-1, -1] = polynomial.polyfromroots(points), [0, 0, 1], 1
    return b, g, a


def error(pairs, side, channels, outputs=16, tiles=24):
    random = np.random.default_rng(0)
    seen, single = side + 2, np.float32
    b, g, a = matrices(pairs, side)
    cells = np.maximum(random.standard_normal((tiles, channels, seen, seen)), 0).astype(single)
    deviation = np.sqrt(2 / 9 / channels)
    taps = (random.standard_normal((outputs, channels, 3, 3)) * deviation).astype(single)
    exact = np.zeros((tiles, outputs, side, side))
    for i in range(3):
        for j in range(3):
            window = cells[:, :, i : i + side, j : j + side].astype(float)
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
for side, choices in [
    (4, [(1, 2), (1, 0.5), (half, 2 * half)]),
    (6, [(1, 2, 0.5), (half, 2 * half, 1), (0.5, 1, 1.75), (0.5, 1, 1.5)]),
]:
    for pairs in choices:
        names = " ".join(f"{p:.4g}" for p in pairs)
        print(f"{side}x{side}  {names:22}", *(f"{error(pairs, side, c):.2e}" for c in (64, 512)))
