#include "engine/store/tables.h"

#include <string.h>

#include "engine/core/money.h"

/* ---- words -------------------------------------------------------------------------------------- */

const char *const words_rate_kind[RATE_KIND_COUNT + 1] = {
    [RATE_PARTNER] = "partner",
    [RATE_ADHOC] = "adhoc",
};

const char *const words_weekday[SUN + 2] = {
    [MON] = "Mon", [TUE] = "Tue", [WED] = "Wed", [THU] = "Thu",
    [FRI] = "Fri", [SAT] = "Sat", [SUN] = "Sun",
};

const char *const words_calendar[CALENDAR_COUNT + 1] = {
    [CALENDAR_OPEN] = "open",
    [CALENDAR_ADHOC] = "adhoc",
};

const char *const words_status[STATUS_COUNT + 1] = {
    [STATUS_BOOKED] = "booked",   [STATUS_COMPLETED] = "completed",
    [STATUS_NO_SHOW] = "no_show", [STATUS_CANCELLED] = "cancelled",
    [STATUS_MOVED] = "moved",
};

const char *const words_booked_by[BOOKED_BY_COUNT + 1] = {
    [BOOKED_BY_CLIENT] = "client",
    [BOOKED_BY_CS] = "cs",
    [BOOKED_BY_CONSULTANT_SOURCING] = "consultant_sourcing",
    [BOOKED_BY_CONSULTANT] = "consultant",
    [BOOKED_BY_USER_SUPPORT] = "user_support",
};

const char *const words_cancelled_by[CANCELLED_BY_COUNT + 1] = {
    [CANCELLED_BY_CLIENT] = "client",
    [CANCELLED_BY_CONSULTANT] = "consultant",
    [CANCELLED_BY_COMPANY] = "converge",
};

const char *const words_stream[STREAM_COUNT + 1] = {
    [STREAM_RAPID_RESPONSE] = "rapid_response",
    [STREAM_ONSITE] = "onsite",
    [STREAM_OTHER] = "other",
};

const char *const words_outcome[REQUEST_OUTCOME_COUNT + 1] = {
    [REQUEST_PENDING] = "pending",
    [REQUEST_APPROVED] = "approved",
    [REQUEST_DECLINED] = "declined",
};

const char *const words_clinical_review[CLINICAL_REVIEW_COUNT + 1] = {
    [REVIEW_NOT_REQUIRED] = "not_required",
    [REVIEW_PENDING] = "pending",
    [REVIEW_APPROVED] = "approved",
    [REVIEW_DECLINED] = "declined",
};

const char *const words_effect[EFFECT_COUNT + 1] = {
    [EFFECT_DECLARE] = "declare",
    [EFFECT_SUBSTITUTE] = "substitute",
    [EFFECT_CANCEL] = "cancel",
};

const char *const words_input_file[INPUT_FILE_COUNT + 1] = {
    [INPUT_COMPANY] = "company.ini",
    [INPUT_POLICY] = "policy.ini",
    [INPUT_PARTNERS] = "partners.csv",
    [INPUT_RATES] = "rates.csv",
    [INPUT_SCHEDULES] = "schedules.csv",
    [INPUT_BLOCKS] = "blocks.csv",
    [INPUT_CASES] = "cases.csv",
    [INPUT_EXTRA_SESSIONS] = "extra_sessions.csv",
    [INPUT_APPOINTMENTS] = "appointments.csv",
    [INPUT_OTHER_WORK] = "other_work.csv",
    [INPUT_HOLIDAYS] = "holidays.csv",
};

