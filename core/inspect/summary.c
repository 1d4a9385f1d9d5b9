/* The summary of a run, for a terminal of 80 columns. */
#include "inspect/summary.h"
#include "base/grouped.h"
#include "inspect/members.h"
#include "run/manifest.h"

#include <stdarg.h>
#include <string.h>

enum { COLUMNS = 80, ID_COLUMNS = 16 };

static grouped_text count_of(const json_t *object, const char *key) {
    return grouped(integer_in(object, key));
}

static double per_second(double amount, uint64_t milliseconds) {
    return amount * 1000 / (double)milliseconds;
}

/* ---- Lists that are wrapped: "  dedup dropped: near 512, exact 31", further lines indented ---- */

typedef struct wrapped_list {
    FILE *out;
    size_t column; /* 0: nothing is printed yet */
} wrapped_list;

/* `label` stands before the first item. */
static void list_add(wrapped_list *self, const char *label, const char *format, ...) GALLEY_FORMAT(3, 4);

static void list_add(wrapped_list *self, const char *label, const char *format, ...) {
    char item[160];
    va_list args;
    va_start(args, format);
    vsnprintf(item, sizeof item, format, args);
    va_end(args);
    self->column += (size_t)fprintf(self->out, "%s", self->column == 0 ? label : ",");
    if (self->column + strlen(" ") + strlen(item) + strlen(",") > COLUMNS)
        self->column = (size_t)fprintf(self->out, "\n     ") - 1;
    self->column += (size_t)fprintf(self->out, " %s", item);
}

static void list_end(const wrapped_list *self) {
    if (self->column > 0)
        fputc('\n', self->out);
}

/* ---- Parts ---- */

static void print_totals(FILE *out, const char *file, const json_t *counts) {
    char totals[256];
    snprintf(totals, sizeof totals, "read %s = written %s + dropped %s + rejected %s", count_of(counts, "read").digits,
             count_of(counts, "written").digits, count_of(counts, "dropped").digits,
             count_of(counts, "rejected").digits);
    bool has_room = strlen(file) + strlen(": ") + strlen(totals) <= COLUMNS;
    fprintf(out, "%s:%s%s\n", file, has_room ? " " : "\n  ", totals);
}

/* An id that is wider than its column has a line of its own. */
static void print_id(FILE *out, const char *id) {
    bool has_room = strlen(id) <= ID_COLUMNS;
    if (!has_room)
        fprintf(out, "  %s\n", id);
    fprintf(out, "  %-*s", ID_COLUMNS, has_room ? id : "");
}

static void print_stages(FILE *out, const json_t *stages) {
    if (json_array_size(stages) > 0)
        fprintf(out, "  %-*s %12s %12s %12s %10s %8s\n", ID_COLUMNS, "stage", "in", "kept", "dropped", "rejected",
                "cpu s");
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) {
        print_id(out, string_in(stage, "id"));
        fprintf(out, " %12s %12s %12s %10s %8.2f\n", count_of(stage, "in").digits, count_of(stage, "kept").digits,
                count_of(stage, "dropped").digits, count_of(stage, "rejected").digits,
                (double)integer_in(stage, "cpu_ms") / 1000);
    }
}

static void print_counts(FILE *out, const char *what, const json_t *stage, const char *key) {
    wrapped_list list = {.out = out};
    char label[160];
    snprintf(label, sizeof label, "  %s %s:", string_in(stage, "id"), what);
    json_t *counts = json_object_get(stage, key), *count;
    const char *name;
    json_object_foreach(counts, name, count) {
        if (json_integer_value(count) != 0)
            list_add(&list, label, "%s %s", name, count_of(counts, name).digits);
    }
    list_end(&list);
}

/* Has a stage before said the same? */
static bool is_told_before(const json_t *stages, size_t before, const json_t *wanted) {
    for (size_t i = 0; i < before; i++) {
        const json_t *earlier = json_array_get(stages, i);
        if (integer_in(earlier, "without_a_field") > 0 && json_equal(json_object_get(earlier, "wanted_fields"), wanted))
            return true;
    }
    return false;
}

/* Fewer articles than all is a corpus that has gaps; all of them is a corpus that has another name for it. */
static void print_missing_field(FILE *out, const json_t *stages, size_t number) {
    const json_t *stage = json_array_get(stages, number);
    json_t *wanted = json_object_get(stage, "wanted_fields"), *field;
    uint64_t in = integer_in(stage, "in"), without = integer_in(stage, "without_a_field");
    size_t index;
    if (without == 0 || is_told_before(stages, number, wanted))
        return;
    fprintf(out, "  %s: %s of %s articles have", string_in(stage, "id"), grouped(without).digits, grouped(in).digits);
    json_array_foreach(wanted, index, field) fprintf(out, "%s no %s", index ? " or" : "", json_string_value(field));
    fputc('\n', out);
    if (without == in && json_array_size(wanted) == 1)
        fprintf(out, "      if the corpus calls it otherwise: \"fields\": {\"%s\": \"its name there\"}\n",
                json_string_value(json_array_get(wanted, 0)));
}

/* Behind the last one that was read there may be no more: nobody has looked. */
static void print_limit(FILE *out, const json_t *manifest) {
    const json_t *limit = json_object_get(json_object_get(manifest, "options"), "limit");
    uint64_t read = integer_in(json_object_get(manifest, "counts"), "read");
    if (json_is_integer(limit) && (uint64_t)json_integer_value(limit) == read)
        fprintf(out, "  ended behind %s articles, as --limit says; the corpus may have more\n", grouped(read).digits);
}

void summary_print_broken(FILE *out, const char *before, const json_t *manifest, const char *folder) {
    size_t count = manifest_broken_inputs(manifest);
    if (count > 0)
        fprintf(out, "%s%s input%s broken or missing%s\n", before, grouped(count).digits, count == 1 ? "" : "s",
                folder ? ", see run.json" : "");
}

static void print_cost(FILE *out, const json_t *manifest) {
    static const char label[] = " ";
    uint64_t milliseconds = integer_in(manifest, "milliseconds"),
             jobs = integer_in(json_object_get(manifest, "options"), "jobs");
    double text = (double)integer_in(json_object_get(manifest, "bytes"), "text") / 1e6;
    double read = (double)integer_in(json_object_get(manifest, "counts"), "read");
    wrapped_list list = {.out = out};
    list_add(&list, label, "%.2f s", (double)milliseconds / 1000);
    list_add(&list, label, "%llu worker%s", (unsigned long long)jobs, jobs == 1 ? "" : "s");
    if (milliseconds > 0) {
        list_add(&list, label, "%s articles/s", grouped((uint64_t)per_second(read, milliseconds)).digits);
        list_add(&list, label, "%.1f MB/s of text", per_second(text, milliseconds));
    }
    list_add(&list, label, "peak memory %.0f MB", (double)integer_in(manifest, "peak_memory_bytes") / 1048576);
    list_end(&list);
}

void summary_print(FILE *out, const json_t *manifest, const char *folder) {
    const json_t *stages = json_object_get(manifest, "stages");
    print_totals(out, string_in(json_object_get(manifest, "pipeline"), "file"), json_object_get(manifest, "counts"));
    print_stages(out, stages);
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) {
        print_counts(out, "dropped", stage, "reasons");
        print_counts(out, "counted", stage, "counters");
        print_missing_field(out, stages, index);
    }
    print_limit(out, manifest);
    summary_print_broken(out, "  ", manifest, folder);
    print_cost(out, manifest);
    if (folder)
        fprintf(out, "  in %s\n", folder);
}
