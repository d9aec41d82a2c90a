#ifndef ENGINE_RUN_WRITE_H
#define ENGINE_RUN_WRITE_H

#include "engine/run/accounts.h"
#include "engine/run/decide/approval.h"
#include "engine/run/decided_list.h"
#include "engine/run/issue_papers.h"
#include "engine/run/open.h"
#include "engine/run/results/directory.h"
#include "engine/run/results/lane.h"
#include "engine/store/gates.h"
#include "reports/documents/document.h"
#include "reports/tables/csv_tables.h"
#include "reports/tables/manifest.h"
#include "reports/workbook/book.h"

/* What a run showed, as the store keeps it of a draft: gathered by rcti run to be kept, and by rcti
 * issue to be held against what was kept. */
struct draft_record {
    struct store_draft draft;
    GArray *partners; /* struct store_draft_partner */
    GStringChunk *strings;
};

void draft_record_init(struct draft_record *record);
void draft_record_clear(struct draft_record *record);

/* Everyone's month on its way into the working directory: of a draft, or of an issue. Reports are
 * taken in order of partner_id; tables are written at once, the workbook on a thread of its own, and
 * each report's documents, after that, on several. Which thread writes which does not show in the
 * files. */
struct month_job {
    const char *out;
    int jobs;                 /* how many threads work at once */
    progress_watcher watcher; /* NULL: nobody */
    month_run *run;
    gates *gates; /* an issue's: raised before the calculation or by it, decided after the last
                     partner, all at once. A draft's are those that its issue will ask, and stop
                     nothing. NULL: of an issue that is made again */
    GArray
        *confirmed; /* struct confirmation: those of an issue's gates that were let pass, with the
                        * gates' strings; of one that is made again, as they are kept */
    const struct approval *approval; /* of an issue */
    const char *seen;                /* what gates_pass takes: the digest of the draft */
    char *const *confirm;            /* likewise */
    /* what comes of it */
    GPtrArray *notes; /* char *: what was restored, also where the draft fails; NULL: nothing */
    bool made;        /* false: nothing is left to issue (R4) */
    struct run_directory directory;
    struct run_totals totals;
    exception_list *exceptions;
    open_list *open;      /* what is left undone after it */
    change_list *changes; /* what changed of the standing data since the last issue */
    char digest_text[RUN_DIGEST_SIZE];
    struct draft_record record;
    /* while it is written */
    csv_tables *tables;
    audit_workbook *workbook;
    char *workbook_name;
    struct lanes lanes; /* whose mutex is of the progress too */
    struct lane book;   /* the workbook but for its slots */
    struct lane slots;  /* behind it: they are the longer part; and the end of the workbook */
    struct lane documents;
    document_stock *stock;
    struct progress progress; /* of the documents */
    int64_t documents_done;
    output_hashes *hashes;
    GArray *inputs;        /* struct report_input */
    GArray *confirmations; /* struct report_confirmation, with strings of the setup */
    GArray *accounts;      /* struct report_account, likewise */
    decided_list *decided;
    registered_list *registered; /* of an issue */
    struct audit_closing closing;
    report_hash *digest;
};
typedef struct month_job month_job;
void month_job_clear(month_job *job);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(month_job, month_job_clear)

/* Every file but the manifest, and the record. papers: an issue's; NULL of a draft. */
bool month_write(struct month_job *job, struct issue_papers *papers, GError **error);
/* After that: the manifest. issue: NULL of a draft. */
bool month_write_manifest(const struct month_job *job, const struct manifest_issue *issue,
                          GError **error);

#endif
