/* The scores of an ensemble of trees, by the bit vectors of QuickScorer, for many rows at a time.

   A node that sends a row to the right rules out the leaves on its left. The leftmost leaf of a tree that no node has
   ruled out is the row's. Every node of a tree is asked about every row, so that nothing branches and rows lie side by
   side in one register. Reference: Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive
   ensembles of regression trees", SIGIR 2015; Dato et al., "Fast ranking with additive ensembles of oblivious and
   non-oblivious regression trees", TOIS 35(2), 2016, which has the form for many rows. */

#include <stdint.h>

enum { LANES = 8, BLOCK = 64, VECTORS = BLOCK / LANES, LEAVES = 32 };

typedef float floats __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t bits __attribute__((vector_size(4 * LANES), aligned(4)));

struct forest {
    int32_t trees;
    const int32_t *first_word;    /* of each tree: its leaves, left to right, by 32 */
    const int32_t *first_node;    /* of each word: the nodes that can rule out a leaf of it */
    const int32_t *absent;        /* of each word: bits that stand for no leaf */
    const int32_t *feature;       /* of each node */
    const float *threshold;       /* of each node: a larger value goes to the right */
    const int32_t *nan_goes_left; /* of each node */
    const int32_t *on_its_left;   /* of each node: leaves of the word */
    const double *leaf;           /* 32 of each word */
};

/* Values of BLOCK rows lie in `columns` feature by feature. Leaves are added in LightGBM's order, that of the trees. */
static void score_block(const struct forest *forest, const float *columns, double *scores) {
    for (int row = 0; row < BLOCK; row++) scores[row] = 0.0;
    for (int32_t tree = 0; tree < forest->trees; tree++) {
        double reached[BLOCK];
        /* From right to left: what is found further left counts. */
        for (int32_t word = forest->first_word[tree + 1] - 1; word >= forest->first_word[tree]; word--) {
            bits ruled_out[VECTORS];
            for (int v = 0; v < VECTORS; v++) ruled_out[v] = (bits){0} | forest->absent[word];
            for (int32_t node = forest->first_node[word]; node < forest->first_node[word + 1]; node++) {
                const floats *values = (const floats *)(columns + (int64_t)forest->feature[node] * BLOCK);
                const float threshold = forest->threshold[node];
                const int32_t leaves = forest->on_its_left[node];
                if (forest->nan_goes_left[node])
                    for (int v = 0; v < VECTORS; v++) ruled_out[v] |= (values[v] > threshold) & leaves;
                else
                    for (int v = 0; v < VECTORS; v++) ruled_out[v] |= ~(values[v] <= threshold) & leaves;
            }
            const int32_t *gone = (const int32_t *)ruled_out;
            const double *leaf = forest->leaf + (int64_t)word * LEAVES;
            for (int row = 0; row < BLOCK; row++)
                if (gone[row] != -1) reached[row] = leaf[__builtin_ctz(~(uint32_t)gone[row])];
        }
        for (int row = 0; row < BLOCK; row++) scores[row] += reached[row];
    }
}

/* LightGBM takes what is this near to zero for zero. What is missing is left as it is. */
static float as_lightgbm_reads(float value) { return value >= -1e-35f && value <= 1e-35f ? 0.0f : value; }

/* A value stands at row * row_step + feature * feature_step in the matrix; `columns` is room for a block. */
void score(const struct forest *forest, const float *matrix, int64_t rows, int64_t features, int64_t row_step,
           int64_t feature_step, float *columns, double *scores) {
    double block[BLOCK];
    for (int64_t from = 0; from < rows; from += BLOCK) {
        const int64_t length = rows - from < BLOCK ? rows - from : BLOCK;
        for (int64_t feature = 0; feature < features; feature++)
            for (int64_t row = 0; row < length; row++)
                columns[feature * BLOCK + row] =
                    as_lightgbm_reads(matrix[(from + row) * row_step + feature * feature_step]);
        score_block(forest, columns, block);
        for (int64_t row = 0; row < length; row++) scores[from + row] = block[row];
    }
}
