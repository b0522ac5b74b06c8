"""Accuracy against grams of the methods in a results folder, as a PNG: `plot_results.py RESULTS OUT.png`."""

import sys

import matplotlib.pyplot as plt

from cafe_fl import results

rounds = results.rounds(sys.argv[1])
figure, axes = plt.subplots(figsize=(5, 3.2), layout="constrained")
for method, rows in rounds.groupby("method", sort=False):
    # Seeds share out the data differently: the mean over them, round by round.
    mean = rows.groupby("round")[["cumulative_g", "test_accuracy"]].mean().dropna()
    axes.plot(mean.cumulative_g, mean.test_accuracy, label=method)
axes.set(xlabel="cumulative emissions [gCO2eq]", ylabel="test accuracy")
axes.legend(frameon=False)
figure.savefig(sys.argv[2], dpi=150)

share = results.sites(sys.argv[1]).groupby(["method", "site"]).selected.mean().unstack("method")
print(share.round(2).to_string())
