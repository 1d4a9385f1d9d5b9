/* Command lines, by way of getopt_long; what is wrong is said here, with the nearest right name. */
#include "cli/options.h"
#include "base/memory.h"
#include "base/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { WRONG_USE = 2 };

/* ---- Values ---- */

bool option_refuse(const char *option, const char *value, const char *wanted, galley_error *error) {
    return galley_error_set(error, "--%s %s: %s is wanted", option, value, wanted);
}

bool option_count(const char *option, const char *value, uint64_t min, uint64_t max, uint64_t *number,
                  galley_error *error) {
    char *end;
    errno = 0;
    unsigned long long parsed = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno || parsed < min || parsed > max)
        return galley_error_set(error, "--%s %s: a whole number from %llu to %llu is wanted", option, value,
                                (unsigned long long)min, (unsigned long long)max);
    *number = parsed;
    return true;
}

bool option_real(const char *option, const char *value, double max, double *number, galley_error *error) {
    char *end;
    double parsed = strtod(value, &end);
    if (end == value || *end || !(parsed >= 0 && parsed <= max))
        return galley_error_set(error, "--%s %s: a number from 0 to %.0f is wanted", option, value, max);
    *number = parsed;
    return true;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* ---- What getopt refuses ---- */

static const struct option *find_option(const struct option *table, int value) {
    while (table->name && table->val != value)
        table++;
    return table->name ? table : NULL;
}

static bool refuse_name(const options_shape *shape, const char *given, galley_error *error) {
    char *name = memory_string(galley_text_part(given, strcspn(given, "=")));
    nearest near;
    nearest_init(&near, name);
    size_t begins = 0;
    for (const struct option *each = shape->table; each->name; each++) {
        nearest_offer(&near, each->name);
        begins += strncmp(each->name, name, strlen(name)) == 0;
    }
    if (begins > 1)
        galley_error_set(error, "--%s may be the start of several options: write it in full", name);
    else if (near.best)
        galley_error_set(error, "there is no option --%s; did you mean --%s?", name, near.best);
    else
        galley_error_set(error, "there is no option --%s", name);
    free(name);
    return false;
}

/* What getopt's '?' means is told by optopt: 0 for a long name (the argument it stopped behind), a letter, or an option
 * that was given a value and takes none. */
static bool refuse_option(const options_shape *shape, const char *stopped_behind, galley_error *error) {
    if (optopt == 0)
        return refuse_name(shape, stopped_behind + strlen("--"), error);
    const struct option *known = find_option(shape->table, optopt);
    if (known)
        return galley_error_set(error, "--%s takes no value", known->name);
    return galley_error_set(error, "there is no option -%c", optopt);
}

static bool refuse_missing(const options_shape *shape, galley_error *error) {
    const struct option *known = find_option(shape->table, optopt);
    return galley_error_set(error, "--%s wants a value", known ? known->name : "?");
}

/* ---- Reading ---- */

static bool take_option(options *self, const options_shape *shape, int option, void *own, galley_error *error) {
    switch (option) {
    case OPTION_PLUGINS:
        self->plugins = optarg;
        return is_folder(optarg) || option_refuse("plugins", optarg, "a folder", error);
    case OPTION_SET:
        if (!strchr(optarg, '=') || *optarg == '=')
            return option_refuse("set", optarg, "NAME=VALUE", error);
        self->pairs[self->set.count++] = optarg;
        return true;
    case OPTION_JSON:
        self->is_json = true;
        return true;
    case OPTION_FULL:
        self->is_full = true;
        return true;
    case OPTION_NUMBER:
        return option_count("number", optarg, shape->number_min, NUMBER_MAX, &self->number, error);
    case ':':
        return refuse_missing(shape, error);
    default:
        return shape->take(own, option, optarg, error);
    }
}

static bool check_rest(const options *self, const options_shape *shape, galley_error *error) {
    if (self->rest_count < shape->rest_min)
        return galley_error_set(error, "%s", shape->wanted);
    if (self->rest_count > shape->rest_max)
        return galley_error_set(error, "\"%s\" is too much: %s takes %s", self->rest[shape->rest_max], shape->command,
                                shape->takes);
    return true;
}

/* Until the end of the options, or --help. */
static bool read_all(options *self, const options_shape *shape, int argc, char **argv, void *own, bool *is_help,
                     galley_error *error) {
    opterr = 0;
    optind = 0;
    for (int option; (option = getopt_long(argc, argv, shape->letters, shape->table, NULL)) != -1;) {
        *is_help = option == OPTION_HELP;
        if (*is_help)
            return true;
        if (option == '?')
            return refuse_option(shape, argv[optind - 1], error);
        if (!take_option(self, shape, option, own, error))
            return false;
    }
    self->rest = argv + optind;
    self->rest_count = (size_t)(argc - optind);
    return check_rest(self, shape, error);
}

int options_refuse(const options_shape *shape, const galley_error *error) {
    fprintf(stderr, "galley %s: %s\n`galley %s --help` tells more\n", shape->command, error->message, shape->command);
    return WRONG_USE;
}

bool options_read(options *self, const options_shape *shape, int argc, char **argv, void *own, int *status) {
    *self = (options){.pairs = memory_zero((size_t)argc, sizeof *self->pairs), .number = shape->number};
    self->set.pairs = self->pairs;
    galley_error error = {""};
    bool is_help = false;
    if (!read_all(self, shape, argc, argv, own, &is_help, &error)) {
        *status = options_refuse(shape, &error);
        return false;
    }
    if (is_help)
        fputs(shape->help, stdout);
    *status = 0;
    return !is_help;
}

void options_clear(options *self) {
    free(self->pairs);
}

void problems_print(const problems *found) {
    for (size_t i = 0; i < found->count; i++)
        fprintf(stderr, "galley: %s\n", found->messages[i]);
}

void plugin_problem_print(void *context, const char *message) {
    (void)context;
    fprintf(stderr, "galley: %s\n", message);
}

void json_print(const json_t *value) {
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
}
