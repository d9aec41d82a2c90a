#ifndef REPORTS_VALUE_OPEN_ITEMS_H
#define REPORTS_VALUE_OPEN_ITEMS_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"

/* What earlier months leave undone (safeguards.md section 3), for open.csv, the workbook, the terminal
 * and rcti status. engine/run/open.h finds them. */

enum open_kind {
    OPEN_HELD,         /* a partner held in a month that is issued */
    OPEN_VOID,         /* a voided document that nothing has taken the place of */
    OPEN_NOT_ISSUED,   /* a month that was imported and never issued */
    OPEN_UNPAID,       /* a payment that was left out of the payment file */
    OPEN_OWED,         /* owed by a partner, to come off later payments */
    OPEN_UNSENT,       /* a document of which nobody knows that it was delivered */
    OPEN_BEYOND_RETRO, /* a difference of a month that runs do not correct any more */
    OPEN_KIND_COUNT
};
const char *open_kind_name(enum open_kind kind); /* "HELD" */

/* No date. */
#define OPEN_NO_DAY DAY_UNBOUNDED_TO

struct open_item {
    enum open_kind kind;
    const char *code;       /* open_kind_name(kind) */
    const char *partner_id; /* "" of a whole month */
    const char *legal_name;
    const char *period; /* "2026-07" */
    bool unknown;       /* the amount is not known: 0, and left blank */
    money amount;       /* GST included; below zero: the partner owes it */
    day since;
    day by;                   /* until when it has to be done, or OPEN_NO_DAY */
    const char *about;        /* why, or which: reasons, a number, an ABN */
    const char *next;         /* what to do */
    bool counted;             /* false: of this month, and later payments are going to settle it */
    const char *counted_text; /* "yes", "no" */
};

/* By code, partner and period as bytes. Owns its strings. */
struct open_list {
    GArray *items; /* struct open_item */
    guint count;   /* of those that are counted */
    guint unknown; /* of these, whose amount is not known */
    money sum; /* of these, whatever their sign: what is not done is not less because two differ */
    GStringChunk *strings;
};
struct open_list *open_list_new(void);
void open_list_free(struct open_list *list);
typedef struct open_list open_list;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(open_list, open_list_free)

/* Copies the item with its texts (NULL is ""). code and counted_text need not be set. */
void open_list_add(struct open_list *list, const struct open_item *item);
/* Sorts and counts: after the last one. */
void open_list_close(struct open_list *list);
/* The items that are counted, the largest first, at most so many; the caller unrefs. Of const struct
 * open_item *. */
GPtrArray *open_list_largest(const struct open_list *list, guint most);

#endif
