/* The summary of a run, at most 100 columns wide. */
#include "inspect/summary.h"

#include <string.h>

enum { COLUMNS = 100 };

static long long integer(const json_t *object, const char *key) {
    return (long long)json_integer_value(json_object_get(object, key));
}

static const char *string(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

/* 29622 as "29,622". */
static const char *grouped(char text[32], long long number) {
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", number), at = 0;
    for (int i = 0; i < len; i++) {
        text[at++] = digits[i];
        if (i + 1 < len && (len - i - 1) % 3 == 0)
            text[at++] = ',';
    }
    text[at] = '\0';
    return text;
}

static double per_second(double amount, long long milliseconds) {
    return milliseconds > 0 ? amount * 1000 / (double)milliseconds : 0;
}

static void print_stages(FILE *out, const json_t *stages) {
    fprintf(out, "  %-18s %12s %12s %12s %10s %10s\n", "stage", "in", "kept", "dropped", "rejected", "cpu s");
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) {
        char in[32], kept[32], dropped[32], rejected[32];
        fprintf(out, "  %-18s %12s %12s %12s %10s %10.2f\n", string(stage, "id"), grouped(in, integer(stage, "in")),
                grouped(kept, integer(stage, "kept")), grouped(dropped, integer(stage, "dropped")),
                grouped(rejected, integer(stage, "rejected")), (double)integer(stage, "cpu_ms") / 1000);
    }
}

/* "  dedup dropped: near 512, exact 31", further lines indented. */
static void print_counts(FILE *out, const char *label, const json_t *stage, const char *key) {
    const json_t *counts = json_object_get(stage, key);
    int column = 0; /* 0: nothing is printed yet */
    const char *name;
    json_t *count;
    json_object_foreach((json_t *)counts, name, count) {
        if (json_integer_value(count) == 0)
            continue;
        char number[32];
        grouped(number, (long long)json_integer_value(count));
        if (column > 0)
            column += fprintf(out, ",");
        else
            column = fprintf(out, "  %s %s:", string(stage, "id"), label);
        if (column + (int)(strlen(name) + strlen(number)) + 3 > COLUMNS)
            column = fprintf(out, "\n     ") - 1;
        column += fprintf(out, " %s %s", name, number);
    }
    if (column > 0)
        fputc('\n', out);
}

static void print_missing_field(FILE *out, const json_t *stage) {
    long long in = integer(stage, "in"), without = integer(stage, "without_a_field");
    if (in > 0 && without == in)
        fprintf(
            out,
            "  note: not one article had the field that stage %s reads (`galley stages %s`); if the corpus calls it\n"
            "        otherwise, say so in the pipeline: \"fields\": {\"text\": \"maintext\"}\n",
            string(stage, "id"), string(stage, "use"));
}

static void print_broken(FILE *out, const json_t *inputs) {
    size_t index;
    json_t *input;
    json_array_foreach(inputs, index, input) if (json_object_get(input, "error"))
        fprintf(out, "  broken: %s\n", string(input, "error"));
}

void summary_print(FILE *out, const json_t *manifest) {
    const json_t *counts = json_object_get(manifest, "counts"), *bytes = json_object_get(manifest, "bytes");
    const json_t *stages = json_object_get(manifest, "stages");
    long long milliseconds = integer(manifest, "milliseconds"), text = integer(bytes, "text");
    char read[32], written[32], dropped[32], rejected[32];
    fprintf(out, "%s: read %s = written %s + dropped %s + rejected %s\n",
            string(json_object_get(manifest, "pipeline"), "file"), grouped(read, integer(counts, "read")),
            grouped(written, integer(counts, "written")), grouped(dropped, integer(counts, "dropped")),
            grouped(rejected, integer(counts, "rejected")));
    if (json_array_size(stages) > 0)
        print_stages(out, stages);
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) {
        print_counts(out, "dropped", stage, "reasons");
        print_counts(out, "counted", stage, "counters");
        print_missing_field(out, stage);
    }
    print_broken(out, json_object_get(manifest, "inputs"));
    fprintf(out, "  %.2f s, %.0f articles/s, %.1f MB/s of text (%.1f MB), %lld workers, peak memory %.0f MB\n",
            (double)milliseconds / 1000, per_second((double)integer(counts, "read"), milliseconds),
            per_second((double)text / 1e6, milliseconds), (double)text / 1e6,
            integer(json_object_get(manifest, "options"), "jobs"),
            (double)integer(manifest, "peak_memory_bytes") / 1048576);
}
