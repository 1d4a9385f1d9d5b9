/* "tests" of a pipeline file: articles that go in, and what must have become of them. Here they are read and checked;
 * see trial/ for how one is carried out. Nothing in them is filled: they are taken as they are written. */
#ifndef CORE_PIPELINE_TESTS_H
#define CORE_PIPELINE_TESTS_H

#include "pipeline/findings.h"
#include "pipeline/flow.h"

typedef enum expectation_kind {
    EXPECT_CONTAINS, /* the field's text has this in it, or its list this item */
    EXPECT_LACKS,
    EXPECT_EQUALS,
    EXPECT_ABSENT,
    EXPECT_KEPT,
    EXPECT_DROPPED,
    EXPECT_REJECTED,
    EXPECTATION_KINDS
} expectation_kind;

/* The key of each kind. */
extern const char *const expectation_names[];

/* What must hold of one article. */
typedef struct expectation {
    char *place;    /* "file:line:column" */
    char *label;    /* of the article, for people: "article \"a1\"", "article 0" */
    size_t article; /* its number in the input */
    expectation_kind kind;
    const char *field; /* NULL: it is about the article's fate */
    json_t *value;     /* what is wanted; of DROPPED and REJECTED: true or an object */
} expectation;

static const size_t AFTER_ALL = SIZE_MAX;

typedef struct pipeline_test {
    const char *name;
    char *place;
    galley_buffer input; /* JSON Lines */
    size_t input_count;
    size_t after; /* number of the stage behind which expectations look; AFTER_ALL: behind the last */
    expectation *expectations;
    size_t expectation_count;
    json_t *source; /* what strings and values are borrowed from */
} pipeline_test;

/* The name that the shard of a test's input has, and so what origins begin with: "input:1" is its first line. */
#define TEST_SHARD "input"

/* Reads "tests" (NULL: there are none) into the pipeline, whose stages are there already, and adds all that is wrong to
 * `findings`. `fields` are the names that some stage knows, or NULL if not all stages could be loaded: then names of
 * stages and fields are not checked. */
void tests_load(json_t *tests, pipeline *pipeline, const flow *fields, findings *findings);
/* Their part of the JSON Schema of pipeline files: a new reference. */
json_t *tests_schema(void);

void tests_free(pipeline_test *tests, size_t count);

#endif
