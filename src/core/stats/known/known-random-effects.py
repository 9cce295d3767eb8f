# Writes known-random-effects.json: python3 known-random-effects.py > known-random-effects.json (statsmodels 0.15)
# DerSimonian and Laird's variance between groups, and the random-effects mean, for means of observations with one
# variance.
import json
import statsmodels
from statsmodels.stats.meta_analysis import combine_effects
import numpy as np

CASES = [
    (0.02, [0.02, 0.03, 0.022], [4000, 4000, 4000]),
    (0.05, [0.04, 0.06], [100, 90000]),
    (0.09, [0.1, 0.13, 0.09, 0.17], [1200, 350, 80000, 60]),
    (4.0, [10.0, 12.5, 8.1, 9.9, 11.0], [30, 12, 45, 7, 22]),
    (0.25, [0.5, 0.5], [1000, 2000]),
]
rows = []
for noise, means, sizes in CASES:
    found = combine_effects(np.array(means), noise / np.array(sizes), method_re="dl")
    rows.append({
        "noise": noise, "means": means, "sizes": sizes,
        "between": max(0, float(found.tau2)),
        # Without variance between, it is the fixed-effect mean.
        "mean": float(found.mean_effect_re if found.tau2 > 0 else found.mean_effect_fe),
    })
print(json.dumps({"made_by": "known-random-effects.py with statsmodels " + statsmodels.__version__, "rows": rows}))
