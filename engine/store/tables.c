#include "engine/store/tables.h"

#include <string.h>

#include "engine/core/money.h"

/* ---- words -------------------------------------------------------------------------------------- */

const char *const words_rate_kind[RATE_KIND_COUNT + 1] = {
    [RATE_PARTNER] = "partner",
    [RATE_ADHOC] = "adhoc",
};

const char *const words_line_kind[LINE_KIND_COUNT + 1] = {
    [RATE_PARTNER] = "partner",
    [RATE_ADHOC] = "adhoc",
    [LINE_DECISION] = "decision",
    [LINE_NO_SUPPLY] = "no_supply",
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

const char *const words_taken_status[TAKEN_STATUS_COUNT + 1] = {
    [TAKEN_STANDS] = "",
    [TAKEN_CANCELLED] = "cancelled",
};

const char *const words_answer[ANSWER_COUNT + 1] = {
    [ANSWER_BLANK] = "",
    [ANSWER_YES] = "yes",
    [ANSWER_NO] = "no",
};

const char *const words_entity_type[ENTITY_TYPE_COUNT + 1] = {
    [ENTITY_BLANK] = "",      [ENTITY_INDIVIDUAL] = "individual",   [ENTITY_COMPANY] = "company",
    [ENTITY_TRUST] = "trust", [ENTITY_PARTNERSHIP] = "partnership",
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

const char *const words_decision_kind[DECISION_KIND_COUNT + 1] = {
    [DECISION_WAIVE] = "waive",
    [DECISION_AUTHORISE] = "authorise",
    [DECISION_PAY] = "pay",
    [DECISION_HOLD] = "hold",
    [DECISION_RELEASE] = "release",
    [DECISION_SETTLED] = "settled",
    [DECISION_RETURNED] = "returned",
    [DECISION_PAID] = "paid",
    [DECISION_WRITE_OFF] = "write_off",
    [DECISION_INSTALMENTS] = "instalments",
    [DECISION_REVOKE] = "revoke",
};

const char *const words_nature[NATURE_COUNT + 1] = {
    [NATURE_SERVICES] = "services",
    [NATURE_NO_SUPPLY] = "no_supply",
};

const char *const words_input_file[INPUT_FILE_COUNT + 1] = {
    [INPUT_COMPANY] = "company.ini",
    [INPUT_POLICY] = "policy.ini",
    [INPUT_AREAS] = "areas.csv",
    [INPUT_PARTNERS] = "partners.csv",
    [INPUT_RATES] = "rates.csv",
    [INPUT_SCHEDULES] = "schedules.csv",
    [INPUT_BLOCKS] = "blocks.csv",
    [INPUT_CASES] = "cases.csv",
    [INPUT_EXTRA_SESSIONS] = "extra_sessions.csv",
    [INPUT_APPOINTMENTS] = "appointments.csv",
    [INPUT_OTHER_WORK] = "other_work.csv",
    [INPUT_HOLIDAYS] = "holidays.csv",
    [INPUT_DECISIONS] = "decisions.csv",
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
    COLUMN_BLANK(struct partner_row, agreement_covers_from),
    COLUMN_BLANK_CODES(struct partner_row, agreement_setoff, words_answer),
    COLUMN_BLANK_CODES(struct partner_row, entity_type, words_entity_type),
    COLUMN_BLANK_CODES(struct partner_row, super, words_answer),
    COLUMN_BLANK_CODES(struct partner_row, einvoice, words_answer),
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
    COLUMN_KEY_TIME_AS(struct schedule_row, "start", start_minute),
    COLUMN_TIME_AS(struct schedule_row, "\"end\"", end_minute),
    COLUMN_KEY_BLANK_AS(struct schedule_row, "effective_from", effective.from),
    COLUMN_BLANK_TO_AS(struct schedule_row, "effective_to", effective.to),
    COLUMN_BLANK(struct schedule_row, every),
};

static const struct column block_columns[] = {
    COLUMN_KEY(struct block, block_id),
    COLUMN(struct block, partner_id),
    COLUMN_AS(struct block, "start", span.start),
    COLUMN_AS(struct block, "\"end\"", span.end),
    COLUMN_BLANK(struct block, reason),
    COLUMN(struct block, ambiguous_local_time),
    COLUMN_BLANK_CODES(struct block, status, words_taken_status),
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
    COLUMN_BLANK_TO(struct appointment, moved_at),
};

static const struct column other_work_columns[] = {
    COLUMN_KEY(struct other_work, work_id),
    COLUMN(struct other_work, partner_id),
    COLUMN_WORDS(struct other_work, stream, words_stream),
    COLUMN_AS(struct other_work, "start", span.start),
    COLUMN_AS(struct other_work, "\"end\"", span.end),
    COLUMN(struct other_work, ambiguous_local_time),
    COLUMN_BLANK_CODES(struct other_work, status, words_taken_status),
};

static const struct column holiday_columns[] = {
    COLUMN_KEY(struct holiday, date),
    COLUMN_KEY(struct holiday, area),
    COLUMN_KEY(struct holiday, name),
    COLUMN_TIME_AS(struct holiday, "\"from\"", from_minute),
    COLUMN_TIME_AS(struct holiday, "\"to\"", to_minute),
    COLUMN_WORDS(struct holiday, effect, words_effect),
    COLUMN_BLANK(struct holiday, target_date),
    COLUMN_BLANK(struct holiday, target_name),
    COLUMN_WORDS(struct holiday, status, holiday_status_words),
    COLUMN_BLANK_AS(struct holiday, "source", source_text),
};

static const struct column area_columns[] = {
    COLUMN_KEY(struct area_row, area),
    COLUMN_BLANK(struct area_row, parent),
    COLUMN(struct area_row, name),
    COLUMN_BLANK(struct area_row, definition),
    COLUMN_BLANK_AS(struct area_row, "complete", complete_text),
    COLUMN_BLANK(struct area_row, zones),
};

static const struct column decision_columns[] = {
    COLUMN_KEY(struct decision, decision_id),
    COLUMN_CODES(struct decision, kind, words_decision_kind),
    COLUMN_BLANK(struct decision, partner_id),
    COLUMN_BLANK(struct decision, period),
    COLUMN_BLANK(struct decision, date),
    COLUMN_TIME_AS(struct decision, "start", start_minute),
    COLUMN_BLANK(struct decision, appointment_id),
    COLUMN_BLANK(struct decision, number),
    COLUMN(struct decision, amount),
    COLUMN(struct decision, amount_given),
    COLUMN_CODES(struct decision, nature, words_nature),
    COLUMN(struct decision, ticket),
    COLUMN(struct decision, reason),
    COLUMN(struct decision, entered_by),
    COLUMN(struct decision, approved_by),
    COLUMN_BLANK(struct decision, revokes),
    COLUMN(struct decision, entered_at),
};

static const struct column held_row_columns[] = {
    COLUMN_ENUM(struct held_row, file, COLUMN_CODE, true, words_input_file),
    COLUMN_KEY(struct held_row, partner_id),
    COLUMN_KEY(struct held_row, error_line),
};

static const struct column absent_row_columns[] = {
    COLUMN_ENUM(struct absent_row, file, COLUMN_CODE, true, words_input_file),
    COLUMN_KEY(struct absent_row, partner_id),
    COLUMN_KEY(struct absent_row, id),
};

static const struct column source_columns[] = {
    COLUMN_ENUM(struct source_row, file, COLUMN_CODE, true, words_input_file),
    COLUMN_KEY(struct source_row, section),
    COLUMN_KEY(struct source_row, key),
    COLUMN_KEY(struct source_row, value),
    COLUMN_KEY(struct source_row, count),
};

#define TABLE(name_, columns_)                                                                     \
    {                                                                                              \
        .name = (name_), .columns = (columns_), .column_count = G_N_ELEMENTS(columns_)             \
    }

/* A row set aside spares its own key, or where that could not be read all of its partner's. */
#define SPARED_OR(or_key)                                                                          \
    "EXISTS (SELECT 1 FROM staging.spared AS h WHERE h.file = '{file}'"                            \
    " AND ((h.key = '' AND h.partner_id = t.partner_id)" or_key "))"

#define FACTS(name, columns, type, scope, ...)                                                     \
    {                                                                                              \
        TABLE(name, columns), scope, sizeof(type), offsetof(type, source), __VA_ARGS__             \
    }

const struct fact_table fact_tables[FACT_TABLE_COUNT] = {
    [INPUT_COMPANY] = FACTS("company", ini_columns, struct ini_row, SCOPE_PERIOD,
                            .indexes = "CREATE INDEX company_by_period ON company (period);"),
    [INPUT_POLICY] = FACTS("policy", ini_columns, struct ini_row, SCOPE_PERIOD,
                           .indexes = "CREATE INDEX policy_by_period ON policy (period);"),
    [INPUT_AREAS] = FACTS("areas", area_columns, struct area_row, SCOPE_PERIOD, .version = 3,
                          .indexes = "CREATE INDEX areas_by_period ON areas (period);"),
    [INPUT_PARTNERS] =
        FACTS("partners", partner_columns, struct partner_row, SCOPE_PERIOD, .table.later_count = 5,
              .indexes = "CREATE INDEX partners_by_period ON partners (period, partner_id);"
                         "CREATE INDEX partners_by_partner ON partners"
                         " (partner_id, period, timezone, known_from, known_until);",
              .spared = SPARED_OR("")),
    [INPUT_RATES] = FACTS("rates", rate_columns, struct rate_row, SCOPE_PERIOD,
                          .indexes = "CREATE INDEX rates_by_partner ON rates (period, partner_id);",
                          .spared = SPARED_OR("")),
    [INPUT_SCHEDULES] = FACTS(
        "schedules", schedule_columns, struct schedule_row, SCOPE_PERIOD, .table.later_count = 1,
        .unique = "partner_id, weekday, start, ifnull(effective_from, -2147483648)",
        .order = "partner_id, weekday, start, effective_from",
        .indexes = "CREATE INDEX schedules_by_partner ON schedules (period, partner_id);",
        .spared = SPARED_OR("") " AND t.row NOT IN (SELECT row FROM staging.dropped_schedules)"),
    [INPUT_BLOCKS] =
        FACTS("blocks", block_columns, struct block, SCOPE_OVERLAP, .table.later_count = 1,
              .order = "partner_id, start, block_id",
              .indexes = "CREATE INDEX blocks_by_partner ON blocks (partner_id, start);",
              .spared = SPARED_OR(" OR h.key = t.block_id")),
    [INPUT_CASES] = FACTS(
        "cases", case_columns, struct case_row, SCOPE_NONE, .straight = true,
        .indexes =
            "CREATE INDEX cases_by_case ON cases (case_id);"
            "CREATE INDEX cases_by_client ON cases (client_key) WHERE client_key IS NOT NULL;"),
    [INPUT_EXTRA_SESSIONS] =
        FACTS("extra_sessions", extra_session_columns, struct extra_request, SCOPE_NONE,
              .order = "case_id, request_id",
              .indexes = "CREATE INDEX extra_sessions_by_case ON extra_sessions (case_id);"),
    [INPUT_APPOINTMENTS] = FACTS(
        "appointments", appointment_columns, struct appointment, SCOPE_START, .straight = true,
        .table.later_count = 1, .order = "partner_id, start, appointment_id",
        .indexes = "CREATE INDEX appointments_past ON appointments (appointment_id)"
                   " WHERE known_until IS NOT NULL;"
                   "CREATE INDEX appointments_by_partner ON appointments (partner_id, start);"
                   "CREATE INDEX appointments_by_case ON appointments (case_id, start)"
                   " WHERE case_id IS NOT NULL;",
        .spared = SPARED_OR(" OR h.key = t.appointment_id")),
    [INPUT_OTHER_WORK] =
        FACTS("other_work", other_work_columns, struct other_work, SCOPE_OVERLAP,
              .table.later_count = 1, .order = "partner_id, start, work_id",
              .indexes = "CREATE INDEX other_work_by_partner ON other_work (partner_id, start);",
              .spared = SPARED_OR(" OR h.key = t.work_id")),
    [INPUT_HOLIDAYS] =
        FACTS("holidays", holiday_columns, struct holiday, SCOPE_NONE, .indexes = ""),
    [INPUT_DECISIONS] = FACTS(
        "decisions", decision_columns, struct decision, SCOPE_NONE, .version = 6, .kept = true,
        .indexes = "CREATE INDEX decisions_by_partner ON decisions (partner_id);"
                   "CREATE TRIGGER decisions_no_end BEFORE UPDATE OF known_until ON decisions"
                   " BEGIN SELECT RAISE(ABORT, 'decisions are never ended'); END;"),
    [FACT_HELD_ROWS] = FACTS(
        "held_rows", held_row_columns, struct held_row, SCOPE_PERIOD,
        .unique = "file, line, partner_id, error_line",
        .order = "file, line, partner_id, error_line",
        .indexes = "CREATE INDEX held_rows_by_period ON held_rows (period, partner_id);",
        /* Of decisions it is known only after the merge. */
        .spared = "t.file NOT IN (SELECT file FROM staging.files) OR t.file = 'decisions.csv'"),
    [FACT_ABSENT_ROWS] =
        FACTS("absent_rows", absent_row_columns, struct absent_row, SCOPE_PERIOD, .version = 3,
              .indexes = "CREATE INDEX absent_rows_by_period ON absent_rows (period, file);",
              .spared = "t.file NOT IN (SELECT file FROM staging.files)"),
    [FACT_SOURCES] = FACTS("sources", source_columns, struct source_row, SCOPE_PERIOD, .version = 5,
                           .order = "file, section, key, value, count",
                           .indexes = "CREATE INDEX sources_by_period ON sources (period, file);",
                           .spared = "t.file NOT IN (SELECT file FROM staging.files)"),
};

/* ---- SQL about the facts ------------------------------------------------------------------------ */

#define FROM_SCOPE(role)                                                                           \
    " FROM staging.scopes AS x CROSS JOIN main.{table} AS t WHERE x.role = '" role "'"             \
    " AND t.partner_id = x.partner_id AND t.start < x.\"end\" AND {last} >= x.start AND {known}"

static void columns_put(GString *sql, const struct table *table)
{
    static const char *const sets[] = {"all", "key", "data"};
    static const char *const prefixes[] = {"", "t.", "s.", "?"};
    for (size_t i = 0; i < G_N_ELEMENTS(sets) * G_N_ELEMENTS(prefixes); i++) {
        const size_t set = i / G_N_ELEMENTS(prefixes);
        const char *prefix = prefixes[i % G_N_ELEMENTS(prefixes)];
        g_autofree char *word = g_strdup_printf("{%s%s}", prefix, sets[set]);
        g_autoptr(GString) columns = g_string_new(NULL);
        columns_append(columns, table, (enum column_set)set, prefix);
        g_string_replace(sql, word, columns->str, 0);
    }
}

/* {early}: the data but for what a later version added; {, later}: that, each after a comma. */
static void later_put(GString *sql, const struct table *table)
{
    struct table early = *table;
    early.column_count -= table->later_count;
    g_autoptr(GString) columns = g_string_new(NULL);
    g_autoptr(GString) later = g_string_new(NULL);
    columns_append(columns, &early, COLUMNS_DATA, "");
    for (size_t i = early.column_count; i < table->column_count; i++) {
        g_string_append_printf(later, ", %s", table->columns[i].name);
    }
    g_string_replace(sql, "{early}", columns->str, 0);
    g_string_replace(sql, "{, later}", later->str, 0);
}

const char *fact_sql(enum input_file file, const char *text)
{
    const struct fact_table *table = &fact_tables[file];
    const bool of_period = table->scope == SCOPE_PERIOD;
    static const char FROM_PERIOD[] = " FROM main.{table} AS t WHERE {known}";
    /* What stands for a word may have words that come later. */
    const struct {
        const char *word;
        const char *text;
    } words[] = {
        {"{gone}", "{may} AND {asked} AND NOT {staged} AND NOT ({spared})"},
        {"{may}", table->scope == SCOPE_START ? "x.here"
                  : table->scope == SCOPE_OVERLAP
                      ? "x.here AND (t.start >= x.start OR {overlapping})"
                      : "true"},
        {"{overlapping}", "'{file}' IN (SELECT file FROM staging.overlapping)"},
        {"{asked}", column_find(&table->table, "partner_id")
                        ? "(NOT EXISTS (SELECT 1 FROM staging.asked) OR t.partner_id IN"
                          " (SELECT partner_id FROM staging.asked))"
                        : "true"},
        {"{staged}", "EXISTS (SELECT 1 FROM staging.{table} AS s WHERE {same})"},
        {"{spared}", table->spared ? table->spared : "false"},
        {"{now}", of_period ? FROM_PERIOD : FROM_SCOPE("now")},
        {"{before}", of_period ? FROM_PERIOD : FROM_SCOPE("before")},
        {"{old}", of_period ? FROM_PERIOD : FROM_SCOPE("old")},
        {"{last}", table->scope == SCOPE_START     ? "t.start"
                   : table->scope == SCOPE_OVERLAP ? "t.\"end\" - 1"
                                                   : "{none}"},
        {"{known}", of_period         ? "t.known_until IS NULL AND t.period = ?1"
                    : table->straight ? "t.known_until IS NULL AND t.row <= {before it}"
                                      : "t.known_until IS NULL"},
        {"{before it}", "(SELECT row FROM staging.before WHERE file = '{file}')"},
        {"{same}", "({t.key}) IS ({s.key})"},
        {"{unique}", table->unique ? table->unique : "{key}"},
        {"{order}", table->order ? table->order : "{key}"},
        {"{period}", of_period ? "period, " : ""},
        {"{?period}", of_period ? "?1, " : ""},
        {"{table}", table->table.name},
        {"{file}", file < INPUT_FILE_COUNT ? words_input_file[file] : ""},
    };
    g_autoptr(GString) sql = g_string_new(text);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_string_replace(sql, words[i].word, words[i].text, 0);
    }
    columns_put(sql, &table->table);
    later_put(sql, &table->table);
    CHECK(!strchr(sql->str, '{'));
    return g_intern_string(sql->str);
}

/* ---- the schema --------------------------------------------------------------------------------- */

/* Made from schema.sql by the build. */
extern const char store_schema_deliveries_sql[];
extern const char store_schema_sql[];

/* A table, whose columns come between the two, and what keeps it. Facts are never deleted and never
 * changed: the database itself keeps to that. */
static const char TABLE_BEGIN[] = "CREATE TABLE {table} (\n    row INTEGER PRIMARY KEY,\n";
static const char TABLE_END[] =
    "    line INTEGER NOT NULL,\n"
    "    known_from INTEGER NOT NULL REFERENCES batches,\n"
    "    known_until INTEGER REFERENCES batches\n) STRICT;"
    "CREATE UNIQUE INDEX {table}_known ON {table} ({period}{unique}) WHERE known_until IS NULL;"
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}\n"
    "    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;"
    "CREATE TRIGGER {table}_retired_once BEFORE UPDATE OF known_until ON {table}\n"
    "    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL\n"
    "    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;";
