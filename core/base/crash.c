/* The handler calls nothing but what POSIX lets a handler call, then lets the signal do what it did before. */
#define _GNU_SOURCE /* sigaltstack */
#include "base/crash.h"
#include "base/memory.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STACK_SIZE = 64 * 1024, SENTENCE_MAX = 512, SIGNALS = 5, DIGITS_MAX = 20 };

typedef struct place {
    const char *stage, *shard;
    uint64_t line;
} place;

static _Thread_local place here;

static const struct crash {
    int signal;
    const char *about;
} crashes[SIGNALS] = {
    {SIGSEGV, "SIGSEGV, memory that is not its own"}, {SIGBUS, "SIGBUS, memory that is not there"},
    {SIGFPE, "SIGFPE, a division by zero"},           {SIGILL, "SIGILL, no machine code"},
    {SIGABRT, "SIGABRT, it gave up by itself"},
};

static struct sigaction before[SIGNALS]; /* written once, by crash_watch */

void crash_enter(const char *stage, const char *shard, uint64_t line) {
    here = (place){stage, shard, line};
}

void crash_leave(void) {
    here = (place){0};
}

/* ---- The sentence ---- */

typedef struct sentence {
    char text[SENTENCE_MAX];
    size_t len;
} sentence;

/* As much as there is room for, control characters as "?". */
static void add(sentence *self, const char *text) {
    for (; *text && self->len < SENTENCE_MAX; text++)
        self->text[self->len++] = (unsigned char)*text < ' ' || *text == 0x7F ? '?' : *text;
}

static void add_number(sentence *self, uint64_t number) {
    char digits[DIGITS_MAX + 1] = {0};
    size_t at = DIGITS_MAX;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    add(self, digits + at);
}

static void tell(const char *about) {
    sentence said = {.len = 0};
    add(&said, "galley: ");
    if (here.shard) {
        add(&said, here.shard);
        add(&said, ":");
        add_number(&said, here.line);
        add(&said, ": ");
    }
    add(&said, "stage ");
    add(&said, here.stage);
    add(&said, ": the plugin crashed (");
    add(&said, about);
    add(&said, "); files that are finished stay");
    said.text[said.len < SENTENCE_MAX ? said.len++ : SENTENCE_MAX - 1] = '\n';
    const char *start = isatty(STDERR_FILENO) ? "\n" : ""; /* behind the progress */
    ssize_t written = write(STDERR_FILENO, start, strlen(start));
    written += write(STDERR_FILENO, said.text, said.len);
    (void)written; /* nobody is left to tell */
}

/* A fault happens once more when the handler is left, a signal that somebody sent does not by itself. */
static void handle(int signal, siginfo_t *info, void *context) {
    (void)context;
    for (size_t i = 0; i < SIGNALS; i++) {
        if (crashes[i].signal != signal)
            continue;
        sigaction(signal, &before[i], NULL);
        if (here.stage)
            tell(crashes[i].about);
    }
    bool is_sent = info->si_code <= 0;
    if (is_sent)
        raise(signal);
}

void crash_watch(void) {
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++)
        sigaction(crashes[i].signal, &action, &before[i]);
}

/* ---- The stack ---- */

void *crash_stack_new(void) {
    stack_t current;
    if (sigaltstack(NULL, &current) != 0 || !(current.ss_flags & SS_DISABLE))
        return NULL; /* a sanitizer has seen to it */
    stack_t own = {.ss_sp = memory_alloc(STACK_SIZE), .ss_size = STACK_SIZE};
    sigaltstack(&own, NULL);
    return own.ss_sp;
}

void crash_stack_free(void *stack) {
    const stack_t none = {.ss_flags = SS_DISABLE};
    if (stack)
        sigaltstack(&none, NULL);
    free(stack);
}
