/* Boosted trees as tables, which trees.py learns and writes: for stages that weigh many small signs. */
#ifndef PLUGINS_BOOSTING_TREES_H
#define PLUGINS_BOOSTING_TREES_H

#include <stddef.h>
#include <stdint.h>

enum { TREE_DEPTH = 4, TREE_SPLITS = (1 << TREE_DEPTH) - 1, TREE_LEAVES = 1 << TREE_DEPTH };

/* At each split, of which the first is the root and those below split i are 2i+1 and 2i+2, it goes right if the feature
 * is above the limit. */
typedef struct tree {
    uint8_t features[TREE_SPLITS], limits[TREE_SPLITS];
    int16_t leaves[TREE_LEAVES];
} tree;

/* The sum of the leaves that these features lead to: above 0 it is what was learned, below 0 it is not. */
static inline int32_t trees_sum(const tree *trees, size_t count, const uint8_t *features) {
    int32_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < TREE_SPLITS)
            at = 2 * at + 1 + (features[trees[i].features[at]] > trees[i].limits[at]);
        sum += trees[i].leaves[at - TREE_SPLITS];
    }
    return sum;
}

#endif
