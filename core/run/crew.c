/* The main thread starts the threads and then waits for signals, of which the threads' "done" is one: so an
 * interruption is noticed without a handler and without anything global. */
#include "run/crew.h"
#include "base/crash.h"
#include "base/memory.h"
#include "run/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS_DONE = SIGUSR2 };

typedef struct crew {
    worker *workers;
    unsigned count;
    atomic_uint left;
    pthread_t waiting;
} crew;

typedef struct crew_member {
    crew *crew;
    worker *worker;
} crew_member;

/* The last one to leave wakes the main thread; it waits for exactly one such signal. */
static void leave_crew(crew *crew) {
    if (atomic_fetch_sub(&crew->left, 1) == 1)
        pthread_kill(crew->waiting, WORKERS_DONE);
}

static void *crew_main(void *argument) {
    crew_member *self = argument;
    crew *crew = self->crew;
    void *stack = crash_stack_new();
    worker_main(self->worker);
    crash_stack_free(stack);
    leave_crew(crew);
    return NULL;
}

static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP};

static bool is_ignored(int signal) {
    struct sigaction action;
    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* What whoever started this process has it ignore (nohup; a script's background jobs) stays ignored: it must be left
 * out, for a signal that is blocked is kept even then. */
static sigset_t interruptions(void) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof interrupting / sizeof *interrupting; i++)
        if (!is_ignored(interrupting[i]))
            sigaddset(&set, interrupting[i]);
    return set;
}

static sigset_t run_signals(void) {
    sigset_t set = interruptions();
    sigaddset(&set, WORKERS_DONE);
    return set;
}

void crew_hold_signals(sigset_t *before) {
    sigset_t signals = run_signals();
    sigaddset(&signals, SIGPIPE); /* a reader of standard output that leaves is an error of writing */
    pthread_sigmask(SIG_BLOCK, &signals, before);
}

/* One of these signals that nobody has waited for yet, which is taken away; not above 0 if there is none. */
static int take_pending(const sigset_t *signals) {
    const struct timespec at_once = {0};
    return sigtimedwait(signals, NULL, &at_once);
}

static int take_pending_interruption(void) {
    sigset_t signals = interruptions();
    return take_pending(&signals);
}

void crew_release_signals(const sigset_t *before) {
    sigset_t signals = interruptions();
    for (size_t i = 0; i < sizeof interrupting / sizeof *interrupting; i++)
        if (sigismember(before, interrupting[i]) == 1)
            sigdelset(&signals, interrupting[i]);
    while (take_pending(&signals) > 0)
        continue;
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* A terminal that closes may hang up more than once; only what somebody sends is impatience. */
static void interrupt(run *run, int signal) {
    if (run->is_interrupted && signal == SIGHUP)
        return;
    if (run->is_interrupted)
        _exit(RUN_INTERRUPTED);
    run->is_interrupted = true;
    if (!run->options->is_quiet)
        fprintf(stderr, "%sgalley: interrupted; finishing the batches in flight (once more to end at once)\n",
                progress_clean_line());
}

/* Until the last worker is done. An interruption that comes together with that counts too. */
static void wait_for_crew(run *run, progress *progress) {
    sigset_t signals = run_signals();
    const struct timespec tick = {.tv_nsec = 200000000};
    for (int caught = 0; caught != WORKERS_DONE;) {
        caught = sigtimedwait(&signals, NULL, &tick);
        if (caught > 0 && caught != WORKERS_DONE)
            interrupt(run, caught);
        progress_tick(progress, run);
    }
    int pending = take_pending_interruption();
    if (pending > 0)
        interrupt(run, pending);
}

/* Something long that only one thread does. */
typedef struct task {
    run *run;
    crew_task *function;
    galley_error *error;
    bool is_done;
    crew crew;
} task;

static void *task_main(void *argument) {
    task *self = argument;
    void *stack = crash_stack_new();
    self->is_done = self->function(self->run, self->error);
    crash_stack_free(stack);
    leave_crew(&self->crew);
    return NULL;
}

bool crew_work_alone(run *run, crew_task *function, progress *progress, galley_error *error) {
    task alone = {
        .run = run, .function = function, .error = error, .crew = {.count = 1, .left = 1, .waiting = pthread_self()}};
    pthread_t thread;
    if (pthread_create(&thread, NULL, task_main, &alone) != 0)
        return galley_error_set(error, "no thread could be started");
    wait_for_crew(run, progress);
    pthread_join(thread, NULL);
    return alone.is_done;
}

bool crew_work(run *run, emit_function *emit, progress *progress, galley_error *error) {
    unsigned jobs = run->options->jobs;
    emitter *emitter = emitter_new(jobs * 2 + 1, run->first_batch, &run->shape, &run->order, emit, run);
    crew crew = {.workers = memory_zero(jobs, sizeof(worker)), .count = jobs, .waiting = pthread_self()};
    crew_member *members = memory_zero(jobs, sizeof *members);
    crew.left = jobs;
    unsigned started = 0;
    for (; started < jobs; started++) {
        worker *fresh = &crew.workers[started];
        *fresh = (worker){.run = run, .emitter = emitter, .number = started};
        members[started] = (crew_member){.crew = &crew, .worker = fresh};
        if (pthread_create(&fresh->thread, NULL, crew_main, &members[started]) != 0)
            break;
    }
    for (unsigned missing = started; missing < jobs; missing++)
        leave_crew(&crew);
    wait_for_crew(run, progress);
    if (started == 0)
        galley_error_set(error, "no thread could be started; try fewer --jobs");
    for (unsigned i = 0; i < started; i++)
        pthread_join(crew.workers[i].thread, NULL);
    emitter_free(emitter);
    free(members);
    free(crew.workers);
    bool is_stopped = order_is_stopped(&run->order);
    if (is_stopped)
        *error = run->order.error;
    return started > 0 && !is_stopped;
}
