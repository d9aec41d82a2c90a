#ifndef ENGINE_STORE_ISSUES_OPEN_ITEMS_H
#define ENGINE_STORE_ISSUES_OPEN_ITEMS_H

#include "engine/store/issues/issues.h"

/* What issues leave undone, as it was before a seq and at a batch: for the open items (safeguards.md
 * section 3), which engine/run/open.h puts together. Rows are appended, their strings are in `strings`;
 * names are those of the newest row of partners.csv that the place has, "" where none does. */

/* A partner whom an issued period has, or had at one of its issues, and who has no state in it: held
 * there, or come into partners.csv since. */
struct store_unsettled {
    struct period period;
    const char *partner_id;
    const char *legal_name;
    int64_t batch; /* at which the period has the partner: the one asked for, else an issue's */
    day since;     /* the period's first issue; DAY_UNBOUNDED_TO where that is under way */
    bool was_held; /* one of its issues had them; else they came into partners.csv since */
};
/* also: a period whose first issue is under way; or NULL. By period, partner. */
bool store_unsettled_load(store *store, int64_t before_seq, int64_t batch,
                          const struct period *also, GArray *rows, GStringChunk *strings,
                          GError **error);

/* An original that was voided and that no state came after. By period, partner. */
struct store_void_open {
    struct period period;
    const char *partner_id;
    const char *legal_name; /* as printed */
    const char *number;
    money settled; /* what it and its adjustments came to, GST included */
    day issue_date;
    day voided_on;
};
bool store_voids_open_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                           GError **error);

/* What tells whether two ids are one supplier: of every partner with a state. By partner. */
struct store_known_partner {
    const char *partner_id;
    const char *legal_name; /* as is the ABN, of the document of its newest period; "" of none */
    const char *abn;
    struct period first; /* of the states */
};
bool store_known_partners_load(store *store, int64_t before_seq, GArray *rows,
                               GStringChunk *strings, GError **error);

/* Since which issue what the partner owes under the ABN was carried on without a break; while it was written off
 * and then claimed again, an issue being yet to do so where claimed_again, it was. false in ret_found where
 * the newest payment carried nothing. */
bool store_owing_since(store *store, const char *partner_id, const char *abn, int64_t before_seq,
                       bool claimed_again, bool *ret_found, struct period *ret_period,
                       day *ret_date, GError **error);

/* How far an imported period has come. By period. */
struct store_month {
    struct period period;
    int32_t imports;
    const char *imported_at; /* the newest; UTC */
    int32_t drafts;
    money draft_total; /* of the newest draft, GST included */
};
bool store_months_load(store *store, int64_t batch, GArray *rows, GStringChunk *strings,
                       GError **error);

/* What an issue pays for its own month, GST included: what the draft's total was; not what it corrects of
 * earlier ones. */
bool store_issue_total(store *store, int64_t seq, money *ret_total, GError **error);

/* When a batch was imported. */
bool store_batch_date(store *store, int64_t batch, day *ret_date, GError **error);

#endif
