#ifndef ENGINE_RUN_WRITE_H
#define ENGINE_RUN_WRITE_H

#include "engine/run/before.h"
#include "engine/run/directory.h"
#include "engine/run/setup.h"
#include "engine/store/gates.h"
#include "reports/documents/document.h"
#include "reports/tables/csv_tables.h"
#include "reports/tables/direct_entry.h"
#include "reports/tables/manifest.h"
#include "reports/workbook/book.h"

/* Reports on their way through threads of one kind, in the order in which they come. */
struct lane {
    GThreadPool *threads;
    GMutex mutex;
    GCond room;
    guint most; /* in hand at once: whoever pushes one more waits */
    guint in_hand;
    bool failed;   /* what still comes is not worked on */
    GError *error; /* the first */
};

/* Everything that a run writes. Reports are taken in order of partner_id; tables are written at
 * once, the workbook on a thread of its own, and each report's documents, after that, on several.
 * Which thread writes which does not show in the files. */
struct run_writers {
    const struct month_setup *setup;
    const struct run_directory *directory;
    csv_tables *tables;
    audit_workbook *workbook;
    char *workbook_name;
    struct lane book;
    struct lane documents;
    document_stock *stock;
    struct progress progress; /* of the documents */
    int64_t documents_done;
    output_hashes *hashes;
    GArray *inputs;        /* struct report_input; from the close on, as is: */
    GArray *confirmations; /* struct report_confirmation, with strings of the setup */
    struct audit_closing closing;
    report_hash *digest;
    exception_list *exceptions;
    const struct month_before *before; /* set by the caller before the close; may be NULL */
    const open_list *open;             /* what is left undone; set before the close */
    struct run_totals totals;
    char digest_text[RUN_DIGEST_SIZE];
    const struct direct_entry_result *paid; /* NULL: a draft. Set before the close */
    const struct gates *gates;              /* an issue's, passed; NULL: a draft's. Likewise */
};

/* setup and directory are kept; jobs: how many documents at once. Clear it afterwards, whatever the
 * answer; zero it before. */
bool run_writers_open(const struct month_setup *setup, const struct run_directory *directory,
                      int64_t partner_count, int jobs, progress_watcher watcher,
                      struct run_writers *writers, GError **error);
void run_writers_clear(struct run_writers *writers);

/* Takes the report over. false: stop, and close, which tells why where *error is not set here. */
bool run_writers_take(struct run_writers *writers, struct partner_report *report, GError **error);

/* After the last report, or with good false after a failure: ends the threads. Then the digest is
 * known, and all files but the manifest are in the directory. partners_in: how many partners there
 * should be, counted apart. */
bool run_writers_close(struct run_writers *writers, bool good, int64_t partners_in, GError **error);
/* After a close that was good: the manifest. issue: NULL of a draft. */
bool run_writers_manifest(const struct run_writers *writers, const struct manifest_issue *issue,
                          GError **error);

#endif
