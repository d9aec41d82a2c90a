#ifndef ENGINE_STORE_FACTS_FACTS_LOAD_H
#define ENGINE_STORE_FACTS_FACTS_LOAD_H

#include "engine/core/policy.h"
#include "engine/store/rows.h"
#include "engine/store/store.h"

/* Reading back, as of any batch: what was known of a period then. */
struct store_view {
    struct period period;
    int64_t batch; /* a fact is seen that was known at this batch */
    stamp as_at;   /* only to leave out what cannot matter; the core judges by it */
};

/* The newest batch of the store, 0 where there is none. */
bool store_newest_batch(store *store, int64_t *ret_batch, GError **error);
/* Whether the period has been imported, as of a batch. */
bool store_period_imported(store *store, const struct store_view *view, bool *ret_imported,
                           GError **error);

/* The ini file of the period: array of struct ini_row with strings in `strings`. INPUT_COMPANY or
 * INPUT_POLICY. */
bool store_ini_load(store *store, const struct store_view *view, enum input_file file, GArray *rows,
                    GStringChunk *strings, GError **error);

/* Every partner of the period's partners.csv, and those that only a set-aside row names, in order
 * of partner_id as bytes. Strings owned by the array (free function set). */
GPtrArray *store_partner_ids(store *store, const struct store_view *view, GError **error);

/* How many partners that list should have, counted by the database. */
bool store_partners_count(store *store, const struct store_view *view, int64_t *ret_count,
                          GError **error);

/* Where the input files of the period came from, by file, then batch: those that are in force (the
 * newest of each), or all up to the view's batch. */
struct store_source {
    enum input_file file;
    const char *sha256;
    uint32_t row_count;
    int64_t batch;
    const char *unused_columns; /* "" where none */
    bool in_force;
};
bool store_sources_load(store *store, const struct store_view *view, GArray *sources,
                        GStringChunk *strings, GError **error);
bool store_all_sources_load(store *store, const struct store_view *view, GArray *sources,
                            GStringChunk *strings, GError **error);

/* holidays.csv of the input, all periods: array of struct holiday_row. */
bool store_holidays_load(store *store, const struct store_view *view, GArray *rows,
                         GStringChunk *strings, GError **error);

/* Rows set aside by --hold-bad that are in force for the period. */
struct store_held_row {
    const char *partner_id;
    enum input_file file;
    uint32_t line;
    const char *error_line;
};
bool store_held_rows_load(store *store, const struct store_view *view, GArray *rows,
                          GStringChunk *strings, GError **error);

/* A6 and A7, the pass over all partners: finds the session verdict of each appointment that starts
 * from two days before the period to two days after it and has a known case, and keeps it in
 * memory for store_partner_load, in place of what the last call found. So it comes before the
 * loading, with the same view. partner_id: only the cases of that partner (NULL: all). Requests
 * for extra sessions of those cases that A7 rejects for asking for too many (approved ones only)
 * are appended to `rejected` (array of struct store_rejected_request), each once, in order of
 * request_id. ret_case_count: how many cases are known at all. */
struct store_rejected_request {
    const char *request_id;
    int32_t sessions;
    uint32_t line;
};
bool store_sessions_find(store *store, const struct store_view *view, const struct policy *policy,
                         store_zone_clock zone_clock, const char *partner_id, GArray *rejected,
                         GStringChunk *strings, int64_t *ret_case_count, GError **error);

/* One partner's facts, as of the last store_sessions_find: an appointment that it found nothing of
 * is SESSION_CASE_UNKNOWN. A customer is all cases of a client_key where the consultant made one of
 * the customer's ad hoc bookings (only then A4 and A5 ask); elsewhere each case is its own.
 * facts.clock, facts.holidays and facts.hold are left to the caller (zero); everything else is
 * filled, in the order that facts.h asks for. row.partner_id is "" where only a set-aside row
 * names the partner (then the facts are empty but for partner_id). */
struct store_partner {
    struct partner_row row;
    struct partner_facts facts;
    GStringChunk *strings; /* and the arrays below own what facts point to */
    GArray *schedules;
    GArray *rates;
    GArray *blocks;
    GArray *works;
    GArray *appointments;
    GArray *customers;
};
struct store_partner *store_partner_load(store *store, const struct store_view *view,
                                         const char *partner_id, store_zone_clock zone_clock,
                                         GError **error);
void store_partner_free(struct store_partner *partner);
typedef struct store_partner store_partner;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_partner, store_partner_free)

/* The partners of the period that share one account (bsb and account_number, spaces and hyphens
 * aside): array of struct store_shared_account, by partner_id. */
struct store_shared_account {
    const char *partner_id;
    const char *others; /* partner ids joined by ", "; past 20 " and N others" */
};
bool store_shared_accounts_load(store *store, const struct store_view *view, GArray *shared,
                                GStringChunk *strings, GError **error);

#endif
