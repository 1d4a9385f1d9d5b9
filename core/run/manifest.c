/* Making the manifest. Reals are rounded before jansson sees them, which writes 17 digits. */
#include "run/manifest.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "pipeline/flow.h"
#include "stream/gzip.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void time_now(char text[32]) {
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static json_t *integer(uint64_t number) {
    return json_integer((json_int_t)number);
}

/* A path as it can stand in JSON. */
static json_t *path_string(const char *path) {
    char *printable = utf8_printable(path);
    json_t *string = json_string(printable);
    free(printable);
    return string;
}

/* Whole milliseconds: the number reads the same however it is printed. */
static json_t *milliseconds(uint64_t nanoseconds) {
    return integer(nanoseconds / 1000000);
}

static json_t *named_counts(const uint64_t *counts, const galley_reason *names) {
    json_t *all = json_object();
    for (size_t i = 0; names && names[i].name; i++)
        json_object_set_new(all, names[i].name, integer(counts[i]));
    return all;
}

static json_t *counter_values(const uint64_t *counts, const galley_counter *names) {
    json_t *all = json_object();
    for (size_t i = 0; names && names[i].name; i++)
        json_object_set_new(all, names[i].name, integer(counts[i]));
    return all;
}

/* What the stage wants every article to have. */
static json_t *wanted_fields(const stage *stage) {
    json_t *list = json_array();
    flow_wanted wanted = {.stage = stage};
    while (flow_wanted_next(&wanted))
        json_array_append_new(list, json_string(wanted.field));
    return list;
}

static json_t *stage_entry(const run *run, size_t index) {
    const stage *stage = &run->pipeline->stages[index];
    const struct ledger_stage *shape = &run->shape.stages[index];
    const uint64_t *counts = run->ledger + shape->at;
    char hash[33];
    snprintf(hash, sizeof hash, "%016llx%016llx", (unsigned long long)stage->plugin->hash.high,
             (unsigned long long)stage->plugin->hash.low);
    json_t *entry = json_object();
    json_object_set_new(entry, "id", json_string(stage->id));
    json_object_set_new(entry, "use", json_string(stage->type->name));
    json_object_set_new(entry, "version", json_string(stage->type->version ? stage->type->version : ""));
    json_object_set_new(entry, "plugin", path_string(stage->plugin->path));
    json_object_set_new(entry, "plugin_hash", json_string(hash));
    json_object_set_new(entry, "in", integer(counts[LEDGER_STAGE_IN]));
    json_object_set_new(entry, "kept", integer(counts[LEDGER_STAGE_KEPT]));
    json_object_set_new(entry, "dropped", integer(counts[LEDGER_STAGE_DROPPED]));
    json_object_set_new(entry, "reasons", named_counts(run->ledger + shape->reasons, stage->type->reasons));
    json_object_set_new(entry, "rejected", integer(counts[LEDGER_STAGE_REJECTED]));
    json_object_set_new(entry, "counters", counter_values(run->ledger + shape->counters, stage->type->counters));
    json_object_set_new(entry, "wanted_fields", wanted_fields(stage));
    json_object_set_new(entry, "without_a_field", integer(counts[LEDGER_STAGE_WITHOUT]));
    json_object_set_new(entry, "cpu_ms", milliseconds(counts[LEDGER_STAGE_NS]));
    return entry;
}

static json_t *stage_list(const run *run) {
    json_t *list = json_array();
    for (size_t i = 0; i < run->pipeline->stage_count; i++)
        json_array_append_new(list, stage_entry(run, i));
    return list;
}

