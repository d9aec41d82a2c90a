#ifndef ENGINE_STORE_FACTS_QUERY_H
#define ENGINE_STORE_FACTS_QUERY_H

#include "engine/store/tables.h"

/* Asking for facts as of a batch. The parameters of every such statement are the same: ?1 the period, ?2
 * the batch, ?3 the partner, ?4 and ?5 the window, ?6 a number, ?7 again a partner; those that it has are bound. */

/* SQL for "the row of this alias was known at the batch of this parameter". */
#define KNOWN_AT(alias, batch)                                                                     \
    alias ".known_from <= " batch " AND (" alias ".known_until IS NULL OR " alias                  \
          ".known_until > " batch ")"
#define KNOWN KNOWN_AT("t", "?2")

struct fact_query {
    store *store;
    const char *doing; /* for errors */
    char period[PERIOD_TEXT_SIZE];
    int64_t batch;
    const char *partner_id;
    struct interval window;
    int64_t number;
    const char *only; /* ?7: one partner, where ?3 is something else */
    /* Which batch brought the file of each kind that is in force for the period (0: none); NULL until
     * fact_query_in_force. */
    const int64_t *in_force;
};
struct fact_query fact_query_of(store *store, const struct store_view *view, const char *doing);
/* Finds in_force: rows that are read tell then whether an earlier file has their line. It holds until the
 * next one is found. */
bool fact_query_in_force(struct fact_query *query, GError **error);

/* sql must be a literal or interned. */
statement_lease *fact_query_borrow(const struct fact_query *query, const char *sql, GError **error);
/* The first column of the first row. */
bool fact_query_number(const struct fact_query *query, const char *sql, int64_t *ret_number,
                       GError **error);

/* Rows of a table (as t), whole, and perhaps more: into the table's struct, or one that begins with it. */
struct fact_selection {
    enum input_file file;
    const char *from;          /* as fact_sql has it: " FROM … AS t WHERE … ORDER BY …" */
    const struct column *more; /* by name the SQL of each */
    size_t more_count;
};
#define OF_TABLE " FROM {table} AS t WHERE "
#define MORE(columns) columns, G_N_ELEMENTS(columns)
/* The selection must be static: its statement is kept by its address. */
statement_lease *fact_query_select(const struct fact_query *query,
                                   const struct fact_selection *selection, GError **error);
/* The row that the statement stands at: its columns, its source and more; nothing else of it is touched. */
bool fact_query_read(const struct fact_query *query, const struct fact_selection *selection,
                     sqlite3_stmt *rows, void *ret_row, GStringChunk *strings, GError **error);
/* Appends all rows of the selection, what else is in their struct zero; the array is as it was on
 * failure. */
bool fact_query_append(const struct fact_query *query, const struct fact_selection *selection,
                       GArray *rows, GStringChunk *strings, GError **error);
/* By start, then appointment_id as bytes: of structs that begin with a struct appointment. */
gint fact_appointment_compare(gconstpointer a, gconstpointer b);

#endif
