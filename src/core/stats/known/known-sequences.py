# Writes known-sequences.json: python3 known-sequences.py > known-sequences.json (SciPy 1.17, statsmodels 0.14)
import json
import math
from scipy import special, stats
from statsmodels.stats.proportion import confint_proportions_2indep


def multiplier(t, tuned, alpha):
    """Half-width of the asymptotic confidence sequence (2103.06476, theorem 2.2) over sigma / sqrt(t)."""
    rho2 = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / tuned
    half = math.sqrt(2 * (t * rho2 + 1) / (t * t * rho2) * math.log(math.sqrt(t * rho2 + 1) / alpha))
    return half * math.sqrt(t)


def wilson(successes, trials, level):
    found = stats.binomtest(successes, trials).proportion_ci(level, "wilson")
    return [successes, trials, float(stats.norm.ppf((1 + level) / 2)), float(found.low), float(found.high)]


def ratio(s1, n1, s0, n0, level):
    low, high = confint_proportions_2indep(s1, n1, s0, n0, method="score", compare="ratio", alpha=1 - level, correction=False)
    return [s1, n1, s0, n0, float(stats.norm.ppf((1 + level) / 2)), float(low), float(high)]


def evidence(chosen, probability, trials):
    """Log of the average, for trials of one probability."""
    logs = []
    for shift in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        for ratio in (1 - shift, 1 + shift):
            x = probability * (ratio - 1)
            logs.append(chosen * math.log(ratio) - trials * (x - x**2 / 2 + x**3 / 3))
    return [chosen, probability, trials, float(special.logsumexp(logs) - math.log(len(logs)))]


print(json.dumps({
    "made_by": "known-sequences.py",
    "multiplier": [[t, tuned, alpha, multiplier(t, tuned, alpha)]
                   for t, tuned, alpha in ((1, 1, 0.05), (100, 30000, 0.05), (3000, 30000, 0.05), (30000, 30000, 0.05),
                                           (1e6, 30000, 0.05), (30000, 30000, 0.01), (500, 1000, 0.1))],
    "wilson": [wilson(*row) for row in ((81, 263, 0.95), (15, 148, 0.95), (0, 20, 0.95), (1, 29, 0.95), (400, 400, 0.9), (3, 100000, 0.99))],
    "rate_ratio": [ratio(*row) for row in ((7, 34, 1, 34, 0.95), (36, 40, 16, 80, 0.95), (480, 8700, 40, 910, 0.95), (30, 1000, 12, 400, 0.99))],
    "evidence": [evidence(*row) for row in ((100, 0.1, 1000), (130, 0.1, 1000), (51000, 0.5, 100000), (52000, 0.5, 100000), (0, 0.01, 100))],
    "binomial": [{"trials": n, "probability": p, "points": [[k, float(stats.binom.cdf(k, n, p))] for k in ks]}
                 for n, p, ks in ((1, 0.3, (0,)), (50, 0.02, (0, 1, 2, 4)), (1000, 0.5, (470, 490, 500, 520)), (5000, 0.02, (80, 95, 100, 110, 120)),
                                  (100, 0.93, (88, 92, 94, 96)), (10**7, 0.001, (9800, 9950, 10000, 10150)))],
}, indent=1))
