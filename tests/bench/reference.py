#!/usr/bin/python3
"""Makes reference.json, against which unit/stats.c is held: /usr/bin/python3 reference.py > reference.json (Debian: python3-scipy).

Each figure comes from scipy by another way than stats.c goes: the interval by turning Wilcoxon's test around at every candidate, the
sign-flip p-value by scipy's permutation test, the median and Hodges-Lehmann estimate by numpy. Values are multiples of 2^-20 so that
sums are exact and ties are ties.
"""
import bisect
import itertools
import json
import random
import sys
import warnings

import numpy as np
from scipy import stats

warnings.simplefilter("ignore")
CONFIDENCE = 0.95


def walsh_averages(values):
    rows, columns = np.triu_indices(len(values))
    return np.sort((values[rows] + values[columns]) / 2)


def signed_rank_p(values):
    return stats.wilcoxon(values, mode="exact", zero_method="zsplit").pvalue


def interval(values):
    """All centres that the exact test does not reject at 5 %: it changes its mind only at Walsh averages."""
    if len(values) < 6:
        return None
    candidates = np.unique(walsh_averages(values))
    kept = []
    for low, high in zip(candidates, candidates[1:]):
        if signed_rank_p(values - (low + high) / 2) > 1 - CONFIDENCE:
            kept += [low, high]
    if not kept:
        return [float(candidates[0]), float(candidates[-1])]
    return [float(min(kept)), float(max(kept))]


def sign_flip_p(values):
    if len(values) < 2:
        return 1.0
    test = stats.permutation_test((values,), np.sum, permutation_type="samples", n_resamples=np.inf, vectorized=True)
    return float(test.pvalue)


def trend(values):
    """tau-b against the order; scipy gives NaN when all are equal."""
    if len(values) < 2 or len(set(values)) == 1:
        return None, None
    ties = len(set(values)) < len(values)
    test = stats.kendalltau(np.arange(len(values)), values, method="asymptotic" if ties else "exact")
    return float(test[0]), float(test[1])


def draw(rng, count, kind):
    def dyadic(x):
        return round(x * 2**20) / 2**20

    if kind == "normal":
        return [dyadic(rng.gauss(0.02, 0.05)) for _ in range(count)]
    if kind == "far":
        return [dyadic(rng.gauss(0.4, 0.02)) for _ in range(count)]
    if kind == "skewed":
        return [dyadic(rng.expovariate(5) - 0.1) for _ in range(count)]
    if kind == "outlier":
        return [dyadic(rng.gauss(0, 0.01)) for _ in range(count - 1)] + [dyadic(rng.choice([-1, 1]) * 3.0)]
    if kind == "ties":
        return [rng.randrange(-4, 7) / 64 for _ in range(count)]
    return [0.03125] * count


def main():
    rng = random.Random(20261123)
    cases = []
    for count in range(1, 15):
        for kind in ["normal", "far", "skewed", "outlier", "ties", "constant"]:
            for _ in range(1 if kind == "constant" else 3 if count < 5 else 19):
                values = np.array(draw(rng, count, kind))
                averages = walsh_averages(values)
                tau, tau_p = trend(values)
                cases.append({
                    "values": values.tolist(),
                    "median": float(np.median(values)),
                    "deviation": float(np.std(values, ddof=1)) if count > 1 else None,
                    "hodges_lehmann": float(np.median(averages)),
                    "interval": interval(values) if kind != "constant" else ([0.03125] * 2 if count >= 6 else None),
                    "sign_flip": sign_flip_p(values),
                    "tau": tau,
                    "tau_p": tau_p,
                })
    ranks = []
    for count in [1, 2, 5, 6, 10, 14]:
        # By counting: every rank is in the sum or not.
        sums = sorted(sum(subset) for size in range(count + 1) for subset in itertools.combinations(range(1, count + 1), size))
        for t in range(0, sums[-1] + 1, max(1, sums[-1] // 6)):
            ranks.append({"count": count, "rank_sum": t, "cdf": bisect.bisect_right(sums, t) / len(sums)})
    holm = []
    for count in [1, 2, 3, 7, 12]:
        p = np.array([round(rng.random() ** 3, 6) for _ in range(count)])
        order = np.argsort(p, kind="stable")
        adjusted = np.empty(count)
        adjusted[order] = np.minimum(1, np.maximum.accumulate(p[order] * (count - np.arange(count))))
        holm.append({"p_values": p.tolist(), "adjusted": adjusted.tolist()})
    json.dump({"cases": cases, "signed_rank": ranks, "holm": holm}, sys.stdout, indent=None, separators=(",", ":"))
    print()


main()
