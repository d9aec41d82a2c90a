#include "engine/core/check.h"
#include "engine/store/facts/import_private.h"
#include "engine/store/words.h"

static const char DOING[] = "staging the rows of the import";

/* The parameters of one row, in the order of fact_tables[].columns and the line last. Those after
 * the limit are left out: the key alone is what a look-up has. */
struct row_binding {
    sqlite3_stmt *statement;
    int parameter;
    int limit;
};

typedef void (*row_bind)(struct row_binding *binding, const void *row);

/* Whether the next parameter is to be bound. */
static bool next(struct row_binding *binding)
{
    return ++binding->parameter <= binding->limit;
}

static void text(struct row_binding *binding, const char *value)
{
    if (next(binding)) {
        statement_bind_text(binding->statement, binding->parameter, value);
    }
}

/* A column that is never NULL. */
static void kept(struct row_binding *binding, const char *value)
{
    if (next(binding)) {
        statement_bind_kept(binding->statement, binding->parameter, value);
    }
}

static void integer(struct row_binding *binding, int64_t value)
{
    if (next(binding)) {
        statement_bind_integer(binding->statement, binding->parameter, value);
    }
}

static void date(struct row_binding *binding, day value)
{
    if (next(binding)) {
        statement_bind_day(binding->statement, binding->parameter, value);
    }
}

static void at(struct row_binding *binding, stamp value)
{
    if (next(binding)) {
        statement_bind_stamp(binding->statement, binding->parameter, value);
    }
}

/* Where the row that has the key already came from. */
static enum stage_result first_find(store_import *import, enum input_file file, row_bind bind,
                                    const void *row, uint32_t *ret_first_line,
                                    char **ret_first_partner, GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    const char *partner = ret_first_partner != NULL ? ", partner_id" : "";
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql, "SELECT line%s FROM staging.%s WHERE ", partner, table->name);
    for (size_t i = 0; i < table->key_count; i++) {
        g_string_append_printf(sql, "%s%s IS ?", i > 0 ? " AND " : "", table->columns[i]);
    }
    g_autoptr(statement) find = statement_prepare(import->store, sql->str, DOING, error);
    if (find == NULL) {
        return STAGE_FAILED;
    }
    struct row_binding key = {find, 0, (int)table->key_count};
    bind(&key, row);
    if (statement_next(import->store, find, DOING, error) != STEP_ROW) {
        return STAGE_FAILED;
    }
    *ret_first_line = statement_line(find, 0);
    if (ret_first_partner != NULL) {
        *ret_first_partner = g_strdup(statement_text(find, 1));
    }
    return STAGE_DUPLICATE;
}

/* INSERT OR IGNORE: where nothing was inserted, the key was there. */
static enum stage_result row_stage(store_import *import, enum input_file file, row_bind bind,
                                   const void *row, uint32_t *ret_first_line,
                                   char **ret_first_partner, GError **error)
{
    CHECK(import->in_transaction);
    sqlite3_stmt *insert = import->stage[file];
    struct row_binding all = {insert, 0, sqlite3_bind_parameter_count(insert)};
    bind(&all, row);
    CHECK(all.parameter == all.limit);
    if (!statement_execute(import->store, insert, DOING, error)) {
        return STAGE_FAILED;
    }
    if (sqlite3_changes(import->store->db) == 0) {
        return first_find(import, file, bind, row, ret_first_line, ret_first_partner, error);
    }
    return STAGE_DONE;
}

static void ini_bind(struct row_binding *binding, const void *data)
{
    const struct ini_row *row = data;
    kept(binding, row->section);
    kept(binding, row->key);
    kept(binding, row->value);
    integer(binding, row->line);
}

enum stage_result store_stage_ini(store_import *import, enum input_file file,
                                  const struct ini_row *row, uint32_t *ret_first_line,
                                  GError **error)
{
    CHECK(file == INPUT_COMPANY || file == INPUT_POLICY);
    return row_stage(import, file, ini_bind, row, ret_first_line, NULL, error);
}

static void partner_bind(struct row_binding *binding, const void *data)
{
    const struct partner_row *row = data;
    kept(binding, row->partner_id);
    kept(binding, row->legal_name);
    text(binding, row->trading_name);
    kept(binding, row->abn);
    date(binding, row->gst_from);
    date(binding, row->gst_to);
    date(binding, row->agreement_from);
    date(binding, row->agreement_to);
    text(binding, row->agreement_ref);
    text(binding, row->email);
    text(binding, row->address_line_1);
    text(binding, row->address_line_2);
    text(binding, row->suburb);
    text(binding, row->state);
    text(binding, row->postcode);
    kept(binding, row->timezone);
    kept(binding, row->areas);
    text(binding, row->bsb);
    text(binding, row->account_number);
    text(binding, row->account_name);
    date(binding, row->active_from);
    date(binding, row->active_to);
    integer(binding, row->line);
}

enum stage_result store_stage_partner(store_import *import, const struct partner_row *row,
                                      uint32_t *ret_first_line, GError **error)
{
    import->scopes_done = false;
    store_import_zones_forget(import);
    return row_stage(import, INPUT_PARTNERS, partner_bind, row, ret_first_line, NULL, error);
}

