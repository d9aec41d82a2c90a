#ifndef REPORTS_VALUE_CHANGES_H
#define REPORTS_VALUE_CHANGES_H

#include <glib.h>
#include <stdbool.h>

#include "reports/value/partner_report.h"

/* What changed of the standing data since the last issue (delivery.md section 3), for changes.csv, the workbook
 * and the terminal: who approves the draft approves it. engine/run/standing/changes.h finds it. Account
 * numbers are shown by their last three digits. */

struct report_change {
    const char *partner_id; /* "" of what is everybody's */
    const char *legal_name;
    const char *period; /* whose data it is: "2026-09"; "" of holidays, which are of all */
    const char *change; /* "new", "changed", "gone" */
    const char *file;   /* "rates.csv", or of the program's holidays "holidays/au-2026.csv" */
    const char
        *row; /* which of the partner's or the file's: "partner 2026-09-01"; "" of the only one */
    const char *column; /* "" of a whole row */
    const char *from;
    const char *to;
    int64_t batch;           /* 0 of the program's holidays */
    const char *source;      /* file:line, or the file that no longer has it */
    const char *imported_by; /* the login; "" where it was not kept yet */
};

/* Owns its strings. By partner, then as found. */
struct change_list {
    GArray *rows;       /* struct report_change */
    const char *since;  /* "issue 1 of 2026-08"; NULL: nothing was issued before, and all is new */
    guint new_partners; /* of the run's own month, or of a month that is corrected */
    guint gone_partners;
    GStringChunk *strings;
};
typedef struct change_list change_list;
change_list *change_list_new(void);
void change_list_free(change_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(change_list, change_list_free)

/* Copies the row with its texts. */
void change_list_add(change_list *list, const struct report_change *change);
/* Sorts: after the last one. */
void change_list_close(change_list *list);
/* Feeds what was changed to what, so that a draft's digest stands for it; nothing where there is none. */
void change_list_hash(const change_list *list, report_hash *hash);

#endif
