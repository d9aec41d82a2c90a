#ifndef ENGINE_RUN_DECIDED_LIST_H
#define ENGINE_RUN_DECIDED_LIST_H

#include "engine/run/run.h"

/* What people decided, as a run shows it: what is new since the last issue leads it, with what it moves;
 * beside that all that is in force, and what concerns its month. */
typedef struct decided_list {
    const month_run *run;
    GArray *decisions; /* struct decision: all that are known, marked */
    int64_t then;      /* the batch of the last issue: what came later is new */
    GArray *moved;     /* int64_t, of each: cents without GST that it moves in this run */
    GArray *rows;      /* struct report_decision; when it is closed */
} decided_list;

/* Strings are put into the run's setup. NULL where the machine fails. */
decided_list *decided_list_new(const month_run *run, GError **error);
void decided_list_free(decided_list *list); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(decided_list, decided_list_free)
/* The report that the run gave last. */
void decided_list_take(decided_list *list, const struct partner_report *report);
/* After the last: fills `rows`, new ones first, each of the two in the order in which they were entered. */
void decided_list_close(decided_list *list);
/* Four eyes: whoever approves an issue did not enter what is new in it; else RUN_ERROR_USAGE. */
bool decided_list_approve(const decided_list *list, const char *approved_by, GError **error);

#endif
