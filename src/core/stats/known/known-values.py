# Writes known-values.json: python3 known-values.py > known-values.json (SciPy 1.17, NumPy 2)
import hashlib
import json
from scipy import special, stats

MASK = 0xFFFFFFFF


def stream(text, count):
    """The first doubles of a stream: SHA-256 into xoshiro128**, written without looking at random.ts."""
    digest = hashlib.sha256(text.encode()).digest()
    s = [int.from_bytes(digest[4 * i:4 * i + 4], "big") for i in range(4)]
    rotl = lambda x, k: ((x << k) | (x >> (32 - k))) & MASK

    def word():
        result = rotl((s[1] * 5) & MASK, 7) * 9 & MASK
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        return result

    return [((word() >> 5) * 2**26 + (word() >> 6)) / 2**53 for _ in range(count)]


PROBABILITIES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
SHAPES = [(1, 1), (0.5, 0.5), (2, 3), (0.01, 5), (31, 971), (1, 10001), (1500, 20), (100001, 900001)]
rows = lambda function, *inputs: [[*values, float(function(*values))] for values in inputs]

print(json.dumps({
    "made_by": "known-values.py with SciPy " + __import__("scipy").__version__,
    "random": {"parts": ["acme", "welcome"], "values": stream("acme\0welcome", 5)},
    "normal_cdf": rows(stats.norm.cdf, *[[x] for x in (-37, -20, -8, -7.08, -7.05, -3, -1.96, -0.5, 0, 0.1, 1, 2.5, 6, 9)]),
    "normal_quantile": rows(stats.norm.ppf, *[[p] for p in (1e-300, 1e-16, 1e-6, 0.001, 0.025, 0.07, 0.3, 0.5, 0.6, 0.93, 0.975, 0.9999)]),
    "log_gamma": rows(special.gammaln, *[[x] for x in (1e-8, 0.1, 0.5, 1, 1.5, 2, 3.7, 10, 100.5, 1e4, 1e7)]),
    "incomplete_beta": rows(
        lambda x, a, b: special.betainc(a, b, x),
        *[[float(stats.beta.ppf(p, a, b)), a, b] for a, b in SHAPES for p in (0.001, 0.3, 0.8, 0.999)]),
    "beta_quantile": rows(stats.beta.ppf, *[[p, a, b] for a, b in SHAPES if a >= 0.5 for p in (0.025, 0.5, 0.975)]),
    "gamma_quantiles": [
        {"shape": a, "points": [[p, float(stats.loggamma.ppf(p, a))] for p in PROBABILITIES]}
        for a in (0.05, 0.5, 1, 2.5, 40, 100000)],
    "beta_quantiles": [
        {"alpha": a, "beta": b, "points": [[p, float(stats.beta.ppf(p, a, b))] for p in PROBABILITIES]}
        for a, b in ((1, 1), (0.5, 0.5), (31, 971), (1, 10001), (40001, 60001))],
    "normal_quantiles": [{"points": [[p, float(stats.norm.ppf(p))] for p in PROBABILITIES]}],
}, indent=1))
