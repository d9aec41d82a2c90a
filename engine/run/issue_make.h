#ifndef ENGINE_RUN_ISSUE_MAKE_H
#define ENGINE_RUN_ISSUE_MAKE_H

#include "engine/run/approval.h"
#include "engine/run/draft_record.h"
#include "engine/run/issue_papers.h"
#include "engine/run/month_run.h"
#include "engine/run/run_writers.h"

/* One issue of a period: just what a draft showed. */
struct issue_job {
    const struct options *options;
    const struct approval *approval;
    store *store;
    const char *period_text;
    struct period period;
    bool payment_date_given;
    day payment_date;               /* otherwise the due date, once that is known */
    struct run_directory directory; /* the period's lock is held */
    struct draft_record draft;      /* what was reviewed */
    /* what comes of it */
    struct draft_record now;
    month_run *run;
    struct run_writers writers;
    struct issue_papers papers;
    size_t state_count;
    int64_t seq;
    int32_t issue;
    char facts_sha256[65];
    char seal[65];
    char *backup_path;
};

enum issue_outcome {
    ISSUE_MADE,
    ISSUE_UNPLACED, /* made, but files or the backup are missing: standard error says which */
    ISSUE_NOTHING_LEFT,
    ISSUE_ALL_HELD,
    ISSUE_STOPPED /* nothing is issued: standard error says why */
};

/* One transaction of the store from before the calculation to the seal. ret_status: what the
 * program ends with. */
enum issue_outcome issue_make(struct issue_job *job, enum exit_status *ret_status);
void issue_job_clear(struct issue_job *job);

#endif
