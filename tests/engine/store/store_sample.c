#include "store_sample.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

static uint32_t next_line = 2;

void store_sample_open(struct store_sample *sample)
{
    GError *error = NULL;
    sample->directory = g_dir_make_tmp("rcti-store-XXXXXX", &error);
    cr_assert_not_null(sample->directory, "%s", error ? error->message : "");
    sample->path = g_build_filename(sample->directory, "rcti.db", NULL);
    sample->store = store_open(sample->path, &error);
    cr_assert_not_null(sample->store, "%s", error ? error->message : "");
}

void store_sample_close(struct store_sample *sample)
{
    store_close(sample->store);
    g_remove(sample->path);
    cr_expect_eq(g_rmdir(sample->directory), 0, "nothing is left beside the store's one file");
    g_free(sample->path);
    g_free(sample->directory);
}

int64_t sample_utc(int32_t year, int32_t month, int32_t date, int32_t hour, int32_t minute)
{
    return (int64_t)day_from_civil((struct civil){year, month, date}).number * MINUTES_PER_DAY +
           (int64_t)hour * MINUTES_PER_HOUR + minute;
}

const struct clock *sample_clock(const char *timezone)
{
    static struct clock_offset sydney[] = {{{INT64_MIN}, 660}, {{0}, 600}, {{0}, 660}};
    static const struct clock_offset perth[] = {{{INT64_MIN}, 480}};
    static const struct clock_offset utc[] = {{{INT64_MIN}, 0}};
    static const struct clock clocks[] = {{sydney, 3}, {perth, 1}, {utc, 1}};
    sydney[1].from.utc_minutes = sample_utc(2026, 4, 4, 16, 0);
    sydney[2].from.utc_minutes = sample_utc(2026, 10, 3, 16, 0);
    static const char *const names[] = {"Australia/Sydney", "Australia/Perth", "UTC"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_str_equal(timezone, names[i])) {
            return &clocks[i];
        }
    }
    return NULL;
}

store_import *sample_begin(store *store, int32_t month)
{
    g_autoptr(GError) error = NULL;
    store_import *import =
        store_import_begin(store, period_from_month(2026, month), "0.1.0", sample_clock, &error);
    cr_assert_not_null(import, "%s", error ? error->message : "");
    return import;
}

void sample_file(store_import *import, enum input_file file, uint32_t row_count)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sha256 = g_strdup_printf("%u", next_line++);
    cr_assert(store_import_file(import, file, sha256, row_count, "", &error), "%s",
              error ? error->message : "");
}

int64_t sample_commit(store_import *import)
{
    g_autoptr(GError) error = NULL;
    int64_t batch = -1;
    bool done = store_import_merge(import, &batch, &error) &&
                store_import_commit(import, "someone", NULL, &error);
    cr_assert(done, "%s", error ? error->message : "");
    store_import_free(import);
    return batch;
}

struct partner_row sample_partner(const char *partner_id, const char *timezone)
{
    const struct day_range never = {DAY_UNBOUNDED_TO, DAY_UNBOUNDED_TO};
    return (struct partner_row){.supplier = {.partner_id = partner_id,
                                             .legal_name = "Ánh Nguyễn",
                                             .trading_name = "",
                                             .abn = "51824753556",
                                             .agreement_ref = "",
                                             .email = "",
                                             .address_line_1 = "",
                                             .address_line_2 = "",
                                             .suburb = "",
                                             .state = "",
                                             .postcode = "",
                                             .bsb = "",
                                             .account_number = "",
                                             .account_name = ""},
                                .gst = never,
                                .agreement = never,
                                .active = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                                .timezone = timezone,
                                .areas = "AU"};
}

struct appointment sample_appointment(const char *appointment_id, const char *partner_id,
                                      int64_t start)
{
    return (struct appointment){.appointment_id = appointment_id,
                                .partner_id = partner_id,
                                .case_id = "",
                                .calendar = CALENDAR_OPEN,
                                .start = {start},
                                .duration_minutes = 60,
                                .status = STATUS_BOOKED,
                                .booked_at = STAMP_START_OF_TIME,
                                .booked_by = BOOKED_BY_CLIENT,
                                .completed_at = STAMP_NEVER,
                                .cancelled_at = STAMP_NEVER,
                                .moved_at = STAMP_NEVER,
                                .approval_ref = "",
                                .moved_from = "",
                                .modality = ""};
}

