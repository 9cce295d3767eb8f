# Writes known-distributions.json: python3 known-distributions.py > known-distributions.json (SciPy 1.17, NumPy 2)
import json
import numpy
from scipy import linalg, stats

PROBABILITIES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
rows = lambda function, *inputs: [[*values, float(function(*values))] for values in inputs]
SAMPLE = [3.2, -1.0, 7.5, 0.4, 0.4, 12.0, 5.5]
# A Hilbert matrix with a raised diagonal: neither diagonal nor round.
MATRIX = linalg.hilbert(5) + numpy.diag([0.1, 0.2, 0.3, 0.4, 0.5])
RIGHT = [1.0, -2.0, 0.5, 3.0, -1.5]
FACTOR = linalg.cholesky(MATRIX, lower=True)

print(json.dumps({
    "made_by": "known-distributions.py with SciPy " + __import__("scipy").__version__,
    "sample_quantile": {"sample": SAMPLE, "rows": rows(lambda p: numpy.quantile(SAMPLE, p), *[[p] for p in (0, 0.05, 0.25, 0.5, 0.9, 0.99, 1)])},
    "log_normal_quantiles": [
        {"mu": m, "sigma": s, "points": [[p, float(stats.lognorm.ppf(p, s, scale=numpy.exp(m)))] for p in PROBABILITIES]}
        for m, s in ((0, 1), (8.6, 1.3), (-2, 0.1))],
    "cholesky": {
        "matrix": MATRIX.ravel().tolist(), "factor": FACTOR.ravel().tolist(), "right": RIGHT,
        "lower": linalg.solve_triangular(FACTOR, RIGHT, lower=True).tolist(),
        "upper": linalg.solve_triangular(FACTOR.T, RIGHT, lower=False).tolist(),
    },
}, indent=1))