static void rate_bind(struct row_binding *binding, const void *data)
{
    const struct partner_rate_row *row = data;
    kept(binding, row->partner_id);
    kept(binding, words_rate_kind[row->kind]);
    date(binding, row->effective_from);
    integer(binding, row->hourly_rate.cents_per_hour);
    integer(binding, row->line);
}

enum stage_result store_stage_rate(store_import *import, const struct partner_rate_row *row,
                                   uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_RATES, rate_bind, row, ret_first_line, NULL, error);
}

static void schedule_bind(struct row_binding *binding, const void *data)
{
    const struct partner_schedule_row *row = data;
    kept(binding, row->partner_id);
    kept(binding, words_weekday[row->weekday]);
    integer(binding, row->start_minute);
    date(binding, row->effective_from);
    integer(binding, row->end_minute);
    date(binding, row->effective_to);
    integer(binding, row->line);
}

enum stage_result store_stage_schedule(store_import *import, const struct partner_schedule_row *row,
                                       uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_SCHEDULES, schedule_bind, row, ret_first_line, NULL, error);
}

static void block_bind(struct row_binding *binding, const void *data)
{
    const struct block_row *row = data;
    kept(binding, row->block_id);
    kept(binding, row->partner_id);
    integer(binding, row->span.start.utc_minutes);
    integer(binding, row->span.end.utc_minutes);
    text(binding, row->reason);
    integer(binding, row->ambiguous_local_time);
    integer(binding, row->line);
}

enum stage_result store_stage_block(store_import *import, const struct block_row *row,
                                    uint32_t *ret_first_line, char **ret_first_partner,
                                    GError **error)
{
    return row_stage(import, INPUT_BLOCKS, block_bind, row, ret_first_line, ret_first_partner,
                     error);
}

static void appointment_bind(struct row_binding *binding, const void *data)
{
    const struct appointment_row *row = data;
    kept(binding, row->appointment_id);
    kept(binding, row->partner_id);
    text(binding, row->case_id);
    kept(binding, words_calendar[row->calendar]);
    integer(binding, row->start.utc_minutes);
    integer(binding, row->duration_minutes);
    kept(binding, words_status[row->status]);
    at(binding, row->booked_at);
    kept(binding, words_booked_by[row->booked_by]);
    at(binding, row->completed_at);
    at(binding, row->cancelled_at);
    kept(binding, words_cancelled_by[row->cancelled_by]);
    text(binding, row->approval_ref);
    text(binding, row->moved_from);
    text(binding, row->modality);
    integer(binding, row->ambiguous_local_time);
    integer(binding, row->line);
}

enum stage_result store_stage_appointment(store_import *import, const struct appointment_row *row,
                                          uint32_t *ret_first_line, char **ret_first_partner,
                                          GError **error)
{
    return row_stage(import, INPUT_APPOINTMENTS, appointment_bind, row, ret_first_line,
                     ret_first_partner, error);
}

static void other_work_bind(struct row_binding *binding, const void *data)
{
    const struct other_work_row *row = data;
    kept(binding, row->work_id);
    kept(binding, row->partner_id);
    kept(binding, words_stream[row->stream]);
    integer(binding, row->span.start.utc_minutes);
    integer(binding, row->span.end.utc_minutes);
    integer(binding, row->ambiguous_local_time);
    integer(binding, row->line);
}

enum stage_result store_stage_other_work(store_import *import, const struct other_work_row *row,
                                         uint32_t *ret_first_line, char **ret_first_partner,
                                         GError **error)
{
    return row_stage(import, INPUT_OTHER_WORK, other_work_bind, row, ret_first_line,
                     ret_first_partner, error);
}

static void case_bind(struct row_binding *binding, const void *data)
{
    const struct case_row *row = data;
    kept(binding, row->case_id);
    integer(binding, row->entitled_sessions);
    date(binding, row->opened_on);
    integer(binding, row->sessions_used);
    text(binding, row->adhoc_referral);
    text(binding, row->client_key);
    integer(binding, row->line);
}

enum stage_result store_stage_case(store_import *import, const struct case_row *row,
                                   uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_CASES, case_bind, row, ret_first_line, NULL, error);
}

static void extra_session_bind(struct row_binding *binding, const void *data)
{
    const struct extra_session_row *row = data;
    kept(binding, row->request_id);
    kept(binding, row->case_id);
    date(binding, row->requested_on);
    integer(binding, row->sessions);
    kept(binding, words_outcome[row->outcome]);
    date(binding, row->outcome_on);
    kept(binding, words_clinical_review[row->clinical_review]);
    integer(binding, row->line);
}

enum stage_result store_stage_extra_session(store_import *import,
                                            const struct extra_session_row *row,
                                            uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_EXTRA_SESSIONS, extra_session_bind, row, ret_first_line, NULL,
                     error);
}

static void holiday_bind(struct row_binding *binding, const void *data)
{
    const struct holiday_row *row = data;
    date(binding, row->date);
    kept(binding, row->area);
    kept(binding, row->name);
    integer(binding, row->from_minute);
    integer(binding, row->to_minute);
    kept(binding, words_effect[row->effect]);
    date(binding, row->target_date);
    text(binding, row->target_name);
    kept(binding, words_holiday_status[row->status]);
    text(binding, row->source_text);
    integer(binding, row->source.line);
}

enum stage_result store_stage_holiday(store_import *import, const struct holiday_row *row,
                                      uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_HOLIDAYS, holiday_bind, row, ret_first_line, NULL, error);
}
