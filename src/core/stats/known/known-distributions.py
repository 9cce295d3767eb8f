# Writes known-distributions.json: python3 known-distributions.py > known-distributions.json (SciPy 1.17, NumPy 2)
import json
import numpy
from scipy import linalg, special, stats

PROBABILITIES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
SHAPES = [0.02, 0.5, 1, 2.5, 30, 4000]
rows = lambda function, *inputs: [[*values, float(function(*values))] for values in inputs]
SAMPLE = [3.2, -1.0, 7.5, 0.4, 0.4, 12.0, 5.5]
# A Hilbert matrix with a raised diagonal: neither diagonal nor round.
MATRIX = linalg.hilbert(5) + numpy.diag([0.1, 0.2, 0.3, 0.4, 0.5])
RIGHT = [1.0, -2.0, 0.5, 3.0, -1.5]
FACTOR = linalg.cholesky(MATRIX, lower=True)

print(json.dumps({
    "made_by": "known-distributions.py with SciPy " + __import__("scipy").__version__,
    "incomplete_gamma": rows(
        lambda shape, x: special.gammainc(shape, x),
        *[[a, float(stats.gamma.ppf(p, a))] for a in SHAPES for p in (0.2, 0.5, 0.9, 0.999)]),
    "gamma_quantile": rows(lambda p, a: stats.gamma.ppf(p, a), *[[p, a] for a in SHAPES for p in (0.025, 0.3, 0.5, 0.975, 0.9999)]),
    "sample_quantile": {"sample": SAMPLE, "rows": rows(lambda p: numpy.quantile(SAMPLE, p), *[[p] for p in (0, 0.05, 0.25, 0.5, 0.9, 0.99, 1)])},
    "gamma_quantiles": [
        {"shape": a, "scale": s, "points": [[p, float(stats.gamma.ppf(p, a, scale=s))] for p in PROBABILITIES]}
        for a, s in ((0.5, 2), (3, 0.1), (200, 5))],
    "log_normal_quantiles": [
        {"mu": m, "sigma": s, "points": [[p, float(stats.lognorm.ppf(p, s, scale=numpy.exp(m)))] for p in PROBABILITIES]}
        for m, s in ((0, 1), (8.6, 1.3), (-2, 0.1))],
    "cholesky": {
        "matrix": MATRIX.ravel().tolist(), "factor": FACTOR.ravel().tolist(), "right": RIGHT,
        "lower": linalg.solve_triangular(FACTOR, RIGHT, lower=True).tolist(),
        "upper": linalg.solve_triangular(FACTOR.T, RIGHT, lower=False).tolist(),
    },
}, indent=1))
