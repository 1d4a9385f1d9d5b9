/* galley schema: the JSON Schema of pipeline files, with the parameters of the stages that are there. */
#include "cli/cli.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>

static const char help[] = "usage: galley schema [--plugins DIR]\n"
                           "\n"
                           "Prints the JSON Schema (draft 2020-12) of pipeline files, made from the\n"
                           "parameters of every stage on the plugin path: an editor that is given it\n"
                           "completes names, shows what they mean and underlines what is wrong.\n"
                           "\n"
                           "      --plugins DIR       look for plugins here first\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 done, 2 the command line is wrong. A plugin that cannot be loaded\n"
                           "is told on standard error, and its stage is not in the schema.\n"
                           "\n"
                           "example:\n"
                           "  galley schema > galley.schema.json\n"
                           "and in a pipeline file beside it:\n"
                           "  {\"$schema\": \"galley.schema.json\", \"galley\": 1, \"stages\": []}\n";

static const struct option long_options[] = {
    {"plugins", required_argument, NULL, OPTION_PLUGINS}, {"help", no_argument, NULL, OPTION_HELP}, {0}};

static const options_shape shape = {
    .command = "schema", .help = help, .letters = ":h", .table = long_options, .takes = "only options"};

static void print_schema(const options *line) {
    plugin_set *plugins = plugin_set_new(line->plugins);
    const plugin *const *all;
    size_t count = plugin_set_load_all(plugins, &all, plugin_problem_print, NULL);
    json_t *schema = pipeline_schema(all, count);
    json_print(schema);
    json_decref(schema);
    plugin_set_free(plugins);
}

int cli_schema(int argc, char **argv) {
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, NULL, &status))
        print_schema(&line);
    options_clear(&line);
    return status;
}