/* Which gave the first tables further columns; which brought sources; which brought decisions. */
enum { COLUMNS_VERSION = 3, SOURCES_VERSION = 5, DECIDED_VERSION = 6 };
static const char NO_UPDATE[] =
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE OF row, {period}{all}, line, known_from\n"
    "    ON {table} BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;";

/* Those that a version added; 0: that were there from the first. */
static bool facts_create(store *store, int version, GError **error)
{
    g_autoptr(GString) sql = g_string_new(version == 0 ? store_schema_sql : "");
    for (int i = 0; i < FACT_TABLE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        if (fact_tables[file].version != version) {
            continue;
        }
        g_string_append(sql, fact_sql(file, TABLE_BEGIN));
        g_string_append(sql, fact_tables[file].scope == SCOPE_PERIOD ? "    period TEXT NOT NULL,\n"
                                                                     : "");
        columns_define(sql, &fact_tables[file].table);
        g_string_append(sql, fact_sql(file, TABLE_END));
        g_string_append(sql, fact_tables[file].indexes);
        if (version > COLUMNS_VERSION) {
            g_string_append(sql, fact_sql(file, NO_UPDATE));
        }
    }
    return statement_run(store, sql->str, "making the tables", error);
}

/* What version 3 added of columns. A new store gets them after its tables as well, so that it is like one that is older. */
static bool columns_later_add(store *store, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    for (int i = 0; i < FACT_TABLE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        if (fact_tables[file].version > COLUMNS_VERSION) {
            continue;
        }
        columns_add(sql, &fact_tables[file].table);
        g_string_append(sql, fact_sql(file, "DROP TRIGGER IF EXISTS {table}_no_update;"));
        g_string_append(sql, fact_sql(file, NO_UPDATE));
    }
    return statement_run(store, sql->str, "making the tables", error);
}

bool tables_make(store *store, int64_t version, GError **error)
{
    return (version > 0 || facts_create(store, 0, error)) &&
           (version > 1 || tables_create_issues(store, error)) &&
           (version > 2 ||
            (facts_create(store, COLUMNS_VERSION, error) && columns_later_add(store, error) &&
             tables_create_later(store, error))) &&
           (version > 3 || tables_widen_issues(store, version > 1, error)) &&
           (version > 4 || facts_create(store, SOURCES_VERSION, error)) &&
           (version < 2 || version > 5 || tables_widen_lines(store, error)) &&
           (version > 5 ||
            (facts_create(store, DECIDED_VERSION, error) && tables_create_decided(store, error))) &&
           (version > 6 || tables_create_true_ups(store, error)) &&
           (version > 7 || tables_create_keyed(store, error)) &&
           (version > 8 ||
            statement_run(store, store_schema_deliveries_sql, "making the tables", error)) &&
           tables_create_logins(store, error) &&
           statement_run(store, "PRAGMA user_version = 10", "making the tables", error);
}