static json_t *input_list(const run *run) {
    json_t *list = json_array();
    for (size_t i = 0; i < run->corpus->count; i++) {
        const shard *each = &run->corpus->shards[i];
        const shard_counts *counts = &run->shards[i];
        json_t *entry =
            json_pack("{s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "shard", each->name, "path", path_string(each->path),
                      "bytes", integer(each->bytes), "modified_ns", (json_int_t)each->modified_ns, "read",
                      integer(counts->read), "written", integer(counts->written), "dropped", integer(counts->dropped),
                      "rejected", integer(counts->rejected));
        if (each->error)
            json_object_set_new(entry, "error", json_string(each->error));
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *options_entry(const run_options *options) {
    json_t *entry = json_object();
    json_object_set_new(entry, "jobs", json_integer(options->jobs));
    json_object_set_new(entry, "limit", options->limit == UINT64_MAX ? json_null() : integer(options->limit));
    json_object_set_new(entry, "tap", options->tap ? json_string(options->tap) : json_null());
    json_object_set_new(entry, "stdout", json_boolean(options->to_stdout));
    json_object_set_new(entry, "tap_sample_millionths", integer((uint64_t)llround(options->tap_percent * 10000)));
    return entry;
}

/* Of this program alone: what getrusage says begins with the peak of the process that started it. 0 if it is not
 * known. */
static uint64_t peak_memory(void) {
    unsigned long long kibibytes = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %llu kB", &kibibytes) == 1)
            break;
    if (status)
        fclose(status);
    return (uint64_t)kibibytes * 1024;
}

size_t manifest_broken_inputs(const json_t *manifest) {
    size_t index, count = 0;
    json_t *input;
    json_array_foreach(json_object_get(manifest, "inputs"), index, input) count +=
        json_object_get(input, "error") != NULL;
    return count;
}

json_t *manifest_new(const run *run, const char *started) {
    const uint64_t *ledger = run->ledger;
    char finished[32];
    time_now(finished);
    uint64_t input = 0;
    for (size_t i = 0; i < run->corpus->count; i++)
        input += run->corpus->shards[i].bytes;
    json_t *all = json_object();
    json_object_set_new(all, "galley", json_pack("{s:s, s:s}", "version", GALLEY_VERSION, "gzip", gzip_backend()));
    json_object_set_new(all, "pipeline",
                        json_pack("{s:o, s:O, s:O}", "file", path_string(run->pipeline->path), "definition",
                                  run->pipeline->as_run, "variables", run->pipeline->variables));
    json_object_set_new(all, "started", json_string(started));
    json_object_set_new(all, "finished", json_string(finished));
    json_object_set_new(all, "milliseconds", integer((uint64_t)(run_seconds(run) * 1000)));
    json_object_set_new(all, "processors", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(all, "peak_memory_bytes", integer(peak_memory()));
    json_object_set_new(all, "options", options_entry(run->options));
    json_object_set_new(all, "counts",
                        json_pack("{s:o, s:o, s:o, s:o, s:o}", "read", integer(ledger[LEDGER_READ]), "written",
                                  integer(ledger[LEDGER_WRITTEN]), "dropped", integer(ledger[LEDGER_DROPPED]),
                                  "rejected", integer(ledger[LEDGER_REJECTED]), "blank_lines",
                                  integer(ledger[LEDGER_BLANK])));
    json_object_set_new(all, "bytes",
                        json_pack("{s:o, s:o, s:o}", "input", integer(input), "text",
                                  integer(ledger[LEDGER_TEXT_BYTES]), "results_text",
                                  integer(ledger[LEDGER_RESULT_BYTES])));
    json_object_set_new(all, "core_cpu_ms",
                        json_pack("{s:o, s:o, s:o}", "read", milliseconds(ledger[LEDGER_NS_READ]), "scan",
                                  milliseconds(ledger[LEDGER_NS_SCAN]), "write",
                                  milliseconds(ledger[LEDGER_NS_WRITE])));
    json_object_set_new(all, "stages", stage_list(run));
    json_object_set_new(all, "inputs", input_list(run));
    json_object_set_new(all, "outputs", run->outputs ? outputs_list(run->outputs) : json_array());
    return all;
}
