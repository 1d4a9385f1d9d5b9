/* Corpus, stages, articles/ and dropped/ are nodes; a stage's node says what it reads, the edge behind it what it has
 * written by then. What both formats need to say is said once, in labels of several lines; a format is how a node, an
 * edge and a label's characters are spelled. */
#include "inspect/graph.h"
#include "base/utf8.h"
#include "pipeline/flow.h"
#include "plugin/describe.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct node {
    const char *name;
    bool is_store, surveys, commits;
} node;

/* How a format spells a graph. Labels are spelled already; an empty one is none. */
typedef struct spelling {
    const char *begin, *end;
    const char *line_end; /* inside of a label */
    void (*add_character)(galley_buffer *out, galley_text character);
    void (*add_node)(galley_buffer *out, const node *node, galley_text label);
    void (*add_edge)(galley_buffer *out, const char *from, const char *to, bool is_drop, galley_text label);
} spelling;

typedef struct graph {
    galley_buffer *out, label; /* of the node or the edge that is being made */
    const pipeline *pipeline;
    const spelling *spelling;
} graph;

/* ---- Characters ---- */

/* In Mermaid's labels "#NN;" is the character of that number: nothing else in them is a sign of Mermaid's, Markdown's
 * or HTML's. Two dollars begin a formula even so, unless something stands between them: U+2060, which has no width. */
static void add_mermaid_character(galley_buffer *out, galley_text character) {
    unsigned char byte = (unsigned char)character.ptr[0];
    bool is_plain = byte >= 0x80 || (byte >= '0' && byte <= '9') || strchr(" ,?/", byte) ||
                    ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
    if (is_plain)
        galley_buffer_add(out, character);
    else
        galley_buffer_printf(out, "#%u;%s", byte, byte == '$' ? "\xE2\x81\xA0" : "");
}

/* Graphviz reads backslashes and HTML's entities in strings. */
static void add_dot_character(galley_buffer *out, galley_text character) {
    switch (character.ptr[0]) {
    case '"':
    case '\\':
        galley_buffer_add_char(out, '\\');
        galley_buffer_add(out, character);
        break;
    case '&':
        galley_buffer_add_string(out, "&amp;");
        break;
    default:
        galley_buffer_add(out, character);
    }
}

static void add_text(graph *self, const char *text) {
    char *printable = utf8_printable(text);
    galley_text rest = galley_text_of(printable);
    while (rest.len > 0) {
        size_t len;
        utf8_peek(rest, 0, &len);
        self->spelling->add_character(&self->label, galley_text_part(rest.ptr, len));
        rest = galley_text_part(rest.ptr + len, rest.len - len);
    }
    free(printable);
}

/* ---- Fields ---- */

/* A list of names, each once. */
typedef struct name_list {
    graph *graph;
    const char *before; /* what stands before the first */
    json_t *names;      /* as the keys of an object, for their order and that none is there twice */
} name_list;

static name_list list_new(graph *graph, const char *before) {
    return (name_list){graph, before, json_object()};
}

static void list_add(name_list *self, const char *name, bool is_optional) {
    json_t *before = json_object_get(self->names, name);
    if (!before || json_is_true(before)) /* who needs it counts for more than who can do without */
        json_object_set_new(self->names, name, json_boolean(is_optional));
}

/* Writes the list and frees it. False if it is empty. */
static bool list_end(name_list *self) {
    const char *name, *before = self->before;
    json_t *is_optional;
    bool has_any = json_object_size(self->names) > 0;
    json_object_foreach(self->names, name, is_optional) {
        add_text(self->graph, before);
        add_text(self->graph, name);
        add_text(self->graph, json_is_true(is_optional) ? "?" : "");
        before = ", ";
    }
    json_decref(self->names);
    return has_any;
}

/* Calls `take` for each field that a stage's `reads` or `writes` names. */
static void each_field(const stage *stage, const char *const *entries,
                       void (*take)(void *context, const char *field, bool is_optional), void *context) {
    const char *param, *field;
    for (; entries && *entries; entries++) {
        field_entry entry = field_entry_read(*entries);
        for (size_t i = 0; (field = flow_field(stage, *entries, i, &param)); i++) {
            char *name =
                strndup(entry.is_param ? field : entry.name.ptr, entry.is_param ? strlen(field) : entry.name.len);
            take(context, name, entry.is_optional);
            free(name);
        }
    }
}

