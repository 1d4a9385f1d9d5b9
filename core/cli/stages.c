/* galley stages: which stage types there are, and all about one. */
#include "cli/cli.h"
#include "cli/options.h"
#include "plugin/describe.h"

#include <stdio.h>
#include <stdlib.h>

enum { FOUND = 0, NOT_FOUND = 2 };

static const char help[] = "usage: galley stages [NAME] [--json] [--plugins DIR]\n"
                           "\n"
                           "Lists the stage types on the plugin path, or tells all about one: parameters, the fields "
                           "it reads and writes, its\n"
                           "reasons for dropping an article. Plugins are looked for in --plugins DIR, in the folders "
                           "of GALLEY_PLUGIN_PATH, and\n"
                           "where Galley's own are.\n"
                           "\n"
                           "Exit status: 0, or 2 if there is no such stage.\n"
                           "\n"
                           "example:\n"
                           "  galley stages dedup\n";

static void print_json(json_t *json) {
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
}

static void print_problem(void *context, const char *message) {
    (void)context;
    fprintf(stderr, "galley: %s\n", message);
}

static int list_stages(plugin_set *set, bool is_json) {
    const plugin *const *all;
    size_t count = plugin_set_load_all(set, &all, print_problem, NULL);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const galley_stage_type *type = all[i]->type;
        if (is_json)
            json_array_append_new(list, describe_json(all[i]));
        else
            printf("%-14s %-6s %s\n", type->name, type->version ? type->version : "", type->about);
    }
    if (is_json)
        print_json(json_incref(list));
    json_decref(list);
    return FOUND;
}

static int describe_stage(plugin_set *set, const char *name, bool is_json) {
    galley_error error;
    const plugin *found = plugin_set_load(set, name, NULL, &error);
    if (!found) {
        fprintf(stderr, "galley: %s\n", error.message);
        return NOT_FOUND;
    }
    if (is_json) {
        print_json(describe_json(found));
        return FOUND;
    }
    galley_buffer page = {0};
    describe_text(found, &page);
    fwrite(page.ptr, 1, page.len, stdout);
    galley_buffer_clear(&page);
    return FOUND;
}

static int show(const options *options, int count, char **names) {
    plugin_set *set = plugin_set_new(options->plugins);
    int status = count == 0 ? list_stages(set, options->is_json) : describe_stage(set, names[0], options->is_json);
    plugin_set_free(set);
    return status;
}

int cli_stages(int argc, char **argv) {
    options options;
    int first = options_parse(&options, "stages", "pj", argc, argv), status = NOT_FOUND;
    if (first >= 0 && options.is_help) {
        fputs(help, stdout);
        status = FOUND;
    } else if (first >= 0 && argc - first <= 1) {
        status = show(&options, argc - first, argv + first);
    } else if (first >= 0) {
        fputs("galley stages: one NAME at most\n`galley stages --help` tells more\n", stderr);
    }
    options_clear(&options);
    return status;
}