int words_find(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

/* ---- the facts ---------------------------------------------------------------------------------- */

/* One row a key; a section without keys is a row with the key ''. */
static const struct column ini_columns[] = {
    COLUMN_KEY(struct ini_row, section),
    COLUMN_KEY(struct ini_row, key),
    COLUMN(struct ini_row, value),
};

#define OF_SUPPLIER(name) COLUMN_AS(struct partner_row, #name, supplier.name)
#define OF_SUPPLIER_BLANK(name) COLUMN_BLANK_AS(struct partner_row, #name, supplier.name)
static const struct column partner_columns[] = {
    COLUMN_KEY_AS(struct partner_row, "partner_id", supplier.partner_id),
    OF_SUPPLIER(legal_name),
    OF_SUPPLIER_BLANK(trading_name),
    OF_SUPPLIER(abn),
    /* Blank dates of these are a range that no date is in. */
    COLUMN_BLANK_TO_AS(struct partner_row, "gst_from", gst.from),
    COLUMN_BLANK_TO_AS(struct partner_row, "gst_to", gst.to),
    COLUMN_BLANK_TO_AS(struct partner_row, "agreement_from", agreement.from),
    COLUMN_BLANK_TO_AS(struct partner_row, "agreement_to", agreement.to),
    OF_SUPPLIER_BLANK(agreement_ref),
    OF_SUPPLIER_BLANK(email),
    OF_SUPPLIER_BLANK(address_line_1),
    OF_SUPPLIER_BLANK(address_line_2),
    OF_SUPPLIER_BLANK(suburb),
    OF_SUPPLIER_BLANK(state),
    OF_SUPPLIER_BLANK(postcode),
    COLUMN(struct partner_row, timezone),
    COLUMN(struct partner_row, areas),
    OF_SUPPLIER_BLANK(bsb),
    OF_SUPPLIER_BLANK(account_number),
    OF_SUPPLIER_BLANK(account_name),
    COLUMN_BLANK_AS(struct partner_row, "active_from", active.from),
    COLUMN_BLANK_TO_AS(struct partner_row, "active_to", active.to),
};

static const struct column rate_columns[] = {
    COLUMN_KEY(struct rate_row, partner_id),
    COLUMN_KEY_WORDS(struct rate_row, kind, words_rate_kind),
    COLUMN_KEY(struct rate_row, effective_from),
    COLUMN(struct rate_row, hourly_rate),
};

static const struct column schedule_columns[] = {
    COLUMN_KEY(struct schedule_row, partner_id),
    COLUMN_KEY_WORDS(struct schedule_row, weekday, words_weekday),
    COLUMN_KEY_AS(struct schedule_row, "start", start_minute),
    COLUMN_AS(struct schedule_row, "\"end\"", end_minute),
    COLUMN_KEY_BLANK_AS(struct schedule_row, "effective_from", effective.from),
    COLUMN_BLANK_TO_AS(struct schedule_row, "effective_to", effective.to),
};

static const struct column block_columns[] = {
    COLUMN_KEY(struct block, block_id),           COLUMN(struct block, partner_id),
    COLUMN_AS(struct block, "start", span.start), COLUMN_AS(struct block, "\"end\"", span.end),
    COLUMN_BLANK(struct block, reason),           COLUMN(struct block, ambiguous_local_time),
};

static const struct column case_columns[] = {
    COLUMN_KEY(struct case_row, case_id),          COLUMN(struct case_row, entitled_sessions),
    COLUMN_BLANK(struct case_row, opened_on),      COLUMN(struct case_row, sessions_used),
    COLUMN_BLANK(struct case_row, adhoc_referral), COLUMN_BLANK(struct case_row, client_key),
};

static const struct column extra_session_columns[] = {
    COLUMN_KEY(struct extra_request, request_id),
    COLUMN(struct extra_request, case_id),
    COLUMN(struct extra_request, requested_on),
    COLUMN(struct extra_request, sessions),
    COLUMN_WORDS(struct extra_request, outcome, words_outcome),
    COLUMN_BLANK_TO(struct extra_request, outcome_on),
    COLUMN_WORDS(struct extra_request, clinical_review, words_clinical_review),
};

static const struct column appointment_columns[] = {
    COLUMN_KEY(struct appointment, appointment_id),
    COLUMN(struct appointment, partner_id),
    COLUMN_BLANK(struct appointment, case_id),
    COLUMN_WORDS(struct appointment, calendar, words_calendar),
    COLUMN(struct appointment, start),
    COLUMN(struct appointment, duration_minutes),
    COLUMN_WORDS(struct appointment, status, words_status),
    COLUMN_BLANK(struct appointment, booked_at),
    COLUMN_WORDS(struct appointment, booked_by, words_booked_by),
    COLUMN_BLANK_TO(struct appointment, completed_at),
    COLUMN_BLANK_TO(struct appointment, cancelled_at),
    COLUMN_WORDS(struct appointment, cancelled_by, words_cancelled_by),
    COLUMN_BLANK(struct appointment, approval_ref),
    COLUMN_BLANK(struct appointment, moved_from),
    COLUMN_BLANK(struct appointment, modality),
    COLUMN(struct appointment, ambiguous_local_time),
};

static const struct column other_work_columns[] = {
    COLUMN_KEY(struct other_work, work_id),
    COLUMN(struct other_work, partner_id),
    COLUMN_WORDS(struct other_work, stream, words_stream),
    COLUMN_AS(struct other_work, "start", span.start),
    COLUMN_AS(struct other_work, "\"end\"", span.end),
    COLUMN(struct other_work, ambiguous_local_time),
};

static const struct column holiday_columns[] = {
    COLUMN_KEY(struct holiday_row, date),
    COLUMN_KEY(struct holiday_row, area),
    COLUMN_KEY(struct holiday_row, name),
    COLUMN_AS(struct holiday_row, "\"from\"", from_minute),
    COLUMN_AS(struct holiday_row, "\"to\"", to_minute),
    COLUMN_WORDS(struct holiday_row, effect, words_effect),
    COLUMN_BLANK(struct holiday_row, target_date),
    COLUMN_BLANK(struct holiday_row, target_name),
    COLUMN_WORDS(struct holiday_row, status, holiday_status_words),
    COLUMN_BLANK_AS(struct holiday_row, "source", source_text),
};

static const struct column held_row_columns[] = {
    COLUMN_ENUM(struct held_row, file, COLUMN_CODE, true, words_input_file),
    COLUMN_KEY(struct held_row, partner_id),
    COLUMN_KEY(struct held_row, error_line),
};

#define TABLE(name, columns)                                                                       \
    {                                                                                              \
        name, columns, G_N_ELEMENTS(columns)                                                       \
    }

#define FACTS(name, columns, type, scope, ...)                                                     \
    {                                                                                              \
        TABLE(name, columns), scope, sizeof(type), offsetof(type, source), __VA_ARGS__             \
    }

const struct fact_table fact_tables[FACT_TABLE_COUNT] = {
    [INPUT_COMPANY] = FACTS("company", ini_columns, struct ini_row, SCOPE_PERIOD,
                            .indexes = "CREATE INDEX company_by_period ON company (period);"),
    [INPUT_POLICY] = FACTS("policy", ini_columns, struct ini_row, SCOPE_PERIOD,
                           .indexes = "CREATE INDEX policy_by_period ON policy (period);"),
    [INPUT_PARTNERS] =
        FACTS("partners", partner_columns, struct partner_row, SCOPE_PERIOD,
              .indexes = "CREATE INDEX partners_by_period ON partners (period, partner_id);"
                         "CREATE INDEX partners_by_partner ON partners"
                         " (partner_id, period, timezone, known_from, known_until);"),
    [INPUT_RATES] =
        FACTS("rates", rate_columns, struct rate_row, SCOPE_PERIOD,
              .indexes = "CREATE INDEX rates_by_partner ON rates (period, partner_id);"),
    [INPUT_SCHEDULES] =
        FACTS("schedules", schedule_columns, struct schedule_row, SCOPE_PERIOD,
              .unique = "partner_id, weekday, start, ifnull(effective_from, -2147483648)",
              .order = "partner_id, weekday, start, effective_from",
              .indexes = "CREATE INDEX schedules_by_partner ON schedules (period, partner_id);"),
    [INPUT_BLOCKS] =
        FACTS("blocks", block_columns, struct block, SCOPE_OVERLAP,
              .order = "partner_id, start, block_id",
              .indexes = "CREATE INDEX blocks_by_partner ON blocks (partner_id, start);"),
    [INPUT_CASES] = FACTS(
        "cases", case_columns, struct case_row, SCOPE_NONE,
        .indexes =
            "CREATE INDEX cases_by_case ON cases (case_id);"
            "CREATE INDEX cases_by_client ON cases (client_key) WHERE client_key IS NOT NULL;"),
    [INPUT_EXTRA_SESSIONS] =
        FACTS("extra_sessions", extra_session_columns, struct extra_request, SCOPE_NONE,
              .order = "case_id, request_id",
              .indexes = "CREATE INDEX extra_sessions_by_case ON extra_sessions (case_id);"),
    [INPUT_APPOINTMENTS] =
        FACTS("appointments", appointment_columns, struct appointment, SCOPE_START,
              .order = "partner_id, start, appointment_id",
              .indexes = "CREATE INDEX appointments_past ON appointments (appointment_id)"
                         " WHERE known_until IS NOT NULL;"
                         "CREATE INDEX appointments_by_partner ON appointments (partner_id, start);"
                         "CREATE INDEX appointments_by_case ON appointments (case_id, start)"
                         " WHERE case_id IS NOT NULL;"),
    [INPUT_OTHER_WORK] =
        FACTS("other_work", other_work_columns, struct other_work, SCOPE_OVERLAP,
              .order = "partner_id, start, work_id",
              .indexes = "CREATE INDEX other_work_by_partner ON other_work (partner_id, start);"),
    [INPUT_HOLIDAYS] =
        FACTS("holidays", holiday_columns, struct holiday_row, SCOPE_NONE, .indexes = ""),
    [FACT_HELD_ROWS] =
        FACTS("held_rows", held_row_columns, struct held_row, SCOPE_PERIOD,
              .unique = "file, line, partner_id, error_line",
              .order = "file, line, partner_id, error_line",
              .indexes = "CREATE INDEX held_rows_by_period ON held_rows (period, partner_id);"),
};

/* ---- the schema --------------------------------------------------------------------------------- */

/* Made from schema.sql by the build. */
extern const char store_schema_sql[];

static const char DOING[] = "making the tables";

void fact_unique_append(GString *sql, const struct fact_table *table)
{
    if (table->unique) {
        g_string_append(sql, table->unique);
    } else {
        columns_append(sql, &table->table, COLUMNS_KEY, "");
    }
}

static const char *fact_period(const struct fact_table *table)
{
    return table->scope == SCOPE_PERIOD ? "period, " : "";
}

static void fact_table_define(GString *sql, const struct fact_table *table)
{
    const char *name = table->table.name;
    g_string_append_printf(sql, "CREATE TABLE %s (\n    row INTEGER PRIMARY KEY,\n%s", name,
                           table->scope == SCOPE_PERIOD ? "    period TEXT NOT NULL,\n" : "");
    columns_define(sql, &table->table);
    g_string_append_printf(sql,
                           "    line INTEGER NOT NULL,\n"
                           "    known_from INTEGER NOT NULL REFERENCES batches,\n"
                           "    known_until INTEGER REFERENCES batches\n) STRICT;"
                           "CREATE UNIQUE INDEX %s_known ON %s (%s",
                           name, name, fact_period(table));
    fact_unique_append(sql, table);
    g_string_append_printf(sql, ") WHERE known_until IS NULL;%s", table->indexes);
}

/* Facts are never deleted and never changed: the database itself keeps to that. */
static void fact_triggers_define(GString *sql, const struct fact_table *table)
{
    const char *name = table->table.name;
    g_string_append_printf(sql,
                           "CREATE TRIGGER %s_no_delete BEFORE DELETE ON %s\n"
                           "    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;"
                           "CREATE TRIGGER %s_no_update BEFORE UPDATE OF row, %s",
                           name, name, name, fact_period(table));
    columns_append(sql, &table->table, COLUMNS_ALL, "");
    g_string_append_printf(sql,
                           ", line, known_from\n"
                           "    ON %s BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;"
                           "CREATE TRIGGER %s_retired_once BEFORE UPDATE OF known_until ON %s\n"
                           "    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL\n"
                           "    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;",
                           name, name, name);
}

bool tables_create_facts(store *store, GError **error)
{
    g_autoptr(GString) sql = g_string_new(store_schema_sql);
    for (int file = 0; file < FACT_TABLE_COUNT; file++) {
        fact_table_define(sql, &fact_tables[file]);
        fact_triggers_define(sql, &fact_tables[file]);
    }
    return statement_run(store, sql->str, DOING, error);
}

/* ---- SQL about the facts ------------------------------------------------------------------------ */

void fact_key_match_append(GString *sql, const struct fact_table *table)
{
    const char *and = "";
    for (size_t i = 0; i < table->table.column_count; i++) {
        const struct column *column = &table->table.columns[i];
        if (column->key) {
            g_string_append_printf(sql, "%st.%s IS s.%s", and, column->name, column->name);
            and = " AND ";
        }
    }
}

void fact_order_append(GString *sql, const struct fact_table *table)
{
    if (table->order) {
        g_string_append(sql, table->order);
    } else {
        columns_append(sql, &table->table, COLUMNS_KEY, "");
    }
}

void fact_staged_append(GString *sql, const struct fact_table *table)
{
    g_string_append_printf(sql, "EXISTS (SELECT 1 FROM staging.%s AS s WHERE ", table->table.name);
    fact_key_match_append(sql, table);
    g_string_append(sql, ")");
}

void fact_known_append(GString *sql, const struct fact_table *table)
{
    g_string_append(sql, "t.known_until IS NULL");
    if (table->scope == SCOPE_PERIOD) {
        g_string_append(sql, " AND t.period = ?1");
    }
}

void fact_scope_append(GString *sql, const struct fact_table *table, const char *role)
{
    CHECK(table->scope != SCOPE_NONE);
    if (table->scope == SCOPE_PERIOD) {
        g_string_append_printf(sql, " FROM main.%s AS t WHERE ", table->table.name);
    } else {
        const char *ends_after = table->scope == SCOPE_START ? "t.start" : "t.\"end\" - 1";
        g_string_append_printf(sql,
                               " FROM staging.scopes AS x CROSS JOIN main.%s AS t"
                               " WHERE x.role = '%s' AND t.partner_id = x.partner_id"
                               " AND t.start < x.\"end\" AND %s >= x.start AND ",
                               table->table.name, role, ends_after);
    }
    fact_known_append(sql, table);
}

void fact_spared_append(GString *sql, enum input_file file)
{
    const struct fact_table *table = &fact_tables[file];
    if (file == FACT_HELD_ROWS) {
        g_string_append(sql, "t.file NOT IN (SELECT file FROM staging.files)");
        return;
    }
    if (file == INPUT_COMPANY || file == INPUT_POLICY || table->scope == SCOPE_NONE) {
        g_string_append(sql, "false"); /* their rows are of no partner */
        return;
    }
    g_string_append_printf(sql,
                           "EXISTS (SELECT 1 FROM staging.spared AS h WHERE h.file = '%s'"
                           " AND ((h.key = '' AND h.partner_id = t.partner_id)",
                           words_input_file[file]);
    if (table->scope != SCOPE_PERIOD) {
        g_string_append_printf(sql, " OR h.key = t.%s", table->table.columns[0].name);
    }
    g_string_append(sql, "))");
    if (file == INPUT_SCHEDULES) {
        g_string_append(sql, " AND t.row NOT IN (SELECT row FROM staging.dropped_schedules)");
    }
}

void fact_gone_append(GString *sql, enum input_file file)
{
    g_string_append(sql, "NOT ");
    fact_staged_append(sql, &fact_tables[file]);
    g_string_append(sql, " AND NOT (");
    fact_spared_append(sql, file);
    g_string_append(sql, ")");
}
