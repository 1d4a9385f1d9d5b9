/* galley graph: a pipeline as a picture, for programs that draw it. */
#include "inspect/graph.h"
#include "cli/cli.h"
#include "cli/options.h"

#include <stdio.h>

enum { DONE = 0, FAULTY = 2 };

static const char help[] = "usage: galley graph PIPELINE [OPTIONS]\n"
                           "\n"
                           "Prints a pipeline as a graph: the way of articles from the corpus through the\n"
                           "stages to articles/ or, for one of the reasons that are named, to dropped/. The\n"
                           "first arrow says which fields of the corpus are read (\"?\": if they are there), a\n"
                           "stage what it reads, the arrow behind it what it writes. A stage that surveys\n"
                           "all articles first has a double border, one that commits in corpus order a thick\n"
                           "one. PIPELINE may be - for standard input.\n"
                           "\n"
                           "  -f, --format FORMAT     mermaid, for Markdown pages (default), or dot, for\n"
                           "                          Graphviz\n"
                           "      --plugins DIR       look for plugins here first\n"
                           "      --set NAME=VALUE    fill ${NAME} in the pipeline file; may be repeated\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 done, 2 the command line or the pipeline file is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley graph pipelines/news.json --format dot > news.dot\n"
                           "which Graphviz draws:\n"
                           "  dot -Tsvg news.dot > news.svg\n";

static const struct option long_options[] = {{"format", required_argument, NULL, 'f'},
                                             {"plugins", required_argument, NULL, OPTION_PLUGINS},
                                             {"set", required_argument, NULL, OPTION_SET},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {0}};

static bool take_format(void *own, int option, const char *value, galley_error *error) {
    (void)option;
    graph_format *format = own;
    bool is_dot = strcmp(value, "dot") == 0;
    *format = is_dot ? GRAPH_DOT : GRAPH_MERMAID;
    return is_dot || strcmp(value, "mermaid") == 0 || option_refuse("format", value, "mermaid or dot", error);
}

static const options_shape shape = {.command = "graph",
                                    .help = help,
                                    .letters = ":f:h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which PIPELINE?",
                                    .takes = "one PIPELINE",
                                    .take = take_format};

static int print_graph(const options *line, graph_format format) {
    plugin_set *plugins = plugin_set_new(line->plugins);
    problems found = {0};
    pipeline *pipeline = pipeline_load(line->rest[0], plugins, line->set, &found);
    if (pipeline) {
        galley_buffer text = {0};
        graph_write(&text, pipeline, format);
        fwrite(text.ptr, 1, text.len, stdout);
        galley_buffer_clear(&text);
    }
    int status = pipeline ? DONE : FAULTY;
    problems_print(&found);
    problems_clear(&found);
    pipeline_free(pipeline);
    plugin_set_free(plugins);
    return status;
}

int cli_graph(int argc, char **argv) {
    graph_format format = GRAPH_MERMAID;
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &format, &status))
        status = print_graph(&line, format);
    options_clear(&line);
    return status;
}
