#ifndef ENGINE_RUN_DRAFT_H
#define ENGINE_RUN_DRAFT_H

#include "engine/run/issue_papers.h"
#include "engine/run/open.h"
#include "engine/run/write.h"
#include "engine/store/gates.h"

/* What a run showed, as the store keeps it of a draft: gathered by rcti run to be kept, and by rcti
 * issue to be held against what was kept. */
struct draft_record {
    struct store_draft draft;
    GArray *partners; /* struct store_draft_partner */
    GStringChunk *strings;
};

void draft_record_init(struct draft_record *record);
void draft_record_clear(struct draft_record *record);
/* That a draft is not what would be issued now, as RUN_ERROR_REFUSED: both totals side by side, the
 * partners that differ, and what changed since the draft. Always false, to be returned. */
bool draft_record_refuse(store *store, const struct draft_record *draft,
                         const struct draft_record *now, GError **error);

/* Everyone's month on its way into the working directory: of a draft, or of an issue. */
struct month_job {
    const char *out;
    int jobs;                 /* how many documents at once */
    progress_watcher watcher; /* NULL: nobody */
    month_run *run;
    gates *gates; /* an issue's: raised before the calculation or by it, decided after the last
                     partner, all at once; NULL of a draft, which none stops */
    char *const *confirm; /* what gates_pass takes */
    /* what comes of it */
    GPtrArray *notes; /* char *: what was restored, also where the draft fails; NULL: nothing */
    bool made;        /* false: nothing is left to issue (R4) */
    struct run_directory directory;
    struct run_writers writers;
    struct draft_record record;
    open_list *open; /* what is left undone after it */
};
typedef struct month_job month_job;
void month_job_clear(month_job *job);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(month_job, month_job_clear)

/* Every file but the manifest, and the record. papers: an issue's; NULL of a draft. */
bool month_write(struct month_job *job, struct issue_papers *papers, GError **error);

/* rcti run: a draft of what is left to issue of a period, in OUT/PERIOD/draft. The store has it
 * before its files can be seen: what can be seen can be issued. */
bool draft_make(struct month_job *job, GError **error);

#endif
