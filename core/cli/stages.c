/* galley stages: which stage types there are, and all about one: what its descriptor says, for people or as JSON. */
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/wrap.h"
#include "plugin/describe.h"
#include "plugin/params.h"

#include <stdio.h>

enum { FOUND = 0, UNKNOWN = 2 };

static const char help[] = "usage: galley stages [NAME] [--json] [--plugins DIR]\n"
                           "\n"
                           "Lists the stage types on the plugin path, or describes one: every parameter\n"
                           "with type, default, range and meaning, the fields it reads and writes, the\n"
                           "reasons for which it drops articles, what it counts.\n"
                           "\n"
                           "      --json              the same as JSON: a list of all, or an object\n"
                           "      --plugins DIR       look for plugins here first; then in the folders of\n"
                           "                          GALLEY_PLUGIN_PATH, then beside the command\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 done, 2 there is no such stage or the command line is wrong. A\n"
                           "plugin that cannot be used is told on standard error, and the others are\n"
                           "listed.\n"
                           "\n"
                           "example:\n"
                           "  galley stages dedup\n";

static const struct option long_options[] = {{"json", no_argument, NULL, OPTION_JSON},
                                             {"plugins", required_argument, NULL, OPTION_PLUGINS},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {0}};

static const options_shape shape = {.command = "stages",
                                    .help = help,
                                    .letters = ":h",
                                    .table = long_options,
                                    .rest_max = 1,
                                    .takes = "one NAME or none"};

/* ---- One stage, for people ---- */

enum { LABEL_COLUMNS = 10, INDENT = 2 };

/* "integer from 1 to 10 words; default 3" */
static galley_text describe_param(const galley_param *param, galley_arena *arena) {
    galley_text kind = param_kind_text(param, arena);
    const char *fallback = param_default(param);
    if (param->required)
        return galley_arena_printf(arena, "%s; must be given", kind.ptr);
    if (!fallback)
        return galley_arena_printf(arena, "%s; may be left out", kind.ptr);
    return galley_arena_printf(arena, "%s; default %s", kind.ptr, *fallback ? fallback : "\"\"");
}

static size_t widest_param(const galley_param *table) {
    size_t width = 0;
    for (; table && table->name; table++) {
        size_t columns = galley_utf8_count(galley_text_of(table->name));
        width = columns > width ? columns : width;
    }
    return width;
}

static void print_params(const galley_param *table, galley_arena *arena) {
    size_t width = widest_param(table), indent = INDENT + width + 2;
    if (width > 0)
        puts("\nparameters");
    for (; table && table->name; table++) {
        printf("%*s", INDENT, "");
        pad_print(stdout, width + 2, galley_text_of(table->name));
        wrap_print(stdout, indent, indent, describe_param(table, arena).ptr);
        wrap_print(stdout, 0, indent, table->about);
    }
}

static void print_label(const char *label) {
    pad_print(stdout, LABEL_COLUMNS, galley_text_of(label));
}

/* "text, title (if there), the field named by "field"". */
static void print_fields(const char *label, const char *const *entries, galley_arena *arena) {
    if (!entries || !*entries)
        return;
    galley_buffer list = {0};
    for (; *entries; entries++) {
        field_entry entry = field_entry_read(*entries);
        galley_buffer_printf(&list, "%s%s%.*s%s", list.len ? ", " : "", entry.is_param ? "what is named by " : "",
                             GALLEY_TEXT_ARGS(entry.name), entry.is_optional ? " (if it is there)" : "");
    }
    print_label(label);
    wrap_print(stdout, LABEL_COLUMNS, LABEL_COLUMNS, galley_arena_copy(arena, galley_buffer_text(&list)).ptr);
    galley_buffer_clear(&list);
}

/* A reason or a counter, or the end of a table. */
typedef struct named {
    const char *name, *about;
} named;

static named reason_at(const galley_stage_type *type, size_t index) {
    const galley_reason *table = type->reasons;
    return table ? (named){table[index].name, table[index].about} : (named){0};
}

static named counter_at(const galley_stage_type *type, size_t index) {
    const galley_counter *table = type->counters;
    return table ? (named){table[index].name, table[index].about} : (named){0};
}

