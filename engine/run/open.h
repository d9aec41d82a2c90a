#ifndef ENGINE_RUN_OPEN_H
#define ENGINE_RUN_OPEN_H

#include "engine/run/run.h"
#include "reports/tables/direct_entry.h"
#include "reports/value/open_items.h"

/* Open items (safeguards.md section 3): what earlier months leave undone, found anew from the store each
 * time, so that none ends by a partner leaving the export, taking another id, or time passing. */

/* Whether the month comes after the first that was ever issued and is not issued itself. issued: struct
 * period, oldest first. */
bool open_month_is_skipped(const GArray *issued, struct period period);

/* What a run under way is going to settle, or to leave: the items are those that are left after it. */
typedef struct open_run open_run;
open_run *open_run_new(const month_run *run);
void open_run_free(open_run *after);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(open_run, open_run_free)
/* The report that the run gave last; before anybody takes it over. */
void open_run_take(open_run *after, const struct partner_report *report);
/* After the last: OWES_UNDER_ANOTHER_ID, of a partner who is paid and came into the store no earlier than
 * the debt of another id with the same ABN or account. */
bool open_run_tell(open_run *after, exception_list *exceptions, GError **error);

struct open_question {
    /* Of the run's period, or of the newest that was imported: facts, as-at and issue date are its. */
    const struct month_setup *setup;
    int64_t before_seq;
    const open_run *after; /* NULL: as the store is */
    /* Of an issue that is being made, what its payment file leaves out (struct payment_left_out): its own
     * period counts as issued. NULL: a draft, whose own period tells itself who is held. */
    const GArray *left_out;
    const struct decided *decided; /* what is decided; set by open_items_find */
};
/* Closes the list. Works out each partner who is held, and whose month is too old to be corrected, as the
 * facts are now; the store's sessions are then those of another period. */
bool open_items_find(const struct open_question *question, open_list *list, GError **error);

/* UNSENT, of the list's documents that were not delivered: one line for a month and last day, from the 21st of
 * its 28 days on. */
void open_unsent_tell(const open_list *list, day today, exception_list *exceptions);

/* As the store is now, judged now or as the order says (its period is not read). Nothing was imported
 * yet: no items. */
bool open_items_now(store *store, const struct month_order *order, open_list *list, GError **error);

#endif
