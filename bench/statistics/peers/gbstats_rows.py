"""Answers the comparisons of main.ts by gbstats, the statistics of GrowthBook."""

import json
import sys

from gbstats.frequentist.tests import FrequentistConfig, SequentialConfig, SequentialTwoSidedTTest, TwoSidedTTest
from gbstats.models.statistics import ProportionStatistic, SampleMeanStatistic


def statistic(group, kind):
    if kind == "rate":
        return ProportionStatistic(n=group["messages"], sum=group["total"])
    return SampleMeanStatistic(n=group["messages"], sum=group["total"], sum_squares=group["squares"])


def compared(row):
    control, treatment = (statistic(row[side], row["kind"]) for side in ("control", "treatment"))
    tests = {
        "once": TwoSidedTTest(control, treatment, FrequentistConfig(difference_type="relative")),
        "sequential": SequentialTwoSidedTTest(
            control,
            treatment,
            SequentialConfig(difference_type="relative", sequential_tuning_parameter=row["tunedFor"]),
        ),
    }
    results = {name: test.compute_result() for name, test in tests.items()}
    return {
        name: {"relative": float(result.expected), "interval": [float(end) for end in result.ci]}
        for name, result in results.items()
    }


json.dump([compared(row) for row in json.load(sys.stdin)], sys.stdout)
