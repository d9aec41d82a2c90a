#ifndef ENGINE_RUN_DRAFT_H
#define ENGINE_RUN_DRAFT_H

#include "engine/run/run.h"
#include "engine/run/write.h"
#include "engine/store/issues/issues.h"

/* What a run showed, as the store keeps it of a draft: gathered by rcti run to be kept, and by rcti
 * issue to be held against what was kept. */
struct draft_record {
    struct store_draft draft;
    GArray *partners; /* struct store_draft_partner */
    GStringChunk *strings;
};

void draft_record_init(struct draft_record *record);
void draft_record_clear(struct draft_record *record);
/* In order of partner_id. */
void draft_record_add(struct draft_record *record, const struct partner_report *report);
/* After the last partner. */
void draft_record_close(struct draft_record *record, const struct month_setup *setup,
                        const struct run_totals *totals, const char *digest);
/* That a draft is not what would be issued now, as RUN_ERROR_REFUSED: both totals side by side, the
 * partners that differ, and what changed since the draft. Always false, to be returned. */
bool draft_record_refuse(store *store, const struct draft_record *draft,
                         const struct draft_record *now, GError **error);

/* rcti run: a draft of what is left to issue of a period, in OUT/PERIOD/draft. */
struct draft_job {
    const char *out;
    int jobs;                 /* how many documents at once */
    progress_watcher watcher; /* NULL: nobody */
    month_run *run;           /* the caller's */
    /* what comes of it */
    GPtrArray *notes; /* char *: what was restored, also where the draft fails; NULL: nothing */
    bool made;        /* false: nothing is left to issue (R4) */
    struct run_directory directory;
    struct run_writers writers;
    struct draft_record record;
};
/* The store has the draft before its files can be seen: what can be seen can be issued. Clear the
 * job in any case. */
bool draft_make(struct draft_job *job, GError **error);
void draft_job_clear(struct draft_job *job);

#endif
