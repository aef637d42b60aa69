// A team of threads for jobs of microseconds: workers spin briefly for the next job, then sleep.
//
// A job is published by raising `generation`; units are drawn from one counter, so a late worker only costs its share.
// Results never depend on who runs a unit. Spinning is bounded: on a shared machine an endless spin steals the
// processor from the very thread it waits for.
#include "weft_kernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPINS_BEFORE_SLEEP = 4000, SPINS_BEFORE_YIELD = 2000 };

struct weft_team {
    _Alignas(64) atomic_uint generation;
    _Alignas(64) atomic_ptrdiff_t next_unit;
    _Alignas(64) atomic_int working;
    _Alignas(64) atomic_int sleeping;
    void (*job)(void *, ptrdiff_t);
    void *context;
    ptrdiff_t units;
    int quit;
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

static void draw_units(weft_team *team) {
    for (;;) {
        ptrdiff_t unit = atomic_fetch_add_explicit(&team->next_unit, 1, memory_order_relaxed);
        if (unit >= team->units) return;
        team->job(team->context, unit);
    }
}

static void wait_for_job(weft_team *team, unsigned seen) {
    for (int spin = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
        if (atomic_load_explicit(&team->generation, memory_order_acquire) != seen) return;
        pause_briefly();
    }
    pthread_mutex_lock(&team->mutex);
    atomic_fetch_add(&team->sleeping, 1);
    while (atomic_load(&team->generation) == seen) pthread_cond_wait(&team->wake, &team->mutex);
    atomic_fetch_sub(&team->sleeping, 1);
    pthread_mutex_unlock(&team->mutex);
}

static void *work(void *argument) {
    weft_team *team = argument;
    unsigned seen = 0;
    for (;;) {
        wait_for_job(team, seen);
        seen = atomic_load_explicit(&team->generation, memory_order_acquire);
        if (team->quit) return NULL;
        draw_units(team);
        atomic_fetch_sub_explicit(&team->working, 1, memory_order_release);
    }
}

static void publish(weft_team *team) {
    atomic_fetch_add(&team->generation, 1);
    if (atomic_load(&team->sleeping) > 0) {
        pthread_mutex_lock(&team->mutex);
        pthread_cond_broadcast(&team->wake);
        pthread_mutex_unlock(&team->mutex);
    }
}

void weft_team_run(weft_team *team, void (*job)(void *, ptrdiff_t), void *context, ptrdiff_t units) {
    if (team->workers == 0 || units <= 1) {
        for (ptrdiff_t unit = 0; unit < units; unit++) job(context, unit);
        return;
    }
    team->job = job;
    team->context = context;
    team->units = units;
    atomic_store_explicit(&team->next_unit, 0, memory_order_relaxed);
    atomic_store_explicit(&team->working, team->workers, memory_order_relaxed);
    publish(team);
    draw_units(team);
    for (int spin = 0; atomic_load_explicit(&team->working, memory_order_acquire) > 0; spin++) {
        if (spin < SPINS_BEFORE_YIELD) pause_briefly();
        else sched_yield();
    }
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
    team->quit = 1;
    publish(team);
    for (int i = 0; i < team->workers; i++) pthread_join(team->threads[i], NULL);
    pthread_cond_destroy(&team->wake);
    pthread_mutex_destroy(&team->mutex);
    free(team);
}
