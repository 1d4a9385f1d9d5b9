/* galley schema: the JSON Schema of pipeline files. */
#include "cli/cli.h"
#include "cli/options.h"

#include <stdio.h>

enum { PRINTED = 0, WRONG_USE = 2 };

static const char help[] = "usage: galley schema [--plugins DIR]\n"
                           "\n"
                           "Prints the JSON Schema (2020-12) of pipeline files that use the stages on the plugin path. "
                           "An editor that is given\n"
                           "it completes names and shows what parameters mean.\n"
                           "\n"
                           "example:\n"
                           "  galley schema > galley.schema.json\n";

static void print_schema(const char *first_folder) {
    plugin_set *set = plugin_set_new(first_folder);
    const plugin *const *all;
    size_t count = plugin_set_load_all(set, &all, NULL, NULL);
    json_t *schema = pipeline_schema(all, count);
    json_dumpf(schema, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(schema);
    plugin_set_free(set);
}

int cli_schema(int argc, char **argv) {
    options options;
    int first = options_parse(&options, "schema", "p", argc, argv), status = WRONG_USE;
    if (first >= 0 && first == argc) {
        if (options.is_help)
            fputs(help, stdout);
        else
            print_schema(options.plugins);
        status = PRINTED;
    } else if (first >= 0) {
        fputs("galley schema: it takes no arguments\n`galley schema --help` tells more\n", stderr);
    }
    options_clear(&options);
    return status;
}
