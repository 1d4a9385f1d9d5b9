/* The bound: isa-l alone inflates each shard and deflates the text again, at level 3, in members of a mebibyte.
 * bench_bound JOBS OUT SHARD...: threads take a shard each; OUT.N are the results. */
#include <isa-l.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1024 * 1024, LEVEL = 3, THREADS_MAX = 64 };

typedef struct work {
    char **shards;
    int count;
    const char *out;
    atomic_int next;
} work;

typedef struct bench {
    unsigned char *text, *member, *level_buffer;
    struct inflate_state inflating;
    struct isal_zstream deflating;
} bench;

static void require(int holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "bench_bound: %s\n", what);
    exit(EXIT_FAILURE);
}

static unsigned char *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "r");
    require(file && fseek(file, 0, SEEK_END) == 0, path);
    *len = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*len + 1);
    require(bytes && fread(bytes, 1, *len, file) == *len, path);
    fclose(file);
    return bytes;
}

static void deflate_piece(bench *self, size_t len, FILE *out) {
    struct isal_zstream *stream = &self->deflating;
    isal_deflate_init(stream);
    stream->level = LEVEL;
    stream->level_buf = self->level_buffer;
    stream->level_buf_size = ISAL_DEF_LVL3_DEFAULT;
    stream->gzip_flag = IGZIP_GZIP;
    stream->end_of_stream = 1;
    stream->next_in = self->text;
    stream->avail_in = (uint32_t)len;
    stream->next_out = self->member;
    stream->avail_out = 2 * PIECE;
    require(isal_deflate(stream) == COMP_OK && stream->avail_in == 0, "deflate");
    require(fwrite(self->member, 1, stream->total_out, out) == stream->total_out, "write");
}

static void carry_shard(bench *self, const char *path, FILE *out) {
    size_t len, filled = 0;
    unsigned char *bytes = read_file(path, &len);
    struct inflate_state *state = &self->inflating;
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;
    state->next_in = bytes;
    state->avail_in = (uint32_t)len;
    while (state->avail_in > 0 || filled == PIECE) {
        state->next_out = self->text + filled;
        state->avail_out = (uint32_t)(PIECE - filled);
        require(isal_inflate(state) == ISAL_DECOMP_OK, path);
        filled = PIECE - state->avail_out;
        if (filled == PIECE) {
            deflate_piece(self, filled, out);
            filled = 0;
        }
        if (state->block_state == ISAL_BLOCK_FINISH && state->avail_in > 0) {
            isal_inflate_reset(state);
            state->crc_flag = ISAL_GZIP;
        }
    }
    deflate_piece(self, filled, out);
    free(bytes);
}

static void *thread_main(void *argument) {
    work *all = argument;
    bench self = {.text = malloc(PIECE), .member = malloc(2 * PIECE), .level_buffer = malloc(ISAL_DEF_LVL3_DEFAULT)};
    require(self.text && self.member && self.level_buffer, "memory");
    for (int index; (index = atomic_fetch_add(&all->next, 1)) < all->count;) {
        char path[4096];
        snprintf(path, sizeof path, "%s.%d", all->out, index);
        FILE *out = fopen(path, "w");
        require(out != NULL, path);
        carry_shard(&self, all->shards[index], out);
        require(fclose(out) == 0, path);
    }
    free(self.text);
    free(self.member);
    free(self.level_buffer);
    return NULL;
}

int main(int argc, char **argv) {
    require(argc > 3, "usage: bench_bound JOBS OUT SHARD...");
    long jobs = strtol(argv[1], NULL, 10);
    require(jobs >= 1 && jobs <= THREADS_MAX, "JOBS");
    work all = {.shards = argv + 3, .count = argc - 3, .out = argv[2]};
    pthread_t threads[THREADS_MAX];
    for (long i = 0; i < jobs; i++)
        require(pthread_create(&threads[i], NULL, thread_main, &all) == 0, "thread");
    for (long i = 0; i < jobs; i++)
        pthread_join(threads[i], NULL);
    return EXIT_SUCCESS;
}
