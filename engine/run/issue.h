#ifndef ENGINE_RUN_ISSUE_H
#define ENGINE_RUN_ISSUE_H

#include "engine/run/decide/approval.h"
#include "engine/run/draft.h"

/* One issue of a period: just what a draft showed. */
struct issue_job {
    const char *store_path;
    struct approval approval;
    store *store;
    const char *period_text;
    struct month_order order;  /* as on the command line, which may repeat the draft's dates */
    struct draft_record draft; /* what was reviewed */
    struct month_job now;      /* with the period's lock held, and the run from issue_make on */
    /* what comes of it */
    struct issue_papers papers;
    int64_t seq;
    int32_t issue;
    const struct seal_key *key;    /* of --seal-key; NULL: none */
    const char *key_id;            /* of the key that its seal has; NULL or "": none */
    const struct against *against; /* of one that is made again; else NULL */
    const char *issued_at;         /* of one that is made again; NULL: by the clock */
    char facts_sha256[SHA256_TEXT_SIZE];
    char seal[SHA256_TEXT_SIZE];
    char *backup_path;
    GPtrArray *unplaced; /* char *: made, but files or the backup are missing, and which */
};

typedef struct issue_job issue_job;
void issue_job_clear(issue_job *job);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(issue_job, issue_job_clear)

/* One transaction of the store from before the calculation to the seal. job->now.made false: nothing
 * is left to issue. */
bool issue_make(struct issue_job *job, GError **error);

/* Its two halves, which an issue that is made again (verify/again.h) goes through as well: everyone's month,
 * with every file but the manifest in a working directory that is made here; then what is frozen of
 * it, into `write`, and the manifest. */
bool issue_work_out(struct issue_job *job, issue_write *write, GError **error);
bool issue_freeze(const struct issue_job *job, issue_write *write, GError **error);

/* Whether an issue of the period was made of the draft (R4). */
bool issue_draft_is_made(store *store, struct period period, const char *digest, bool *ret_made,
                         GError **error);

#endif
