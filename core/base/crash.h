/* Which stage a thread is in, so that a plugin that crashes is named, and the article with it. */
#ifndef CORE_BASE_CRASH_H
#define CORE_BASE_CRASH_H

#include <galley/base.h>

/* From here on this process says on standard error where it crashed, before it ends as it would have. For a program's
 * main, once: it sets the handlers of SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT. */
void crash_watch(void);

/* The thread is in that stage's code from here on, with that article if `shard` is not NULL, until it leaves it or
 * enters another. Texts are borrowed until then. Cheap enough for each article. */
void crash_enter(const char *stage, const char *shard, uint64_t line);
void crash_leave(void);

/* A stack for the handler, so that it can tell even of a thread that has used up its own. Each thread may have one, and
 * gives it back before it ends. */
void *crash_stack_new(void);
void crash_stack_free(void *stack);

#endif
