/* Options that several commands share. */
#include "cli/options.h"
#include "base/memory.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const struct option all_options[] = {{"plugins", required_argument, NULL, 'p'},
                                            {"set", required_argument, NULL, 's'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};

static bool take_option(options *self, int option) {
    switch (option) {
    case 'p':
        self->plugins = optarg;
        return true;
    case 's':
        self->pairs[self->pair_count++] = optarg;
        return strchr(optarg, '=') && *optarg != '=';
    case 'j':
        self->is_json = true;
        return true;
    default:
        return false;
    }
}

int options_parse(options *self, const char *command, const char *takes, int argc, char **argv) {
    *self = (options){.pairs = memory_zero((size_t)argc, sizeof(char *))};
    optind = 0;
    for (int option; (option = getopt_long(argc, argv, "h", all_options, NULL)) != -1;) {
        if (option == 'h') {
            self->is_help = true;
        } else if (option == '?' || !strchr(takes, option) || !take_option(self, option)) {
            if (option == 's' && strchr(takes, 's'))
                fprintf(stderr, "galley %s: --set %s: NAME=VALUE is wanted\n", command, optarg);
            else if (option != '?')
                fprintf(stderr, "galley %s: it has no such option\n", command);
            fprintf(stderr, "`galley %s --help` tells more\n", command);
            return -1;
        }
    }
    return optind;
}

void options_clear(options *self) {
    free(self->pairs);
    *self = (options){0};
}

void print_problems(const problems *found) {
    for (size_t i = 0; i < found->count; i++)
        fprintf(stderr, "galley: %s\n", found->messages[i]);
}
