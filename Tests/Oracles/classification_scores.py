"""Scores of 60 random answers and of 20 random heights by scikit-learn, as a Swift file.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn numpy
    /tmp/venv/bin/python Tests/Oracles/classification_scores.py
"""

import pathlib

import numpy as np
from sklearn import metrics

random = np.random.default_rng(1)
truths = random.choice(3, 60, p=[0.6, 0.3, 0.1])
predictions = np.where(random.random(60) < 0.6, truths, random.integers(0, 3, 60))


def swift(values):
    return "[" + ", ".join(repr(v) for v in np.asarray(values).tolist()) + "]"


def wrapped(name, values, type):
    text = swift(values)
    lines, line = [], "   "
    for word in text[1:-1].split(" "):
        if len(line) + len(word) > 96:
            lines.append(line)
            line = "   "
        line += " " + word
    lines.append(line)
    body = "\n".join(lines)
    return f"  static let {name}: {type} = [\n{body},\n  ]\n"


recall, precision, f1 = (
    score(truths, predictions, labels=[0, 1, 2], average=None)
    for score in (metrics.recall_score, metrics.precision_score, metrics.f1_score))
others = metrics.multilabel_confusion_matrix(truths, predictions, labels=[0, 1, 2])
specificity = [tn / (tn + fp) for (tn, fp), _ in others]
# Quarters, so that Float holds them exactly.
heights = np.round(random.uniform(20, 90, 20) * 4) / 4
guesses = np.round((heights * 0.8 + 10 + random.normal(0, 6, 20)) * 4) / 4
counts = metrics.confusion_matrix(truths, predictions, labels=[0, 1, 2, 3])
text = f"""// Written by Tests/Oracles/classification_scores.py; do not edit.

enum ScikitLearn {{
{wrapped("truths", truths, "[Int]")}{wrapped("predictions", predictions, "[Int]")}\
{wrapped("counts", counts, "[[Int]]")}{wrapped("recalls", recall, "[Double]")}\
{wrapped("precisions", precision, "[Double]")}{wrapped("f1s", f1, "[Double]")}\
{wrapped("specificities", specificity, "[Double]")}\
  static let accuracy = {metrics.accuracy_score(truths, predictions)!r}
  static let balancedAccuracy = {float(metrics.balanced_accuracy_score(truths, predictions))!r}
  static let matthewsCorrelation = {float(metrics.matthews_corrcoef(truths, predictions))!r}

{wrapped("heights", heights, "[Float]")}\
{wrapped("predictedHeights", guesses, "[Float]")}\
  static let rSquared = {float(metrics.r2_score(heights, guesses))!r}
  static let rootMeanSquaredError = {float(metrics.root_mean_squared_error(heights, guesses))!r}
  static let meanAbsoluteError = {float(metrics.mean_absolute_error(heights, guesses))!r}
}}
"""
folder = pathlib.Path(__file__).parent.parent / "EvaluationTests"
(folder / "ScikitLearnFixture.swift").write_text(text)