static void take_into_list(void *context, const char *field, bool is_optional) {
    list_add(context, field, is_optional);
}

/* What stages read and no stage before them has written: the corpus must have it. */
typedef struct from_corpus {
    name_list list;
    json_t *written;
} from_corpus;

static void take_read(void *context, const char *field, bool is_optional) {
    from_corpus *self = context;
    if (!json_object_get(self->written, field))
        list_add(&self->list, field, is_optional);
}

static void take_written(void *context, const char *field, bool is_optional) {
    from_corpus *self = context;
    (void)is_optional;
    json_object_set_new(self->written, field, json_true());
}

static void add_corpus_fields(graph *self) {
    from_corpus wanted = {list_new(self, ""), json_object()};
    for (size_t i = 0; i < self->pipeline->stage_count; i++) {
        const stage *stage = &self->pipeline->stages[i];
        each_field(stage, stage->type->reads, take_read, &wanted);
        each_field(stage, stage->type->writes, take_written, &wanted);
    }
    list_end(&wanted.list);
    json_decref(wanted.written);
}

static void add_written_fields(graph *self, const stage *stage) {
    name_list list = list_new(self, "");
    each_field(stage, stage->type->writes, take_into_list, &list);
    list_end(&list);
}

static void add_reasons(graph *self, const stage *stage) {
    name_list list = list_new(self, "");
    for (const galley_reason *each = stage->type->reasons; each && each->name; each++)
        list_add(&list, each->name, false);
    list_end(&list);
}

static bool can_drop(const stage *stage) {
    return stage->type->reasons && stage->type->reasons[0].name;
}

/* ---- Nodes ---- */

static void end_node(graph *self, node node) {
    self->spelling->add_node(self->out, &node, galley_buffer_text(&self->label));
    self->label.len = 0;
}

static void begin_line(graph *self) {
    galley_buffer_add_string(&self->label, self->spelling->line_end);
}

static void add_corpus(graph *self) {
    const field_map *fields = &self->pipeline->fields;
    add_text(self, "corpus");
    for (size_t i = 0; i < fields->count; i++) {
        begin_line(self);
        add_text(self, fields->names[i].field);
        add_text(self, " is ");
        add_text(self, fields->names[i].member);
    }
    end_node(self, (node){.name = "corpus", .is_store = true});
}

static void add_marks(graph *self, const galley_stage_type *type) {
    if (type->survey) {
        begin_line(self);
        add_text(self, "surveys all articles first");
    }
    if (type->commit) {
        begin_line(self);
        add_text(self, "commits in corpus order");
    }
}

static void add_reads(graph *self, const stage *stage) {
    if (!stage->type->reads || !stage->type->reads[0])
        return;
    begin_line(self);
    name_list list = list_new(self, "reads ");
    each_field(stage, stage->type->reads, take_into_list, &list);
    if (!list_end(&list))
        add_text(self, "reads nothing");
}

/* Node number 0 is the corpus, then come the stages, then articles/. */
static const char *node_name(const graph *self, size_t number, char room[32]) {
    if (number == 0)
        return "corpus";
    if (number > self->pipeline->stage_count)
        return "articles";
    snprintf(room, 32, "stage%zu", number);
    return room;
}

static void add_stage(graph *self, size_t number) {
    const stage *stage = &self->pipeline->stages[number - 1];
    add_text(self, stage->id);
    if (strcmp(stage->id, stage->type->name) != 0) {
        begin_line(self);
        add_text(self, "stage type ");
        add_text(self, stage->type->name);
    }
    add_reads(self, stage);
    add_marks(self, stage->type);
    char room[32];
    end_node(self,
             (node){node_name(self, number, room), .surveys = stage->type->survey, .commits = stage->type->commit});
}

static void add_articles(graph *self) {
    add_text(self, "articles/");
    add_text(self, self->pipeline->output.path);
    add_text(self, ".jsonl.gz");
    end_node(self, (node){.name = "articles", .is_store = true});
}

