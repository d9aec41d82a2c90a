#ifndef ENGINE_STORE_FACTS_READ_H
#define ENGINE_STORE_FACTS_READ_H

#include "engine/store/gates.h"
#include "engine/store/rows.h"
#include "engine/store/store.h"

/* Reading back, as of any batch. What is appended to arrays has its strings in `strings`; the arrays
 * are as they were on failure. */

/* The newest batch of the store, 0 where there is none. */
bool store_newest_batch(store *store, int64_t *ret_batch, GError **error);
/* Whether the period has been imported, as of a batch. */
bool store_period_imported(store *store, const struct store_view *view, bool *ret_imported,
                           GError **error);

/* Every period that was imported, as of a batch: struct period, oldest first. */
bool store_imported_periods(store *store, int64_t batch, GArray *periods, GError **error);

/* The rows of a table of an input file but INPUT_DECISIONS (store_decisions_load), or of FACT_HELD_ROWS (by
 * file), each the table's struct: those of the period where its facts are its own (SCOPE_PERIOD), else of
 * all periods. By the table's order; rates by partner_id, kind, effective_from. */
bool store_rows_load(store *store, const struct store_view *view, enum input_file file,
                     GArray *rows, GStringChunk *strings, GError **error);

/* Every area that areas.csv of any period ever had, as of a batch: array of struct store_area. The spans
 * of its row are for the caller to read from complete_text (importers/input.h). */
struct store_area {
    struct area_row row;
    bool of_period; /* it is one of the period, now */
};
bool store_areas_load(store *store, const struct store_view *view, GArray *areas,
                      GStringChunk *strings, GError **error);

/* Every partner of the period's partners.csv, and those that only a set-aside row names, in order
 * of partner_id as bytes. Strings owned by the array (free function set). */
GPtrArray *store_partner_ids(store *store, const struct store_view *view, GError **error);

/* Whether that list has the partner. */
bool store_partner_listed(store *store, const struct store_view *view, const char *partner_id,
                          bool *ret_listed, GError **error);

/* The rows that were set aside of one partner, as store_rows_load gives those of all. */
bool store_partner_held_rows_load(store *store, const struct store_view *view,
                                  const char *partner_id, GArray *rows, GStringChunk *strings,
                                  GError **error);

/* What each partner is called (NULL), or one, by partners.csv of the period, else of the newest that has
 * the partner: partner_id (owned) -> legal name (owned). NULL on failure. */
GHashTable *store_partner_names_load(store *store, const struct store_view *view,
                                     const char *partner_id, GError **error);

/* The ABN of each partner of the period, "" of none: partner_id (owned) -> ABN (owned). NULL on failure. */
GHashTable *store_partner_abns_load(store *store, const struct store_view *view, GError **error);

/* How many partners that list should have, counted by the database. */
bool store_partners_count(store *store, const struct store_view *view, int64_t *ret_count,
                          GError **error);

/* The newest period whose partners.csv has the partner, as of a batch. */
bool store_partner_newest_period(store *store, const char *partner_id, int64_t batch,
                                 bool *ret_found, struct period *ret_period, GError **error);

/* Where the input files of the period came from, up to the view's batch, by file, then batch. */
struct store_source {
    enum input_file file;
    const char *name; /* of the file, or of the (first) export that it was read from */
    const char *sha256;
    uint32_t row_count;
    int64_t batch;
    const char *unused_columns; /* "" where none */
    bool in_force;              /* the newest of the file */
};
bool store_sources_load(store *store, const struct store_view *view, GArray *sources,
                        GStringChunk *strings, GError **error);

/* The account of what was read by sources.ini: array of struct source_row, by file, pass and export. */
bool store_accounts_load(store *store, const struct store_view *view, GArray *rows,
                         GStringChunk *strings, GError **error);

/* The gates that imports of the period were let pass, up to the view's batch: array of struct
 * store_confirmation, by batch and code. */
struct store_confirmation {
    int64_t batch;
    struct confirmation confirmation;
};
bool store_confirmations_load(store *store, const struct store_view *view, GArray *confirmations,
                              GStringChunk *strings, GError **error);

/* The rows of the period's schedule with `every` that count from another date than in the month before,
 * though nothing else of them differs: array of struct store_reanchored, by partner and hour. */
struct store_reanchored {
    struct schedule_row row;
    day before; /* its effective_from in the month before */
};
bool store_reanchored_load(store *store, const struct store_view *view, GArray *reanchored,
                           GStringChunk *strings, GError **error);

#endif
