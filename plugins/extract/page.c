/* Reads HTML as browsers do (MyHTML, of libmodest) and flattens the tree.
 *
 * The rules of HTML make a parser quadratic in the depth of open elements, and in the formatting elements that each
 * paragraph opens anew. So the page is fed in small pieces, and between them is looked at how much work it has come to:
 * a page beyond any real one is given up. Nothing here, nor in MyHTML, recurses on the tree. */
#include "page.h"

#include <myhtml/myhtml.h>
#include <myhtml/tree.h>
#include <stdlib.h>

enum {
    PIECE_BYTES = 4096,           /* a piece's, or more where there would be */
    PIECES_MAX = 256,             /* of them: MyHTML looks for its place from piece to piece */
    DEPTH_MAX = 400,              /* open elements; pages of news have below 60, the deepest seen had 150 */
    FORMATTING_MAX = 100,         /* <b>, <font>… that are to be opened again in the next paragraph */
    NODES_MAX = 1000000,          /* a page of 3 MB has some 30,000 */
    NODE_ATTRIBUTES_MAX = 64,     /* of one element; no more are kept */
    KEPT_MEMORY_BYTES = 4U << 20, /* after a longer page the parser's memory is given back */
};

/* Elements opened times elements open: 60 KB of an ordinary page come to 50,000. */
static const uint64_t WORK_MAX = 60000000;

struct page_reader {
    myhtml_t *parser;
    myhtml_tree_t *tree;
    size_t inserted;       /* nodes of the page being read */
    bool is_worn;          /* the tree has grown, or holds a page given up: it is made anew */
    galley_buffer nodes;   /* of node */
    galley_buffer entries; /* of attribute */
};

#define ELEMENT(name, kind) [TAG_##name] = (kind),
static const uint8_t kinds[TAG_COUNT] = {
#include "elements.inc"
};
#undef ELEMENT

#define ELEMENT(name, kind) [MyHTML_TAG_##name] = TAG_##name,
static const uint8_t tags[MyHTML_TAG_LAST_ENTRY] = {
#include "elements.inc"
};
#undef ELEMENT

element_kind page_kind(tag which) {
    return (element_kind)kinds[which];
}

/* ---- The parser ------------------------------------------------------------------------------------------------ */

static void count_node(myhtml_tree_t *tree, myhtml_tree_node_t *inserted, void *reader) {
    (void)tree;
    (void)inserted;
    ((page_reader *)reader)->inserted++;
}

static bool make_tree(page_reader *reader) {
    reader->tree = myhtml_tree_create();
    if (!reader->tree || myhtml_tree_init(reader->tree, reader->parser))
        return false;
    myhtml_tree_parse_flags_set(reader->tree, MyHTML_TREE_PARSE_FLAGS_WITHOUT_DOCTYPE_IN_TREE);
    myhtml_callback_tree_node_insert_set(reader->tree, count_node, reader);
    reader->is_worn = false;
    return true;
}

page_reader *page_reader_new(void) {
    page_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return NULL;
    reader->parser = myhtml_create();
    if (reader->parser && !myhtml_init(reader->parser, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0) && make_tree(reader))
        return reader;
    page_reader_free(reader);
    return NULL;
}

void page_reader_free(page_reader *reader) {
    if (!reader)
        return;
    if (reader->tree)
        myhtml_tree_destroy(reader->tree);
    if (reader->parser)
        myhtml_destroy(reader->parser);
    galley_buffer_clear(&reader->nodes);
    galley_buffer_clear(&reader->entries);
    free(reader);
}

/* ---- Parsing --------------------------------------------------------------------------------------------------- */

/* The end of the piece that begins at `start`: before a "<" where there is one, so that few tokens are cut. */
static size_t piece_end(galley_text html, size_t start) {
    size_t len = html.len / PIECES_MAX > PIECE_BYTES ? html.len / PIECES_MAX : PIECE_BYTES;
    if (html.len - start <= len)
        return html.len;
    const char *open = memchr(html.ptr + start + len, '<', html.len - start - len);
    return open ? (size_t)(open - html.ptr) : html.len;
}

static page_result parse(page_reader *reader, galley_text html) {
    myhtml_tree_t *tree = reader->tree;
    uint64_t work = 0;
    reader->inserted = 0;
    myhtml_encoding_set(tree, MyENCODING_UTF_8);
    for (size_t start = 0, end; start < html.len; start = end) {
        size_t before = reader->inserted;
        end = piece_end(html, start);
        if (myhtml_parse_chunk_single(tree, html.ptr + start, end - start))
            return PAGE_TOO_LARGE;
        size_t open = tree->open_elements->length + tree->active_formatting->length;
        work += (uint64_t)(reader->inserted - before) * open;
        if (tree->open_elements->length > DEPTH_MAX || tree->active_formatting->length > FORMATTING_MAX ||
            work > WORK_MAX)
            return PAGE_TOO_DEEP;
        if (reader->inserted > NODES_MAX)
            return PAGE_TOO_LARGE;
    }
    return myhtml_parse_chunk_end(tree) ? PAGE_TOO_LARGE : PAGE_READ;
}