static void add_dropped(graph *self) {
    const pipeline *pipeline = self->pipeline;
    size_t index = 0;
    while (index < pipeline->stage_count && !can_drop(&pipeline->stages[index]))
        index++;
    if (index == pipeline->stage_count)
        return;
    add_text(self, "dropped/");
    end_node(self, (node){.name = "dropped", .is_store = true});
}

/* ---- Edges ---- */

static void end_edge(graph *self, const char *from, const char *to, bool is_drop) {
    self->spelling->add_edge(self->out, from, to, is_drop, galley_buffer_text(&self->label));
    self->label.len = 0;
}

/* The edges that leave a node. */
static void add_edges(graph *self, size_t number) {
    char room[2][32];
    const char *from = node_name(self, number, room[0]), *to = node_name(self, number + 1, room[1]);
    const stage *stage = number > 0 ? &self->pipeline->stages[number - 1] : NULL;
    if (stage)
        add_written_fields(self, stage);
    else
        add_corpus_fields(self);
    end_edge(self, from, to, false);
    if (!stage || !can_drop(stage))
        return;
    add_reasons(self, stage);
    end_edge(self, from, "dropped", true);
}

/* ---- Mermaid: a flowchart ---- */

static void add_mermaid_node(galley_buffer *out, const node *node, galley_text label) {
    const char *open = node->is_store ? "[(" : node->surveys ? "[[" : "[";
    const char *close = node->is_store ? ")]" : node->surveys ? "]]" : "]";
    galley_buffer_printf(out, "    %s%s\"%.*s\"%s%s\n", node->name, open, GALLEY_TEXT_ARGS(label), close,
                         node->commits ? ":::commits" : "");
}

static void add_mermaid_edge(galley_buffer *out, const char *from, const char *to, bool is_drop, galley_text label) {
    galley_buffer_printf(out, "    %s %s", from, is_drop ? "-.->" : "-->");
    if (label.len > 0)
        galley_buffer_printf(out, "|\"%.*s\"|", GALLEY_TEXT_ARGS(label));
    galley_buffer_printf(out, " %s\n", to);
}

static const spelling mermaid = {.begin = "flowchart TD\n    classDef commits stroke-width:3px\n",
                                 .end = "",
                                 .line_end = "<br/>",
                                 .add_character = add_mermaid_character,
                                 .add_node = add_mermaid_node,
                                 .add_edge = add_mermaid_edge};

/* ---- DOT ---- */

static void add_dot_node(galley_buffer *out, const node *node, galley_text label) {
    galley_buffer_printf(out, "    %s [label=\"%.*s\"%s%s%s];\n", node->name, GALLEY_TEXT_ARGS(label),
                         node->is_store ? ", shape=cylinder" : "", node->surveys ? ", peripheries=2" : "",
                         node->commits ? ", penwidth=3" : "");
}

static void add_dot_edge(galley_buffer *out, const char *from, const char *to, bool is_drop, galley_text label) {
    galley_buffer_printf(out, "    %s -> %s [label=\"%.*s\"%s];\n", from, to, GALLEY_TEXT_ARGS(label),
                         is_drop ? ", style=dashed" : "");
}

static const spelling dot = {.begin = "digraph pipeline {\n"
                                      "    node [shape=box, fontname=\"sans-serif\"];\n"
                                      "    edge [fontname=\"sans-serif\", fontsize=11];\n",
                             .end = "}\n",
                             .line_end = "\\n",
                             .add_character = add_dot_character,
                             .add_node = add_dot_node,
                             .add_edge = add_dot_edge};

/* ---- All of it ---- */

void graph_write(galley_buffer *out, const pipeline *pipeline, graph_format format) {
    graph self = {.out = out, .pipeline = pipeline, .spelling = format == GRAPH_DOT ? &dot : &mermaid};
    galley_buffer_add_string(out, self.spelling->begin);
    add_corpus(&self);
    for (size_t i = 1; i <= pipeline->stage_count; i++)
        add_stage(&self, i);
    add_articles(&self);
    add_dropped(&self);
    for (size_t i = 0; i <= pipeline->stage_count; i++)
        add_edges(&self, i);
    galley_buffer_add_string(out, self.spelling->end);
    galley_buffer_clear(&self.label);
}
