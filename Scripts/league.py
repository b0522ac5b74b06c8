#!/usr/bin/env python3
"""From the runs of Experiments/league-tuning/experiment.yaml: the best learner and setting of every rule, on validation data.

    Scripts/league.py Results/league-tuning                    the tables, as Markdown
    Scripts/league.py Results/league-tuning --write FILE...    puts the choice for the file's data set into its `methods`

A rule's score is its mean accuracy over the last tenth of the rounds, averaged over seeds and then over cells. The default of
`policy: cafe` stands in the league as it is; its rivals get the learner and the setting with the highest score.
"""

import argparse
import collections
import json
import pathlib
import re
import statistics
import sys

TUNING = pathlib.Path(__file__).parent.parent / "Experiments/league-tuning/experiment.yaml"
DEFAULT, DEFAULTS_LEARNER = "cafe-ours", "own"
BEGIN, END = "# Chosen on validation data by Scripts/league.py", "# End of the choice"


def read(folder):
    """Mean accuracy in per cent by (data set, learner, method), averaged over cells."""
    cells = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in sorted(folder.glob("*/*/seed-*/summary.json")):
        variant, method = path.parts[-4:-2]
        setting = dict(part.split("=", 1) for part in variant.split(","))
        data, learner = setting.pop("data"), setting.pop("learner")
        accuracy = json.loads(path.read_text())["mean_accuracy_last_tenth"]
        cells[data, learner, method][tuple(setting.items())].append(100 * accuracy)
    if not cells:
        sys.exit(f"{folder}: holds no finished runs of the tuning experiment")
    most = max(len(of_method) for of_method in cells.values())
    scores = {}
    for key, of_method in cells.items():
        if len(of_method) == most:
            scores[key] = statistics.fmean(statistics.fmean(values) for values in of_method.values())
        else:
            print(f"{' '.join(key)}: {len(of_method)} of {most} cells, left out", file=sys.stderr)
    return scores


def tried():
    """The lines of the tuning file's methods and the keys of its learners, by name."""
    text = TUNING.read_text()
    methods = dict(re.findall(r"^  - \{name: ([^,]+), (policy: .*)\}$", text, re.M))
    learners = dict(re.findall(r"^      ([a-z-]+): \{(.*)\}$", text.split("    learner:\n")[1], re.M))
    return methods, learners


def rule(method):
    return method.split(".")[0]


def best(scores, data, of_rule, learner=None):
    """(score, learner, method), the highest; the default's only with its own learner, where none is named."""
    if of_rule == DEFAULT and learner is None:
        learner = DEFAULTS_LEARNER
    return max(
        (score, key[1], key[2])
        for key, score in scores.items()
        if key[0] == data and rule(key[2]) == of_rule and learner in (None, key[1])
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path, nargs="+", default=[], metavar="FILE")
    arguments = parser.parse_args()
    scores = read(arguments.results)
    methods, learners = tried()
    rules = list(dict.fromkeys(map(rule, methods)))
    for path in arguments.write:
        text = path.read_text()
        data = re.search(r"^# data set of the tuning: (\S+)$", text, re.M)
        if not data or BEGIN not in text or END not in text:
            sys.exit(f"{path}: expected a line '# data set of the tuning: NAME' and the lines '{BEGIN}' and '{END}'")
        lines = []
        for name in rules:
            _, learner, method = best(scores, data[1], name)
            keys = ", ".join(filter(None, [methods[method], learners[learner]]))
            lines.append(f"  - {{name: {name}, {keys}}}")
        head, rest = text.split(BEGIN, 1)
        path.write_text(head + "\n".join([BEGIN, "methods:", *lines, END]) + rest.split(END, 1)[1])
    if arguments.write:
        return
    for data in dict.fromkeys(key[0] for key in scores):
        print(f"### {data}\n")
        print("| rule | " + " | ".join(learners) + " | chosen setting |")
        print("|---|" + "---:|" * len(learners) + "---|")
        table = []
        for name in rules:
            score, learner, method = best(scores, data, name)
            columns = []
            for of_learner in learners:
                value = best(scores, data, name, of_learner)[0]
                columns.append(f"**{value:.1f}**" if of_learner == learner else f"{value:.1f}")
            table.append((score, f"| {name} | {' | '.join(columns)} | {methods[method]} |"))
        print("\n".join(line for _, line in sorted(table, reverse=True)) + "\n")


if __name__ == "__main__":
    main()
