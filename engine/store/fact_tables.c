#include "engine/store/fact_tables.h"

#include "engine/core/check.h"
#include "engine/store/words.h"

const struct fact_table fact_tables[INPUT_FILE_COUNT] = {
    [INPUT_COMPANY] = {.name = "company",
                       .scope = SCOPE_PERIOD,
                       .key_count = 2,
                       .columns = {"section", "key", "value"},
                       .unique = "section, key",
                       .order = "section, key"},
    [INPUT_POLICY] = {.name = "policy",
                      .scope = SCOPE_PERIOD,
                      .key_count = 2,
                      .columns = {"section", "key", "value"},
                      .unique = "section, key",
                      .order = "section, key"},
    [INPUT_PARTNERS] =
        {.name = "partners",
         .scope = SCOPE_PERIOD,
         .key_count = 1,
         .columns = {"partner_id",    "legal_name", "trading_name",   "abn",
                     "gst_from",      "gst_to",     "agreement_from", "agreement_to",
                     "agreement_ref", "email",      "address_line_1", "address_line_2",
                     "suburb",        "state",      "postcode",       "timezone",
                     "areas",         "bsb",        "account_number", "account_name",
                     "active_from",   "active_to"},
         .unique = "partner_id",
         .order = "partner_id"},
    [INPUT_RATES] = {.name = "rates",
                     .scope = SCOPE_PERIOD,
                     .key_count = 3,
                     .columns = {"partner_id", "kind", "effective_from", "hourly_rate"},
                     .unique = "partner_id, kind, effective_from",
                     .order = "partner_id, kind, effective_from"},
    [INPUT_SCHEDULES] = {.name = "schedules",
                         .scope = SCOPE_PERIOD,
                         .key_count = 4,
                         .columns = {"partner_id", "weekday", "start", "effective_from", "\"end\"",
                                     "effective_to"},
                         .unique = "partner_id, weekday, start, "
                                   "ifnull(effective_from, -2147483648)",
                         .order = "partner_id, weekday, start, effective_from"},
    [INPUT_BLOCKS] = {.name = "blocks",
                      .scope = SCOPE_OVERLAP,
                      .key_count = 1,
                      .columns = {"block_id", "partner_id", "start", "\"end\"", "reason",
                                  "ambiguous_local_time"},
                      .unique = "block_id",
                      .order = "partner_id, start, block_id"},
    [INPUT_CASES] = {.name = "cases",
                     .scope = SCOPE_NONE,
                     .key_count = 1,
                     .columns = {"case_id", "entitled_sessions", "opened_on", "sessions_used",
                                 "adhoc_referral", "client_key"},
                     .unique = "case_id",
                     .order = "case_id"},
    [INPUT_EXTRA_SESSIONS] = {.name = "extra_sessions",
                              .scope = SCOPE_NONE,
                              .key_count = 1,
                              .columns = {"request_id", "case_id", "requested_on", "sessions",
                                          "outcome", "outcome_on", "clinical_review"},
                              .unique = "request_id",
                              .order = "case_id, request_id"},
    [INPUT_APPOINTMENTS] = {.name = "appointments",
                            .scope = SCOPE_START,
                            .key_count = 1,
                            .columns = {"appointment_id", "partner_id", "case_id", "calendar",
                                        "start", "duration_minutes", "status", "booked_at",
                                        "booked_by", "completed_at", "cancelled_at", "cancelled_by",
                                        "approval_ref", "moved_from", "modality",
                                        "ambiguous_local_time"},
                            .unique = "appointment_id",
                            .order = "partner_id, start, appointment_id"},
    [INPUT_OTHER_WORK] = {.name = "other_work",
                          .scope = SCOPE_OVERLAP,
                          .key_count = 1,
                          .columns = {"work_id", "partner_id", "stream", "start", "\"end\"",
                                      "ambiguous_local_time"},
                          .unique = "work_id",
                          .order = "partner_id, start, work_id"},
    [INPUT_HOLIDAYS] = {.name = "holidays",
                        .scope = SCOPE_NONE,
                        .key_count = 3,
                        .columns = {"date", "area", "name", "\"from\"", "\"to\"", "effect",
                                    "target_date", "target_name", "status", "source"},
                        .unique = "date, area, name",
                        .order = "date, area, name"},
};

void fact_columns_append(GString *sql, const struct fact_table *table, const char *prefix)
{
    for (size_t i = 0; table->columns[i] != NULL; i++) {
        g_string_append_printf(sql, "%s%s%s", i > 0 ? ", " : "", prefix, table->columns[i]);
    }
}

void fact_key_match_append(GString *sql, const struct fact_table *table)
{
    for (size_t i = 0; i < table->key_count; i++) {
        const char *column = table->columns[i];
        g_string_append_printf(sql, "%st.%s IS s.%s", i > 0 ? " AND " : "", column, column);
    }
}

static void data_append(GString *sql, const struct fact_table *table, char alias)
{
    for (size_t i = table->key_count; table->columns[i] != NULL; i++) {
        g_string_append_printf(sql, "%s%c.%s", i > table->key_count ? ", " : "", alias,
                               table->columns[i]);
    }
}

void fact_data_differ_append(GString *sql, const struct fact_table *table)
{
    g_string_append(sql, "(");
    data_append(sql, table, 't');
    g_string_append(sql, ") IS NOT (");
    data_append(sql, table, 's');
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
        g_string_append_printf(sql, " FROM main.%s AS t WHERE ", table->name);
    } else {
        const char *ends_after = table->scope == SCOPE_START ? "t.start" : "t.\"end\" - 1";
        g_string_append_printf(sql,
                               " FROM staging.scopes AS x CROSS JOIN main.%s AS t"
                               " WHERE x.role = '%s' AND t.partner_id = x.partner_id"
                               " AND t.start < x.\"end\" AND %s >= x.start AND ",
                               table->name, role, ends_after);
    }
    fact_known_append(sql, table);
}

void fact_spared_append(GString *sql, enum input_file file)
{
    const struct fact_table *table = &fact_tables[file];
    if (file == INPUT_COMPANY || file == INPUT_POLICY || table->scope == SCOPE_NONE) {
        g_string_append(sql, "false"); /* their rows are of no partner */
        return;
    }
    g_string_append_printf(sql,
                           "EXISTS (SELECT 1 FROM staging.spared AS h WHERE h.file = '%s'"
                           " AND ((h.key = '' AND h.partner_id = t.partner_id)",
                           words_input_file[file]);
    if (table->scope != SCOPE_PERIOD) {
        g_string_append_printf(sql, " OR h.key = t.%s", table->columns[0]);
    }
    g_string_append(sql, "))");
    if (file == INPUT_SCHEDULES) {
        g_string_append(sql, " AND t.row NOT IN (SELECT row FROM staging.dropped_schedules)");
    }
}
