#ifndef ENGINE_RUN_REGISTER_STATEMENT_H
#define ENGINE_RUN_REGISTER_STATEMENT_H

#include "engine/run/register/registered.h"
#include "reports/value/statement.h"

/* The partner's year, from the register of documents. */

struct statement_order {
    store *store;
    const char *partner_id;
    const char *legal_name; /* of partners.csv, for whom no document names */
    day from;               /* a financial year's */
    day to;
};
/* Which issue is the newest up to the year's end: its company.ini is that of the statement; *ret_found false: none is. */
bool statement_issue_find(store *store, day to, bool *ret_found, struct issue_head *ret_head,
                          GStringChunk *strings, GError **error);
/* Without its company, which is the caller's to set. RUN_ERROR_DEFECT where documents and payments of a supplier do not
 * come to what the store says is owed. The caller frees. NULL on failure. */
struct year_statement *statement_find(const struct statement_order *order, GError **error);

#endif