/* ---- Flattening ------------------------------------------------------------------------------------------------ */

static galley_text text_of(const char *bytes, size_t len) {
    return bytes ? galley_text_part(bytes, len) : galley_text_of(NULL);
}

static void add_attributes(page_reader *reader, myhtml_tree_node_t *from, node *to) {
    to->attributes = (uint32_t)(reader->entries.len / sizeof(attribute));
    for (myhtml_tree_attr_t *next = myhtml_node_attribute_first(from); next; next = myhtml_attribute_next(next)) {
        size_t name_len = 0, value_len = 0;
        const char *name = myhtml_attribute_key(next, &name_len), *value = myhtml_attribute_value(next, &value_len);
        if (to->attribute_count == NODE_ATTRIBUTES_MAX)
            return;
        attribute entry = {text_of(name, name_len), text_of(value, value_len)};
        galley_buffer_add_bytes(&reader->entries, &entry, sizeof entry);
        to->attribute_count++;
    }
}

/* Adds the node and gives its index. */
static uint32_t add_node(page_reader *reader, myhtml_tree_node_t *from, uint32_t parent) {
    uint32_t index = (uint32_t)(reader->nodes.len / sizeof(node));
    size_t id = myhtml_node_tag_id(from);
    node to = {.parent = parent, .end = index + 1, .tag = id < MyHTML_TAG_LAST_ENTRY ? tags[id] : TAG_OTHER};
    if (id == MyHTML_TAG__TEXT) {
        size_t len = 0;
        const char *bytes = myhtml_node_text(from, &len);
        to.tag = TAG_TEXT;
        to.text = text_of(bytes, len);
    } else if (id != MyHTML_TAG__COMMENT) {
        add_attributes(reader, from, &to);
    }
    galley_buffer_add_bytes(&reader->nodes, &to, sizeof to);
    return index;
}

static node *node_at(page_reader *reader, uint32_t index) {
    return (node *)(void *)reader->nodes.ptr + index;
}

/* Goes through the tree by its own links, and sets each node's end when it is left. */
static void flatten(page_reader *reader, page *read) {
    reader->nodes.len = reader->entries.len = 0;
    myhtml_tree_node_t *root = myhtml_tree_get_document(reader->tree), *at = root;
    uint32_t parent = 0;
    while (at) {
        uint32_t index = add_node(reader, at, parent);
        if (at->child) {
            parent = index;
            at = at->child;
            continue;
        }
        uint32_t end = (uint32_t)(reader->nodes.len / sizeof(node));
        while (at && at != root && !at->next) {
            at = at->parent;
            node_at(reader, parent)->end = end;
            parent = node_at(reader, parent)->parent;
        }
        at = at && at != root ? at->next : NULL;
    }
    read->nodes = (node *)(void *)reader->nodes.ptr;
    read->attributes = (attribute *)(void *)reader->entries.ptr;
    read->count = reader->nodes.len / sizeof(node);
}

page_result page_read(page_reader *reader, galley_text html, page *read) {
    *read = (page){0};
    if (html.len == 0) /* MyHTML ends no page that it has not begun */
        return PAGE_READ;
    if (reader->is_worn) {
        myhtml_tree_destroy(reader->tree);
        if (!make_tree(reader))
            return PAGE_TOO_LARGE;
    } else {
        myhtml_tree_clean(reader->tree);
    }
    page_result result = parse(reader, html);
    reader->is_worn = result != PAGE_READ || html.len > KEPT_MEMORY_BYTES;
    if (result == PAGE_READ)
        flatten(reader, read);
    return result;
}

static const attribute *find_attribute(const page *of, size_t index, const char *name) {
    const node *at = &of->nodes[index];
    for (uint32_t i = at->attributes; i < at->attributes + at->attribute_count; i++)
        if (galley_text_is(of->attributes[i].name, name))
            return &of->attributes[i];
    return NULL;
}

galley_text page_attribute(const page *of, size_t index, const char *name) {
    const attribute *found = find_attribute(of, index, name);
    return found ? found->value : galley_text_of(NULL);
}

bool page_has_attribute(const page *of, size_t index, const char *name) {
    return find_attribute(of, index, name) != NULL;
}