struct case_row sample_case(const char *case_id, int32_t entitled_sessions, const char *client_key)
{
    return (struct case_row){.case_id = case_id,
                             .entitled_sessions = entitled_sessions,
                             .opened_on = DAY_UNBOUNDED_FROM,
                             .adhoc_referral = "",
                             .client_key = client_key};
}

void sample_stage(store_import *import, enum input_file file, const void *row)
{
    g_autoptr(GError) error = NULL;
    uint32_t first = 0;
    g_autofree char *first_partner = NULL;
    cr_assert_eq(store_stage(import, file, row, &first, &first_partner, &error), STAGE_DONE, "%s",
                 error ? error->message : "a duplicate");
}

void sample_stage_partner(store_import *import, struct partner_row row)
{
    row.source.line = next_line++;
    sample_stage(import, INPUT_PARTNERS, &row);
}

void sample_stage_rate(store_import *import, const char *partner_id, enum rate_kind kind,
                       int64_t cents)
{
    struct rate_row row = {partner_id, kind, {0}, {cents}, {.line = next_line++}};
    sample_stage(import, INPUT_RATES, &row);
}

void sample_stage_appointment(store_import *import, struct appointment row)
{
    row.source.line = next_line++;
    sample_stage(import, INPUT_APPOINTMENTS, &row);
}

void sample_stage_block(store_import *import, const char *block_id, const char *partner_id,
                        int64_t start, int64_t end)
{
    struct block row = {.block_id = block_id,
                        .partner_id = partner_id,
                        .span = {{start}, {end}},
                        .reason = "",
                        .source.line = next_line++};
    sample_stage(import, INPUT_BLOCKS, &row);
}

void sample_stage_work(store_import *import, const char *work_id, const char *partner_id,
                       int64_t start, int64_t end)
{
    struct other_work row = {.work_id = work_id,
                             .partner_id = partner_id,
                             .stream = STREAM_ONSITE,
                             .span = {{start}, {end}},
                             .source.line = next_line++};
    sample_stage(import, INPUT_OTHER_WORK, &row);
}

void sample_stage_case(store_import *import, struct case_row row)
{
    row.source.line = next_line++;
    sample_stage(import, INPUT_CASES, &row);
}

void sample_stage_ini(store_import *import, enum input_file file, const char *section,
                      const char *key, const char *value)
{
    struct ini_row row = {section, key, value, {.line = next_line++}};
    sample_stage(import, file, &row);
}

store_import *sample_begin_with_partners(store *store, int32_t month)
{
    store_import *import = sample_begin(store, month);
    sample_stage_ini(import, INPUT_COMPANY, "company", "legal_name", "The Company");
    sample_stage_partner(import, sample_partner("P1", "Australia/Sydney"));
    sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
    sample_stage_rate(import, "P1", RATE_PARTNER, 15000);
    sample_file(import, INPUT_COMPANY, 1);
    sample_file(import, INPUT_PARTNERS, 2);
    sample_file(import, INPUT_RATES, 1);
    return import;
}

struct store_view sample_view(int32_t month, int64_t batch)
{
    return (struct store_view){period_from_month(2026, month), batch, {INT64_MAX - 1}};
}

char *sample_appointment_ids(store *store, struct store_view view, const char *partner_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(store_partner) partner =
        store_partner_load(store, &view, partner_id, sample_clock, &error);
    cr_assert_not_null(partner, "%s", error ? error->message : "");
    g_autoptr(GString) ids = g_string_new(NULL);
    for (size_t i = 0; i < partner->facts.appointment_count; i++) {
        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "",
                               partner->facts.appointments[i].appointment_id);
    }
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

int64_t sample_sql_number(const struct store_sample *sample, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_open(sample->path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s", sqlite3_errmsg(db));
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

char *sample_sql_text(const struct store_sample *sample, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_open(sample->path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s", sqlite3_errmsg(db));
    const void *text = sqlite3_column_text(statement, 0);
    char *copy = g_strdup(text != NULL ? text : "");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return copy;
}

char *sample_sql_error(const struct store_sample *sample, const char *sql)
{
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(sample->path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    char *said = g_strdup(code == SQLITE_OK ? "" : sqlite3_errmsg(db));
    sqlite3_close(db);
    return said;
}
