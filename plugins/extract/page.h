/* A page as a flat tree: nodes in document order, each with the index behind its last descendant, so that any question
 * about a subtree is a loop over a range. Nothing outside page.c knows the parser. */
#ifndef EXTRACT_PAGE_H
#define EXTRACT_PAGE_H

#include <galley/base.h>

typedef enum element_kind { INLINE, BLOCK, SKIPPED } element_kind;

/* A macro, since elements.inc is read once for the names and once for what they do. */
#define ELEMENT(name, kind) TAG_##name,
typedef enum tag {
    TAG_OTHER,
    TAG_TEXT,
#include "elements.inc"
    TAG_COUNT
} tag;
#undef ELEMENT

typedef struct attribute {
    galley_text name, value;
} attribute;

typedef struct node {
    galley_text text; /* of TAG_TEXT; characters decoded */
    uint32_t parent, end;
    uint32_t attributes; /* the first of them in page.attributes */
    uint16_t attribute_count;
    uint8_t tag;
} node;

typedef struct page {
    node *nodes; /* [0] is the document: no element, and the root of all */
    attribute *attributes;
    size_t count;
} page;

typedef enum page_result { PAGE_READ, PAGE_TOO_DEEP, PAGE_TOO_LARGE } page_result;

/* What reads pages: the parser and its memory, for one thread. */
typedef struct page_reader page_reader;

page_reader *page_reader_new(void); /* NULL if the parser cannot be made */
void page_reader_free(page_reader *reader);

/* Reads any bytes; `html` must live as long as the page is used. The page lives until the reader reads another, or is
 * freed. Time and memory are linear in `html.len`: a page that would cost more is given up. */
page_result page_read(page_reader *reader, galley_text html, page *read);

element_kind page_kind(tag which);

/* The attribute's value, {NULL, 0} if there is none, or if it has no value. `name` is in lower case. */
galley_text page_attribute(const page *of, size_t index, const char *name);

bool page_has_attribute(const page *of, size_t index, const char *name);

#endif
