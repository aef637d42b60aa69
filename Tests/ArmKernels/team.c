// The team of threads: every unit of a job runs once, whoever is awake.
#include "check.h"
#include "tests.h"
#include "weft_kernels.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { MOST_UNITS = 64, JOBS = 600 };

/// A unit owns its own count: the team's rule.
static void count_unit(void *context, ptrdiff_t unit) { ((int *)context)[unit]++; }

static __attribute__((swiftcall)) void count_unit_of_closure(ptrdiff_t unit,
                                                             __attribute__((swift_context)) void *context) {
    ((int *)context)[unit]++;
}

static void compare_counts(comparison *c, const int *counts, ptrdiff_t units) {
    for (ptrdiff_t unit = 0; unit < MOST_UNITS; unit++) equal(c, counts[unit], unit < units);
}

/// Jobs of 0 to 23 units, one after the other without a pause, called as C and as Swift calls them.
static void check_jobs(int threads) {
    weft_team *team = weft_team_create(threads);
    comparison c = begin("team_run", "%d jobs, %d threads", JOBS, threads);
    holds(&c, team != NULL, "no team");
    for (int job = 0; team && job < JOBS; job++) {
        int counts[MOST_UNITS] = {0};
        if (job % 2 == 0) weft_team_run(team, count_unit, counts, job % 24);
        else weft_team_run_closure(team, job % 24, count_unit_of_closure, counts);
        compare_counts(&c, counts, job % 24);
    }
    weft_team_destroy(team);
    end(&c);
}

/// The workers fall asleep between the jobs and are woken.
static void check_pauses(int threads) {
    weft_team *team = weft_team_create(threads);
    comparison c = begin("team_run", "after a pause, %d threads", threads);
    for (int round = 0; team && round < 10; round++) {
        int counts[MOST_UNITS] = {0};
        usleep(3000);
        weft_team_run(team, count_unit, counts, 9);
        compare_counts(&c, counts, 9);
    }
    weft_team_destroy(team);
    end(&c);
}

static void wait_for_others(void *context, ptrdiff_t unit) {
    (void)unit;
    atomic_int *arrived = context;
    atomic_fetch_add(arrived, 1);
    while (atomic_load(arrived) < 3) usleep(100);
}

/// No unit ends before all three have begun, so three threads must take part.
static void check_all_take_part(void) {
    weft_team *team = weft_team_create(3);
    comparison c = begin("team_run", "units that wait for each other");
    atomic_int arrived = 0;
    weft_team_run(team, wait_for_others, &arrived, 3);
    equal(&c, arrived, 3);
    weft_team_destroy(team);
    end(&c);
}

/// Numbers that each job makes of those of the job before.
typedef struct chain {
    double values[MOST_UNITS], next[MOST_UNITS];
} chain;

static void add_neighbours(void *context, ptrdiff_t unit) {
    chain *x = context;
    x->next[unit] = x->values[unit] + x->values[(unit + 1) % MOST_UNITS] / 2;
}

/// Each job reads what other threads wrote in the job before.
static void check_hand_over(int threads) {
    weft_team *team = weft_team_create(threads);
    chain shared = {0}, alone;
    for (int i = 0; i < MOST_UNITS; i++) shared.values[i] = i;
    alone = shared;
    comparison c = begin("team_run", "results handed from job to job, %d threads", threads);
    for (int job = 0; team && job < 100; job++) {
        weft_team_run(team, add_neighbours, &shared, MOST_UNITS);
        memcpy(shared.values, shared.next, sizeof shared.next);
        for (int unit = 0; unit < MOST_UNITS; unit++) add_neighbours(&alone, unit);
        memcpy(alone.values, alone.next, sizeof alone.next);
    }
    for (int i = 0; i < MOST_UNITS; i++) near(&c, shared.values[i], alone.values[i], 0);
    weft_team_destroy(team);
    end(&c);
}

static void check_ends(int threads) {
    comparison c = begin("team_destroy", "at any time, %d threads", threads);
    for (int round = 0; round < 20; round++) {
        weft_team *team = weft_team_create(threads);
        int counts[MOST_UNITS] = {0};
        if (team && round % 2 == 0) weft_team_run(team, count_unit, counts, 5);
        if (round % 10 == 0) usleep(2000);
        compare_counts(&c, counts, round % 2 == 0 ? 5 : 0);
        weft_team_destroy(team);
    }
    end(&c);
}

void test_team(void) {
    static const int threads[] = {0, 1, 2, 3, 8};
    for (int i = 0; i < 5; i++) {
        check_jobs(threads[i]);
        check_pauses(threads[i]);
        check_hand_over(threads[i]);
        check_ends(threads[i]);
    }
    check_all_take_part();
}
