#ifndef TESTS_ENGINE_STORE_STORE_SAMPLE_H
#define TESTS_ENGINE_STORE_STORE_SAMPLE_H

#include "engine/store/facts/import.h"
#include "engine/store/facts/partner.h"

/* A store in a directory of its own, and rows to put into it. Each function asserts that what it
 * does succeeds. */

struct store_sample {
    char *directory;
    char *path;
    store *store;
};

void store_sample_open(struct store_sample *sample);
void store_sample_close(struct store_sample *sample);

/* Minutes of a UTC time. */
int64_t sample_utc(int32_t year, int32_t month, int32_t date, int32_t hour, int32_t minute);

/* Knows Australia/Sydney (of 2026), Australia/Perth and UTC. */
const struct clock *sample_clock(const char *timezone);

store_import *sample_begin(store *store, int32_t month); /* of 2026 */
/* Says that the file is there, with a hash of its own and so many rows. */
void sample_file(store_import *import, enum input_file file, uint32_t row_count);
/* Commits and frees; the batch. */
int64_t sample_commit(store_import *import);
/* The import of a month whose required files hold the partners P1 in Sydney and P2 in Perth; the
 * caller stages more and commits. */
store_import *sample_begin_with_partners(store *store, int32_t month);

struct partner_row sample_partner(const char *partner_id, const char *timezone);
/* On the open calendar, booked by a client, of no case. */
struct appointment sample_appointment(const char *appointment_id, const char *partner_id,
                                      int64_t start);
struct case_row sample_case(const char *case_id, int32_t entitled_sessions, const char *client_key);

/* These give the file a line of its own for each row. */
void sample_stage(store_import *import, enum input_file file, const void *row);
void sample_stage_partner(store_import *import, struct partner_row row);
void sample_stage_rate(store_import *import, const char *partner_id, enum rate_kind kind,
                       int64_t cents);
void sample_stage_appointment(store_import *import, struct appointment row);
void sample_stage_block(store_import *import, const char *block_id, const char *partner_id,
                        int64_t start, int64_t end);
void sample_stage_work(store_import *import, const char *work_id, const char *partner_id,
                       int64_t start, int64_t end);
void sample_stage_case(store_import *import, struct case_row row);
void sample_stage_ini(store_import *import, enum input_file file, const char *section,
                      const char *key, const char *value);

struct store_view sample_view(int32_t month, int64_t batch); /* as at the end of time */
/* The ids of the appointments of a partner in the order that they are loaded, joined by spaces. */
char *sample_appointment_ids(store *store, struct store_view view, const char *partner_id);

/* Behind the store's back: one number, one text (the caller frees), and what SQLite says of a statement ("" where nothing). */
int64_t sample_sql_number(const struct store_sample *sample, const char *sql);
char *sample_sql_text(const struct store_sample *sample, const char *sql);
char *sample_sql_error(const struct store_sample *sample, const char *sql);

#endif
