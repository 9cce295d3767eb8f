# Writes known-differences.json: python3 known-differences.py > known-differences.json (the standard library is enough)
# P(X - Y > margin) for X ~ Beta(a, b), Y ~ Beta(c, d) with whole parameters: finite sums, in 80 digits.
import json
from decimal import Decimal, getcontext
from math import comb, factorial

getcontext().prec = 80
# Decimal refuses 0 ** 0.
power = lambda x, n: x**n if n else Decimal(1)
beta = lambda p, q: Decimal(factorial(p - 1)) * factorial(q - 1) / factorial(p + q - 1)


def above(a, b, c, d, margin):
    m = Decimal(margin)
    # P(X > m), then take away the part in which Y is above X - m: Y's upper tail is a sum of c binomial terms.
    n = a + b - 1
    total = sum(comb(n, i) * power(m, i) * power(1 - m, n - i) for i in range(a))
    over = c + d - 1
    lost = Decimal(0)
    for j in range(c):
        for p in range(a):  # x^(a-1) around m
            for q in range(over - j + 1):  # (1 - x + m)^(over - j) around 1 - x
                scale = power(m, a - 1 - p + over - j - q)
                if scale == 0:
                    continue
                left, right = j + p + 1, b + q
                scale *= comb(over, j) * comb(a - 1, p) * comb(over - j, q)
                lost += scale * power(1 - m, left + right - 1) * beta(left, right)
    return float(total - lost / beta(a, b))


def fisher(s1, n1, s0, n0):
    # One-sided tails of the hypergeometric distribution: at most s1, at least s1.
    chance = lambda x: Decimal(comb(n1, x) * comb(n0, s1 + s0 - x)) / comb(n1 + n0, s1 + s0)
    low, high = max(0, s1 + s0 - n0), min(n1, s1 + s0)
    return float(sum(chance(x) for x in range(low, s1 + 1))), float(sum(chance(x) for x in range(s1, high + 1)))


CASES = [
    (1, 1, 1, 1, "0"), (2, 1, 1, 2, "0"), (1, 1, 1, 1, "0.25"), (3, 20, 2, 30, "0.01"), (2, 500, 2, 900, "0.001"),
    (8, 400, 3, 300, "0.005"), (1, 300, 6, 200, "0.002"), (12, 150, 12, 150, "0"), (5, 5, 2, 9, "0.3"), (4, 60, 9, 90, "0.05"),
]
TABLES = [(3, 20, 10, 25), (0, 12, 9, 30), (40, 300, 30, 290), (7, 7, 0, 9), (15, 1000, 60, 2000)]
print(json.dumps({
    "made_by": "known-differences.py",
    "chance_above": [[a, b, c, d, float(m), above(a, b, c, d, m)] for a, b, c, d, m in CASES],
    "fisher": [[*table, *fisher(*table)] for table in TABLES],
}, indent=1))
