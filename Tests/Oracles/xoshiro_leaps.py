#!/usr/bin/env python3
"""The polynomials of Sources/Tensors/SeededGenerator+Leap.swift: x^draws modulo the characteristic
polynomial of xoshiro256, which Berlekamp and Massey's algorithm finds from 1200 bits.

Needs nothing but Python. Run: python3 Tests/Oracles/xoshiro_leaps.py
"""

WORD = (1 << 64) - 1


def step(state):
    a, b, c, d = state
    c ^= a
    d ^= b
    return [a ^ d, b ^ c, c ^ (b << 17 & WORD), (d << 45 | d >> 19) & WORD]


def characteristic_polynomial():
    state, bits = [1, 2, 3, 4], []
    for _ in range(1200):
        bits.append(state[0] & 1)
        state = step(state)
    current, previous, length, gap = 1, 1, 0, 1
    for n in range(len(bits)):
        if sum(current >> i & bits[n - i] for i in range(length + 1)) % 2 == 0:
            gap += 1
        elif 2 * length <= n:
            current, previous = current ^ previous << gap, current
            length, gap = n + 1 - length, 1
        else:
            current ^= previous << gap
            gap += 1
    assert length == 256
    return sum((current >> i & 1) << (length - i) for i in range(length + 1))


MODULUS = characteristic_polynomial()


def product(a, b):
    total = 0
    while b:
        if b & 1:
            total ^= a
        b >>= 1
        a <<= 1
        if a >> 256:
            a ^= MODULUS
    return total


def power_of_x(exponent):
    power, square = 1, 2
    while exponent:
        if exponent & 1:
            power = product(power, square)
        square = product(square, square)
        exponent >>= 1
    return power


def words(polynomial):
    return [polynomial >> 64 * i & WORD for i in range(4)]


# The jump that xoshiro's authors publish, of 2^128 draws.
assert words(power_of_x(1 << 128)) == [
    0x180EC6D33CFD0ABA, 0xD5A61266F0C9392C, 0xA9582618E03FC9AA, 0x39ABDC4529B1661C]

for draws in (1 << 13, 1 << 16):
    print(draws, ", ".join(f"0x{word:016X}" for word in words(power_of_x(draws))))