static void print_table(const char *title, const galley_stage_type *type,
                        named (*at)(const galley_stage_type *type, size_t index)) {
    size_t width = 0;
    for (size_t i = 0; at(type, i).name; i++) {
        size_t columns = galley_utf8_count(galley_text_of(at(type, i).name));
        width = columns > width ? columns : width;
    }
    if (width > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; at(type, i).name; i++) {
        size_t indent = INDENT + width + 2;
        printf("%*s", INDENT, "");
        pad_print(stdout, width + 2, galley_text_of(at(type, i).name));
        wrap_print(stdout, indent, indent, at(type, i).about ? at(type, i).about : "");
    }
}

static void print_order(const galley_stage_type *type) {
    if (!type->survey && !type->commit)
        return;
    print_label("order");
    if (type->adapt && type->survey && type->commit) {
        wrap_print(stdout, LABEL_COLUMNS, LABEL_COLUMNS,
                   "as its parameters are, surveys all articles before it processes any, or decides in corpus order");
        return;
    }
    wrap_print(stdout, LABEL_COLUMNS, LABEL_COLUMNS,
               type->survey ? type->commit ? "surveys all articles before it processes any, and decides in corpus order"
                                           : "surveys all articles before it processes any"
                            : "decides in corpus order, so a run needs one machine");
}

static void print_line(const char *label, const char *text) {
    if (!text)
        return;
    print_label(label);
    wrap_print(stdout, LABEL_COLUMNS, LABEL_COLUMNS, text);
}

static const char *version_of(const galley_stage_type *type) {
    return type->version ? type->version : "-";
}

static void describe(const plugin *plugin) {
    const galley_stage_type *type = plugin->type;
    galley_arena *arena = galley_arena_new();
    galley_text title = galley_arena_printf(arena, "%s %s: %s", type->name, version_of(type), type->about);
    wrap_print(stdout, 0, 0, title.ptr);
    if (type->description) {
        putchar('\n');
        wrap_print(stdout, 0, 0, type->description);
    }
    print_params(type->params, arena);
    print_table("drops articles for", type, reason_at);
    print_table("counts", type, counter_at);
    putchar('\n');
    print_fields("reads", type->reads, arena);
    print_fields("writes", type->writes, arena);
    print_order(type);
    print_line("memory", type->memory);
    print_label("plugin");
    puts(plugin->path);
    galley_arena_free(arena);
}

/* ---- Commands ---- */

static void list_all(const plugin *const *all, size_t count) {
    size_t name_columns = 0, version_columns = 0;
    for (size_t i = 0; i < count; i++) {
        size_t name = galley_utf8_count(galley_text_of(all[i]->type->name));
        size_t version = galley_utf8_count(galley_text_of(version_of(all[i]->type)));
        name_columns = name > name_columns ? name : name_columns;
        version_columns = version > version_columns ? version : version_columns;
    }
    for (size_t i = 0; i < count; i++) {
        pad_print(stdout, name_columns + 2, galley_text_of(all[i]->type->name));
        pad_print(stdout, version_columns + 2, galley_text_of(version_of(all[i]->type)));
        puts(all[i]->type->about);
    }
}

static int show_all(plugin_set *plugins, bool is_json) {
    const plugin *const *all;
    size_t count = plugin_set_load_all(plugins, &all, plugin_problem_print, NULL);
    if (!is_json) {
        list_all(all, count);
        return FOUND;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, describe_plugin(all[i]));
    json_print(list);
    json_decref(list);
    return FOUND;
}

static int show_one(plugin_set *plugins, const char *name, bool is_json) {
    galley_error error;
    const plugin *found = plugin_set_load(plugins, name, NULL, &error);
    if (!found) {
        fprintf(stderr, "galley: %s\n", error.message);
        return UNKNOWN;
    }
    if (!is_json) {
        describe(found);
        return FOUND;
    }
    json_t *object = describe_plugin(found);
    json_print(object);
    json_decref(object);
    return FOUND;
}

int cli_stages(int argc, char **argv) {
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, NULL, &status)) {
        plugin_set *plugins = plugin_set_new(line.plugins);
        status = line.rest_count ? show_one(plugins, line.rest[0], line.is_json) : show_all(plugins, line.is_json);
        plugin_set_free(plugins);
    }
    options_clear(&line);
    return status;
}
