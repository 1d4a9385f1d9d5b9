"""Learns boosted trees and writes them as tables for trees.h. Needs numpy.

On the logistic loss (Friedman 2001), with second derivatives and shrunken leaves as XGBoost has them (Chen, Guestrin
2016). The same examples give the same trees."""
import dataclasses

import numpy as np

DEPTH, SHRINK, PART, SCALE = 4, 5.0, 0.5, 256


def best_splits(columns, node, nodes, slopes, bends, used, least):
    """For each node the feature and limit that help most; feature -1: none does."""
    best, feature, limit = np.full(nodes, 1e-3), np.full(nodes, -1), np.zeros(nodes, dtype=np.int64)
    for each in used:
        values = int(columns[each].max()) + 1
        place = node * values + columns[each]
        slope = np.bincount(place, slopes, nodes * values).reshape(nodes, values).cumsum(1)
        bend = np.bincount(place, bends, nodes * values).reshape(nodes, values).cumsum(1)
        all_slope, all_bend = slope[:, -1:], bend[:, -1:]
        gain = (slope ** 2 / (bend + SHRINK) + (all_slope - slope) ** 2 / (all_bend - bend + SHRINK)
                - all_slope ** 2 / (all_bend + SHRINK))
        gain[(bend < least) | (all_bend - bend < least)] = -1
        where = gain.argmax(1)
        gained = gain[np.arange(nodes), where]
        is_better = gained > best
        best[is_better], feature[is_better], limit[is_better] = gained[is_better], each, where[is_better]
    return feature, limit


def go_right(features, node, feature, limit):
    chosen = feature[node]
    return (features[np.arange(len(features)), np.maximum(chosen, 0)] > limit[node]) & (chosen >= 0)


@dataclasses.dataclass
class Trees:
    """Of each tree the (features, limits) of its levels, and its leaves."""
    trees: list

    @classmethod
    def learn(cls, features, labels, *, count, rate, least, weights=1.0):
        """`features`: a row an example, integers from 0 to 255; `labels`: 0 or 1; `least`: what a side of a split
        weighs."""
        chance = np.random.default_rng(1)
        columns = [np.ascontiguousarray(features[:, each]) for each in range(features.shape[1])]
        sums, trees = np.zeros(len(features)), []
        for _ in range(count):
            likely = 1 / (1 + np.exp(-sums))
            slopes, bends = weights * (labels - likely), weights * np.maximum(likely * (1 - likely), 1e-6)
            used = chance.choice(len(columns), int(len(columns) * PART), replace=False)
            node, levels = np.zeros(len(features), dtype=np.int64), []
            for level in range(DEPTH):
                levels.append(best_splits(columns, node, 1 << level, slopes, bends, used, least))
                node = node * 2 + go_right(features, node, *levels[-1])
            slope, bend = np.bincount(node, slopes, 1 << DEPTH), np.bincount(node, bends, 1 << DEPTH)
            leaves = np.round(SCALE * rate * slope / (bend + SHRINK)) / SCALE
            sums += leaves[node]
            trees.append((levels, leaves))
        return cls(trees)

    def sums(self, features):
        sums = np.zeros(len(features))
        for levels, leaves in self.trees:
            node = np.zeros(len(features), dtype=np.int64)
            for feature, limit in levels:
                node = node * 2 + go_right(features, node, feature, limit)
            sums += leaves[node]
        return sums

    def write(self, path, bias=0.0):
        """A row a tree. With a bias a first row, whatever the features, is that."""
        rows = ["/* Written by learn.py: a row is a tree, as features, limits, leaves. */"]
        if bias:
            rows.append("{{0}, {" + ", ".join(["255"] * ((1 << DEPTH) - 1)) + "}, {" + str(round(bias * SCALE)) + "}},")
        for levels, leaves in self.trees:
            feature = np.concatenate([level[0] for level in levels])
            limit = np.where(feature < 0, 255, np.concatenate([level[1] for level in levels]))
            parts = [np.maximum(feature, 0), limit, np.round(leaves * SCALE).astype(int)]
            rows.append("{" + ", ".join("{" + ", ".join(map(str, part)) + "}" for part in parts) + "},")
        path.write_text("\n".join(rows) + "\n")
