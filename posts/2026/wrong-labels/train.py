"""Train a small network on pictures of digits of which some have the wrong label.

    python train.py --seed 0 --decay 0.001

It needs NumPy only. The pictures are drawn here, from a font of 5×7 dots: moved, dimmed, and
covered with noise. A seed draws the training pictures, their wrong labels, and the first weights.
The pictures to validate and to test with are the same for all seeds, and their labels are right.
The results are written to ``results.json``, and those of each epoch to ``curve.csv``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from pathlib import Path
from typing import NamedTuple

# one thread, so that sums are added in the same order in each run
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np

FONT = """
.###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###.
#...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...#
#..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...#
#.#.# ..#.. ...#. ...#. #..#. ....# ####. ..#.. .###. .####
##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....#
#...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#.
.###. .###. ##### .###. ...#. .###. .###. .#... .###. .##..
"""
SIDE, CLASSES = 9, 10
TRAINING, EPOCHS, BATCH, RATE = 4000, 40, 20, 0.1


class Pictures(NamedTuple):
    """Pictures as rows of dots, and their labels."""

    dots: np.ndarray
    labels: np.ndarray


def digits() -> np.ndarray:
    """Return the digits of the font, as ten pictures of 7×5 dots."""
    rows = [line.split() for line in FONT.split("\n") if line]
    return np.array([[[dot == "#" for dot in row[n]] for row in rows] for n in range(CLASSES)])


def draw(count: int, random: np.random.Generator) -> Pictures:
    """Return so many pictures of random digits."""
    font, labels = digits().astype(float), random.integers(0, CLASSES, count)
    dots = np.zeros((count, SIDE, SIDE))
    tops, lefts = random.integers(0, SIDE - 6, count), random.integers(0, SIDE - 4, count)
    for number, (top, left) in enumerate(zip(tops, lefts, strict=True)):
        dots[number, top : top + 7, left : left + 5] = font[labels[number]]
    dots *= random.uniform(0.5, 1, (count, 1, 1))
    dots += random.normal(0, 0.2, dots.shape)
    return Pictures(dots.reshape(count, -1) - 0.2, labels)


def with_wrong_labels(labels: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    """Return *labels*, of which a *share* is replaced by another label each."""
    wrong = random.permutation(len(labels))[: round(share * len(labels))]
    changed = labels.copy()
    changed[wrong] = (labels[wrong] + random.integers(1, CLASSES, len(wrong))) % CLASSES
    return changed


class Network:
    """One hidden layer of rectified units, trained by gradient descent."""

    def __init__(self, width: int, random: np.random.Generator) -> None:
        size = SIDE * SIDE
        self.weights = [
            random.normal(0, (2 / size) ** 0.5, (size, width)),
            np.zeros(width),
            random.normal(0, (2 / width) ** 0.5, (width, CLASSES)),
            np.zeros(CLASSES),
        ]

    def hidden(self, dots: np.ndarray) -> np.ndarray:
        return np.maximum(dots @ self.weights[0] + self.weights[1], 0)

    def outputs(self, hidden: np.ndarray) -> np.ndarray:
        """Return the probability of each label."""
        scores = hidden @ self.weights[2] + self.weights[3]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def accuracy(self, pictures: Pictures) -> float:
        guesses = self.outputs(self.hidden(pictures.dots)).argmax(axis=1)
        return float((guesses == pictures.labels).mean())

    def step(self, dots: np.ndarray, targets: np.ndarray, decay: float) -> float:
        """Change the weights by one batch, and return its loss before that."""
        hidden = self.hidden(dots)
        outputs = self.outputs(hidden)
        error = (outputs - targets) / len(dots)
        back = (error @ self.weights[2].T) * (hidden > 0)
        slopes = [dots.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]
        for weights, slope in zip(self.weights, slopes, strict=True):
            weights -= RATE * (slope + decay * weights * (weights.ndim == 2))  # noqa: PLW2901
        return float(-(targets * np.log(outputs + 1e-12)).sum(axis=1).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a network on wrong labels.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--wrong", type=float, default=0.2, help="share of wrong labels")
    parser.add_argument("--width", type=int, default=128, help="hidden units")
    parser.add_argument("--decay", type=float, default=0.0, help="weight decay")
    parser.add_argument("--smoothing", type=float, default=0.0, help="label smoothing")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the results")
    given = parser.parse_args()
    random = np.random.default_rng(given.seed)
    fixed = np.random.default_rng(20261128)
    validation, test = draw(2000, fixed), draw(2000, fixed)
    clean = draw(TRAINING, random)
    train = Pictures(clean.dots, with_wrong_labels(clean.labels, given.wrong, random))
    network = Network(given.width, random)
    targets = np.eye(CLASSES)[train.labels]
    targets = (1 - given.smoothing) * targets + given.smoothing / CLASSES
    rows = []
    for epoch in range(1, given.epochs + 1):
        order = random.permutation(len(train.labels))
        losses = [
            network.step(train.dots[batch], targets[batch], given.decay)
            for batch in np.split(order, len(order) // BATCH)
        ]
        rows.append([epoch, network.accuracy(validation), float(np.mean(losses))])
    is_wrong = train.labels != clean.labels
    wrong = Pictures(train.dots[is_wrong], train.labels[is_wrong])
    metrics = {"val_acc": rows[-1][1], "test_acc": network.accuracy(test)}
    if len(wrong.labels):
        metrics["learned_wrong"] = network.accuracy(wrong)
    params = {key: value for key, value in vars(given).items() if key not in ("seed", "out")}
    given.out.mkdir(parents=True, exist_ok=True)
    results = {"params": params, "seed": given.seed, "metrics": metrics}
    (given.out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    with (given.out / "curve.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([["epoch", "val_acc", "train_loss"], *rows])
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
