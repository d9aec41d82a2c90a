#ifndef TESTS_ENGINE_RUN_RUN_SAMPLE_H
#define TESTS_ENGINE_RUN_RUN_SAMPLE_H

#include "engine/run/run.h"
#include "engine/store/store.h"

/* A small company in 2026, in a directory of its own: P1 (registered for GST, at 150.00 an hour on
 * Mondays 9 to 11, 180.00 ad hoc), months imported from files, drafted, issued and voided. Each
 * function asserts that what it does succeeds. */
struct run_sample {
    char *directory;
    store *store;
    month_run *run; /* of the last draft */
    struct partner_report *report;
};

void run_sample_open(struct run_sample *sample);
void run_sample_close(struct run_sample *sample);

/* Writes an input file, in place of what it had; the rest stays as it was. */
void run_sample_file(const struct run_sample *sample, const char *name, const char *text);
void run_sample_import(const struct run_sample *sample, int32_t month);
/* As at nine o'clock of that date, which is the issue date. */
void run_sample_issue(const struct run_sample *sample, int32_t month, const char *date);
/* P1 as a draft would show, in sample->partner too: until the next call. */
const struct partner_report *run_sample_draft(struct run_sample *sample, int32_t month,
                                              const char *date);
void run_sample_void(const struct run_sample *sample, const char *number);

#endif
