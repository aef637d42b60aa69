// A team of threads for jobs of microseconds: workers spin briefly for the next job, then sleep.
//
// One 64-bit word, the ticket, holds the number of the job and the next unit of it. Whoever wants work reads the ticket,
// then the job, and takes the unit by exchanging the ticket for the next one. The exchange fails if the job has changed
// meanwhile, so a worker that comes late (or sleeps, or was taken off its processor) takes nothing and nobody waits for
// it: the caller waits for units, not for workers. Results never depend on who runs a unit. Spinning is bounded: on a
// shared machine an endless spin steals the processor from the very thread it waits for.
#include "weft_kernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPINS_BEFORE_SLEEP = 4000, SPINS_BEFORE_YIELD = 2000 };
#define UNIT_MASK 0xffffffffull
/// The unit number of a job that is being written.
#define CLOSED UNIT_MASK

typedef void (*job_function)(void *, ptrdiff_t);

struct weft_team {
    _Alignas(64) _Atomic(uint64_t) ticket;
    _Alignas(64) atomic_ptrdiff_t done;
    _Alignas(64) atomic_int sleeping;
    _Atomic(job_function) job;
    _Atomic(void *) context;
    atomic_ptrdiff_t units;
    atomic_int quit;
    int workers;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t threads[];
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

static uint64_t generation(uint64_t ticket) { return ticket >> 32; }

/// Runs units until there are none left.
static void take_units(weft_team *team) {
    uint64_t ticket = atomic_load(&team->ticket);
    for (;;) {
        uint64_t unit = ticket & UNIT_MASK;
        job_function job = atomic_load_explicit(&team->job, memory_order_relaxed);
        void *context = atomic_load_explicit(&team->context, memory_order_relaxed);
        ptrdiff_t units = atomic_load_explicit(&team->units, memory_order_acquire);
        if (unit == CLOSED || (ptrdiff_t)unit >= units) return;
        if (!atomic_compare_exchange_weak(&team->ticket, &ticket, ticket + 1)) continue;
        job(context, (ptrdiff_t)unit);
        atomic_fetch_add_explicit(&team->done, 1, memory_order_release);
        ticket = atomic_load(&team->ticket);
    }
}

static void wait_for_job(weft_team *team, uint64_t seen) {
    for (int spin = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
        if (generation(atomic_load_explicit(&team->ticket, memory_order_acquire)) != seen) return;
        pause_briefly();
    }
    pthread_mutex_lock(&team->mutex);
    atomic_fetch_add(&team->sleeping, 1);
    while (generation(atomic_load(&team->ticket)) == seen) pthread_cond_wait(&team->wake, &team->mutex);
    atomic_fetch_sub(&team->sleeping, 1);
    pthread_mutex_unlock(&team->mutex);
}

static void *work(void *argument) {
    weft_team *team = argument;
    for (uint64_t seen = 0; !atomic_load(&team->quit);) {
        wait_for_job(team, seen);
        seen = generation(atomic_load(&team->ticket));
        take_units(team);
    }
    return NULL;
}

/// Closes the old job, writes the new one, opens it and wakes who sleeps.
static void publish(weft_team *team, job_function job, void *context, ptrdiff_t units) {
    uint64_t next = generation(atomic_load(&team->ticket)) + 1;
    atomic_store(&team->ticket, (next - 1) << 32 | CLOSED);
    atomic_store(&team->done, 0);
    atomic_store(&team->job, job);
    atomic_store(&team->context, context);
    atomic_store(&team->units, units);
    atomic_store(&team->ticket, next << 32);
    if (atomic_load(&team->sleeping) > 0) {
        pthread_mutex_lock(&team->mutex);
        pthread_cond_broadcast(&team->wake);
        pthread_mutex_unlock(&team->mutex);
    }
}

void weft_team_run(weft_team *team, job_function job, void *context, ptrdiff_t units) {
    if (team->workers == 0 || units <= 1) {
        for (ptrdiff_t unit = 0; unit < units; unit++) job(context, unit);
        return;
    }
    publish(team, job, context, units);
    take_units(team);
    for (int spin = 0; atomic_load_explicit(&team->done, memory_order_acquire) < units; spin++) {
        if (spin < SPINS_BEFORE_YIELD) pause_briefly();
        else sched_yield();
    }
}

typedef struct {
    weft_closure body;
    void *context;
} closure_job;

static void call_closure(void *argument, ptrdiff_t unit) {
    const closure_job *job = argument;
    job->body(unit, job->context);
}

__attribute__((swiftcall)) void weft_team_run_closure(weft_team *team, ptrdiff_t units, weft_closure body, void *context) {
    closure_job job = {body, context};
    weft_team_run(team, call_closure, &job, units);
}

weft_team *weft_team_create(int count) {
    int workers = count > 1 ? count - 1 : 0;
    size_t bytes = sizeof(weft_team) + (size_t)workers * sizeof(pthread_t);
    weft_team *team = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!team) return NULL;
    *team = (weft_team){.workers = 0};
    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->wake, NULL);
    for (int i = 0; i < workers; i++) {
        if (pthread_create(&team->threads[i], NULL, work, team) != 0) {
            weft_team_destroy(team);
            return NULL;
        }
        team->workers++;
    }
    return team;
}

void weft_team_destroy(weft_team *team) {
    if (!team) return;
    atomic_store(&team->quit, 1);
    publish(team, NULL, NULL, 0);
    for (int i = 0; i < team->workers; i++) pthread_join(team->threads[i], NULL);
    pthread_cond_destroy(&team->wake);
    pthread_mutex_destroy(&team->mutex);
    free(team);
}
