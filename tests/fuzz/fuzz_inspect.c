/* A run directory in which the first line is run.json (empty: a sound one), and the rest is the text of every file that
 * it lists: it is refused with a sentence, or all that is told of it can be told. Nothing in it is changed. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "base/memory.h"
#include "inspect/compare.h"
#include "inspect/life.h"
#include "inspect/measure.h"
#include "inspect/sample.h"
#include "must.h"
#include "stream/file.h"

#include <unistd.h>

static const char sound_manifest[] =
    "{\"counts\": {\"read\": 4, \"written\": 2, \"dropped\": 1, \"rejected\": 1}, \"pipeline\": {\"definition\": {}},"
    " \"stages\": [{\"id\": \"one\"}, {\"id\": \"two\"}], \"inputs\": [{\"shard\": \"a.jsonl\", \"path\": "
    "\"a.jsonl\"}],"
    " \"outputs\": [{\"path\": \"taps/01-one/a.jsonl.gz\"}, {\"path\": \"taps/02-two/a.jsonl.gz\"},"
    " {\"path\": \"articles/a.jsonl.gz\"}, {\"path\": \"dropped/a.jsonl.gz\"}, {\"path\": \"rejected/a.jsonl.gz\"}]}";

static void put_file(const char *folder, const char *name, galley_text bytes) {
    char *path = memory_printf("%s/%s", folder, name);
    char *end = strrchr(path, '/');
    *end = '\0';
    must(folder_make(path, NULL));
    *end = '/';
    FILE *file = fopen(path, "wb");
    must(file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len && fclose(file) == 0);
    free(path);
}

static void make_run(const char *folder, galley_text bytes) {
    static const char *const files[] = {"taps/01-one/a.jsonl.gz", "taps/02-two/a.jsonl.gz", "articles/a.jsonl.gz",
                                        "dropped/a.jsonl.gz", "rejected/a.jsonl.gz"};
    const char *end = bytes.len > 0 ? memchr(bytes.ptr, '\n', bytes.len) : NULL;
    size_t first = end ? (size_t)(end - bytes.ptr) : bytes.len, rest = end ? first + 1 : first;
    put_file(folder, "run.json", first > 0 ? galley_text_part(bytes.ptr, first) : galley_text_of(sound_manifest));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        put_file(folder, files[i], galley_text_part(bytes.ptr + rest, bytes.len - rest));
}

/* What is told can be written out. */
static void must_be_told(json_t *told) {
    char *text = json_dumps(told, JSON_ENCODE_ANY);
    must(text != NULL);
    free(text);
    json_decref(told);
}

static void tell_all(const rundir *run) {
    static const char *const names[] = {"a", "1", "a.jsonl:1", "a.jsonl:2"};
    problems trouble = {0};
    must_be_told(measure_run(run, &trouble));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        query query = query_of(run, galley_text_of(names[i]));
        must_be_told(lives_trace(run, &query, 3, &trouble));
    }
    query text = {.kind = QUERY_TEXT, .text = galley_text_of("a")};
    must_be_told(lives_trace(run, &text, 3, &trouble));
    must_be_told(lives_all(run, 3, &trouble));
    sample_choice choice = {.files = {.kinds = {true, true, true, true, true}, .stage = ALL_STAGES, .shard = NO_SHARD},
                            .count = 2};
    must_be_told(sample_draw(run, &choice, &trouble));
    compare_side tap = {run, {.kinds = {[FILE_TAP] = true}, .stage = 0, .shard = NO_SHARD}, "tap"};
    compare_side results = {run, {.kinds = {[FILE_RESULTS] = true}, .stage = ALL_STAGES, .shard = NO_SHARD}, "results"};
    must_be_told(compare_sides(&tap, &results, 2, &trouble));
    problems_clear(&trouble);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static const char memory[] = "/dev/shm";
    const char *disk = getenv("TMPDIR");
    const char *place = access(memory, W_OK) == 0 ? memory : disk ? disk : "/tmp";
    char *folder = memory_printf("%s/galley-fuzz-XXXXXX", place);
    must(mkdtemp(folder) != NULL);
    make_run(folder, galley_text_part((const char *)bytes, len));
    rundir run;
    galley_error error = {""};
    bool is_open = rundir_open(&run, folder, &error);
    must(is_open == (error.message[0] == '\0'));
    if (is_open)
        tell_all(&run);
    rundir_clear(&run);
    must(path_remove(folder, NULL));
    free(folder);
    return 0;
}
