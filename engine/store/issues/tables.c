#include "engine/store/tables.h"

#include <string.h>

#include "engine/store/gates.h"
#include "engine/store/issues/repaid.h"

/* The tables of what was issued and of drafts, once: schema, insertion, reading and hashing come from
 * here. What has no struct is in schema_issues.sql. */

/* ---- words -------------------------------------------------------------------------------------- */

static const char *const words_nil[] = {"issued", "nil", NULL};

/* ---- columns ------------------------------------------------------------------------------------ */

#define OF_ISSUE "REFERENCES issues DEFERRABLE INITIALLY DEFERRED"

static const struct column of_seq[] = {COLUMN_SQL(struct issued_row_key, seq, true, OF_ISSUE)};
static const struct column of_state[] = {
    COLUMN(struct issued_row_key, seq),
    COLUMN(struct issued_row_key, period),
    COLUMN(struct issued_row_key, partner_id),
};
static const struct column of_document[] = {
    COLUMN_SQL_AS(struct issued_row_key, "number", text, true, "REFERENCES documents"),
};
static const struct column of_draft[] = {
    COLUMN_SQL_AS(struct issued_row_key, "digest", text, true,
                  "REFERENCES drafts ON DELETE CASCADE"),
};

static const struct column issue_columns[] = {
    COLUMN_SQL(struct issue_head, seq, false,
               "PRIMARY KEY REFERENCES links DEFERRABLE INITIALLY DEFERRED"),
    COLUMN(struct issue_head, period),
    COLUMN(struct issue_head, issue), /* 1, 2, … of the period: the directory's name */
    COLUMN(struct issue_head, as_at),
    COLUMN(struct issue_head, issue_date),
    COLUMN(struct issue_head, payment_date),
    COLUMN_SQL(struct issue_head, batch, true, "REFERENCES batches"),
    COLUMN(struct issue_head, program_version),
    COLUMN(struct issue_head, digest),
    COLUMN(struct issue_head, prepared_by),
    COLUMN(struct issue_head, approved_by),
    COLUMN(struct issue_head, issued_at), /* UTC, the clock's */
};

/* The shipped holidays as they were, for computing again: areas.csv, au-2026.csv. */
static const struct column holiday_columns[] = {
    COLUMN_AS(struct issue_file, "name", path),
    COLUMN_SQL(struct issue_file, sha256, true, "REFERENCES kept_files"),
};

/* The state of a partner's period after an issue: original and all adjustments together. The newest
 * one counts; it is open again where a void came after it. */
static const struct column month_columns[] = {
    COLUMN(struct issued_month, period),
    COLUMN(struct issued_month, partner_id),
    COLUMN_WORDS_AS(struct issued_month, "status", nil, COLUMN_YES_NO, words_nil),
    COLUMN(struct issued_month, number),      /* of the original; '' where there is no document */
    COLUMN(struct issued_month, result_hash), /* of the verdicts */
    COLUMN(struct issued_month, issue_hash),  /* of what seq issued; '' where the period is not that
                                               * of the issue */
};

static const struct column line_columns[] = {
    COLUMN_CODES(struct line, kind, words_line_kind), /* until version 6 the first two alone */
    COLUMN(struct line, hourly_rate),
    COLUMN(struct line, taxable),
    COLUMN(struct line, minutes),
    COLUMN(struct line, amount),
    COLUMN(struct line, gst),
};

static const struct column slot_columns[] = {
    COLUMN(struct hour, date),
    COLUMN_AS(struct hour, "start", start_minute),
    COLUMN_CODES(struct hour, outcome, outcome_words),
    COLUMN_CODES(struct hour, rule, rule_words),
    COLUMN(struct hour, paid_minutes),
    COLUMN(struct hour, penalty_minutes),
    COLUMN_BLANK(struct hour, hourly_rate),
    COLUMN(struct hour, taxable),
    COLUMN(struct hour, evidence),
    COLUMN_CODES(struct hour, notes, hour_notes_words),
};

static const struct column adhoc_columns[] = {
    COLUMN(struct booking, appointment_id),
    COLUMN(struct booking, date),
    COLUMN_AS(struct booking, "start", start_minute),
    COLUMN(struct booking, duration_minutes),
    COLUMN_CODES(struct booking, outcome, outcome_words),
    COLUMN_CODES(struct booking, rule, rule_words),
    COLUMN(struct booking, paid_minutes),
    COLUMN_BLANK(struct booking, hourly_rate),
    COLUMN(struct booking, taxable),
    COLUMN(struct booking, evidence),
    COLUMN_WORDS_AS(struct booking, "notes", reason, COLUMN_CODE, reason_words),
};

/* A number belongs to one document for ever. The bytes are among issue_files. */
static const struct column document_columns[] = {
    COLUMN_SQL(struct issued_document, number, false, "PRIMARY KEY"),
    COLUMN_SQL(struct issued_document, seq, true, OF_ISSUE),
    COLUMN_WORDS(struct issued_document, kind, document_kind_words),
    COLUMN(struct issued_document, period), /* for RCAN and ADJ that of the document adjusted */
    COLUMN_AS(struct issued_document, "partner_id", supplier.partner_id),
    COLUMN_SQL(struct issued_document, adjusts, false, "REFERENCES documents"),
    COLUMN_SQL(struct issued_document, replaces, false, "REFERENCES documents"),
    COLUMN(struct issued_document, subtotal),
    COLUMN(struct issued_document, gst),
    COLUMN(struct issued_document, total),
    COLUMN(struct issued_document, path), /* documents/NUMBER.pdf */
    /* These as printed. */
    COLUMN_AS(struct issued_document, "legal_name", supplier.legal_name),
    COLUMN_BLANK_AS(struct issued_document, "trading_name", supplier.trading_name),
    COLUMN_AS(struct issued_document, "abn", supplier.abn),
    COLUMN_BLANK_AS(struct issued_document, "address_line_1", supplier.address_line_1),
    COLUMN_BLANK_AS(struct issued_document, "address_line_2", supplier.address_line_2),
    COLUMN_BLANK_AS(struct issued_document, "suburb", supplier.suburb),
    COLUMN_BLANK_AS(struct issued_document, "state", supplier.state),
    COLUMN_BLANK_AS(struct issued_document, "postcode", supplier.postcode),
    COLUMN_BLANK_AS(struct issued_document, "email", supplier.email),
    COLUMN_BLANK_AS(struct issued_document, "agreement_ref", supplier.agreement_ref),
};

/* The lines of RCAN and ADJ: as adjustments.csv. */
static const struct column adjustment_columns[] = {
    COLUMN_WORDS_AS(struct adjustment_line, "kind", line.kind, COLUMN_CODE, words_line_kind),
    COLUMN_AS(struct adjustment_line, "hourly_rate", line.hourly_rate),
    COLUMN_AS(struct adjustment_line, "taxable", line.taxable),
    COLUMN_AS(struct adjustment_line, "minutes", line.minutes),
    COLUMN_AS(struct adjustment_line, "amount", line.amount),
    COLUMN_AS(struct adjustment_line, "gst", line.gst),
    COLUMN(struct adjustment_line, reason),
};

/* One row a partner whom the issue owed or who owed; another where the partner was, or is, another
 * supplier (ABN). */
static const struct column payment_columns[] = {
    COLUMN(struct issued_payment, partner_id),
    COLUMN_SQL(struct issued_payment, payment, true, "CHECK (payment >= 0)"),
    COLUMN_SQL(struct issued_payment, carried, true, "CHECK (carried <= 0)"),
    COLUMN(struct issued_payment, in_file),
    COLUMN_BLANK(struct issued_payment, bsb),
    COLUMN_BLANK(struct issued_payment, account_number),
    COLUMN_BLANK(struct issued_payment, account_name),
    /* Since version 4; before, the ABN is that of the newest document. */
    COLUMN_BLANK(struct issued_payment, abn),
    COLUMN_SQL(struct issued_payment, brought, false, "CHECK (brought <= 0)"),
};

/* Who let a gate pass. */
static const struct column confirmation_columns[] = {
    COLUMN(struct confirmation, code),         COLUMN(struct confirmation, token),
    COLUMN(struct confirmation, saw),          COLUMN(struct confirmation, confirmed_by),
    COLUMN(struct confirmation, confirmed_at), /* UTC, the clock's */
};

/* What need not be told in full again. */
static const struct column told_columns[] = {
    COLUMN(struct issued_told, code),
    COLUMN(struct issued_told, partner_id),
    COLUMN(struct issued_told, facts_sha256),
};

static const struct column repayment_columns[] = {
    COLUMN(struct issued_repayment, paid_seq),
    COLUMN(struct issued_repayment, partner_id),
    COLUMN(struct issued_repayment, paid_abn),
    COLUMN(struct issued_repayment, abn),
    COLUMN_SQL(struct issued_repayment, amount, true, "CHECK (amount > 0)"),
    COLUMN(struct issued_repayment, apart),
    COLUMN(struct issued_repayment, in_file),
    COLUMN_BLANK(struct issued_repayment, bsb),
    COLUMN_BLANK(struct issued_repayment, account_number),
    COLUMN_BLANK(struct issued_repayment, account_name),
};

static const struct column debt_columns[] = {
    COLUMN(struct issued_debt, partner_id),
    COLUMN(struct issued_debt, abn),
    COLUMN_SQL(struct issued_debt, came_off, true, "CHECK (came_off >= 0)"),
    COLUMN(struct issued_debt, written_off),
    COLUMN_SQL(struct issued_debt, balance, true, "CHECK (balance >= 0)"),
};

static const struct column true_up_columns[] = {
    COLUMN(struct issued_true_up, period),
    COLUMN(struct issued_true_up, partner_id),
    COLUMN(struct issued_true_up, judged_by),
};

/* No legal fact: the same digest again takes its place. */
static const struct column draft_columns[] = {
    COLUMN_SQL(struct store_draft, digest, false, "PRIMARY KEY"),
    COLUMN(struct store_draft, period),
    COLUMN(struct store_draft, as_at),
    COLUMN(struct store_draft, issue_date),
    COLUMN_SQL(struct store_draft, batch, true, "REFERENCES batches"),
    COLUMN(struct store_draft, last_seq),
    COLUMN(struct store_draft, program_version),
    COLUMN(struct store_draft, policy),
    COLUMN(struct store_draft, holidays),
    COLUMN(struct store_draft, ready),
    COLUMN(struct store_draft, held),
    COLUMN(struct store_draft, nil),
    COLUMN(struct store_draft, subtotal),
    COLUMN(struct store_draft, gst),
    COLUMN(struct store_draft, total),
    COLUMN(struct store_draft, adjustments_total),
    COLUMN(struct store_draft, payment),
    COLUMN_BLANK(struct store_draft, payment_date), /* since version 4 */
};

static const struct column draft_partner_columns[] = {
    COLUMN(struct store_draft_partner, partner_id),
    COLUMN(struct store_draft_partner, status),
    COLUMN(struct store_draft_partner, total),
    COLUMN(struct store_draft_partner, adjustments_total),
    COLUMN(struct store_draft_partner, payment),
    COLUMN(struct store_draft_partner, issue_hash),
};

/* ---- tables ------------------------------------------------------------------------------------- */

#define KEY(list) .key = {.columns = (list), .column_count = G_N_ELEMENTS(list)}
#define TABLE(name_, type, list)                                                                   \
    .table = {.name = (name_), .columns = (list), .column_count = G_N_ELEMENTS(list)},             \
    .size = sizeof(type)
#define PART_KEY(rest)                                                                             \
    "PRIMARY KEY (period, partner_id, seq, " rest "),"                                             \
    " FOREIGN KEY (period, partner_id, seq) REFERENCES issued_months (period, partner_id, seq)"
/* The parts of a state are found by its own key, which begins with the period. */
#define PART_ROWS(table, order)                                                                    \
    "issued_months AS m CROSS JOIN " table " AS t"                                                 \
    " ON t.period = m.period AND t.partner_id = m.partner_id AND t.seq = m.seq"                    \
    " WHERE m.seq = ?1 ORDER BY m.period, m.partner_id, " order

/* Which brought the gates and what was told, and which the payments that decisions are about. */
enum {
    LATER_VERSION = 3,
    DECIDED_VERSION = 6,
    TRUE_UPS_VERSION = 7,
    KEYED_VERSION = 8,
    LOGINS_VERSION = 10
};

const struct issue_table issue_tables[ISSUE_TABLE_COUNT] = {
    [FROZEN_ISSUES] = {TABLE("issues", struct issue_head, issue_columns),
                       .constraints = "UNIQUE (period, issue)", .has_rowid = true,
                       .rows = "issues AS t WHERE seq = ?1"},
    [FROZEN_HOLIDAYS] = {KEY(of_seq), TABLE("issue_holidays", struct issue_file, holiday_columns),
                         .constraints = "PRIMARY KEY (seq, name)",
                         .rows = "issue_holidays AS t WHERE seq = ?1 ORDER BY name"},
    [FROZEN_MONTHS] = {KEY(of_seq), TABLE("issued_months", struct issued_month, month_columns),
                       .constraints = "PRIMARY KEY (period, partner_id, seq)",
                       .rows = "issued_months AS t WHERE seq = ?1 ORDER BY period, partner_id"},
    [FROZEN_LINES] = {KEY(of_state), TABLE("issued_lines", struct line, line_columns),
                      .constraints = PART_KEY("kind, hourly_rate, taxable"),
                      .rows = PART_ROWS("issued_lines", "t.kind, t.hourly_rate, t.taxable")},
    [FROZEN_SLOTS] = {KEY(of_state), TABLE("issued_slots", struct hour, slot_columns),
                      .constraints = PART_KEY("date, start"),
                      .rows = PART_ROWS("issued_slots", "t.date, t.start")},
    [FROZEN_ADHOC] = {KEY(of_state), TABLE("issued_adhoc", struct booking, adhoc_columns),
                      .constraints = PART_KEY("appointment_id"),
                      .rows = PART_ROWS("issued_adhoc", "t.appointment_id")},
    [FROZEN_DOCUMENTS] = {TABLE("documents", struct issued_document, document_columns),
                          .rows = "documents AS t WHERE seq = ?1 ORDER BY number"},
    [FROZEN_ADJUSTMENTS] = {KEY(of_document),
                            TABLE("issued_adjustments", struct adjustment_line, adjustment_columns),
                            .constraints = "PRIMARY KEY (number, kind, hourly_rate, taxable)",
                            .rows = "documents AS d CROSS JOIN issued_adjustments AS t"
                                    " ON t.number = d.number WHERE d.seq = ?1"
                                    " ORDER BY t.number, t.kind, t.hourly_rate, t.taxable"},
    [FROZEN_PAYMENTS] = {KEY(of_seq), TABLE("payments", struct issued_payment, payment_columns),
                         .table.later_count = 2, .has_rowid = true,
                         .rows = "payments AS t WHERE seq = ?1 ORDER BY partner_id, abn"},
    [FROZEN_CONFIRMATIONS] =
        {KEY(of_seq), TABLE("issue_confirmations", struct confirmation, confirmation_columns),
         .constraints = "PRIMARY KEY (seq, code, token)", .version = LATER_VERSION,
         .rows = "issue_confirmations AS t WHERE seq = ?1"
                 " ORDER BY code, token"},
    [FROZEN_TOLD] = {KEY(of_seq), TABLE("issue_told", struct issued_told, told_columns),
                     .constraints = "PRIMARY KEY (seq, code, partner_id, facts_sha256)",
                     .version = LATER_VERSION,
                     .rows = "issue_told AS t WHERE seq = ?1"
                             " ORDER BY code, partner_id, facts_sha256"},
    [FROZEN_REPAYMENTS] = {KEY(of_seq),
                           TABLE("repayments", struct issued_repayment, repayment_columns),
                           .constraints =
                               "PRIMARY KEY (seq, paid_seq, partner_id, paid_abn, apart, abn)",
                           .version = DECIDED_VERSION,
                           .rows = "repayments AS t WHERE seq = ?1"
                                   " ORDER BY paid_seq, partner_id, paid_abn, apart, abn"},
    [FROZEN_DEBTS] = {KEY(of_seq), TABLE("issued_debts", struct issued_debt, debt_columns),
                      .constraints = "PRIMARY KEY (seq, partner_id, abn)",
                      .version = DECIDED_VERSION,
                      .rows = "issued_debts AS t WHERE seq = ?1 ORDER BY partner_id, abn"},
    [FROZEN_TRUE_UPS] = {KEY(of_seq),
                         TABLE("issue_true_ups", struct issued_true_up, true_up_columns),
                         .constraints = "PRIMARY KEY (seq, period, partner_id)",
                         .version = TRUE_UPS_VERSION,
                         .rows = "issue_true_ups AS t WHERE seq = ?1 ORDER BY period, partner_id"},
    [DRAFTS] = {TABLE("drafts", struct store_draft, draft_columns), .table.later_count = 1},
    [DRAFT_PARTNERS] = {KEY(of_draft),
                        TABLE("draft_partners", struct store_draft_partner, draft_partner_columns),
                        .constraints = "PRIMARY KEY (digest, partner_id)"},
};

/* ---- the schema --------------------------------------------------------------------------------- */

/* Made from schema_issues.sql and schema_later.sql by the build. */
extern const char store_schema_issues_sql[];
extern const char store_schema_later_sql[];

/* The rows that are never changed, never deleted, and never added to; when a new one would be. A row
 * that takes the place of another is deleted without a trigger. */
static const struct sealed_table {
    const char *name;
    const char *when; /* NULL: its seq has a link */
    int version;
} sealed_tables[] = {
    {"links", "SELECT 1 FROM links WHERE seq >= NEW.seq", 0},
    {"issues", NULL, 0},
    {"kept_files", "SELECT 1 FROM kept_files WHERE sha256 = NEW.sha256", 0},
    {"issue_holidays", NULL, 0},
    {"issued_months", NULL, 0},
    {"issued_lines", NULL, 0},
    {"issued_slots", NULL, 0},
    {"issued_adhoc", NULL, 0},
    {"documents", NULL, 0},
    {"issued_adjustments",
     "SELECT 1 FROM documents AS d JOIN links USING (seq) WHERE d.number = NEW.number", 0},
    {"payments", NULL, 0},
    {"issue_files", NULL, 0},
    {"voids", NULL, 0},
    {"batch_hashes", "SELECT 1 FROM batch_hashes WHERE batch = NEW.batch AND file = NEW.file", 0},
    {"issue_hashes", NULL, 0},
    {"issue_confirmations", NULL, LATER_VERSION},
    {"issue_told", NULL, LATER_VERSION},
    {"batch_confirmations", "SELECT 1 FROM batch_hashes WHERE batch = NEW.batch", LATER_VERSION},
    {"repayments", NULL, DECIDED_VERSION},
    {"issued_debts", NULL, DECIDED_VERSION},
    {"issue_true_ups", NULL, TRUE_UPS_VERSION},
    {"keyed_seals", NULL, KEYED_VERSION},
    {"batch_logins", "SELECT 1 FROM batch_hashes WHERE batch = NEW.batch", LOGINS_VERSION},
};

static void table_define(GString *sql, const struct issue_table *table)
{
    g_string_append_printf(sql, "CREATE TABLE %s (\n", table->table.name);
    columns_define(sql, &table->key);
    columns_define(sql, &table->table);
    if (table->constraints) {
        g_string_append_printf(sql, "    %s\n", table->constraints);
    } else {
        g_string_truncate(sql, sql->len - strlen(",\n"));
        g_string_append_c(sql, '\n');
    }
    g_string_append_printf(sql, ") STRICT%s;", table->has_rowid ? "" : ", WITHOUT ROWID");
}

static void triggers_define(GString *sql, const struct sealed_table *table)
{
    const char *name = table->name;
    g_string_append_printf(
        sql,
        "CREATE TRIGGER %s_no_update BEFORE UPDATE ON %s\n"
        "    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;"
        "CREATE TRIGGER %s_no_delete BEFORE DELETE ON %s\n"
        "    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;"
        "CREATE TRIGGER %s_no_insert BEFORE INSERT ON %s\n"
        "    WHEN EXISTS (%s)\n"
        "    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;",
        name, name, name, name, name, name,
        table->when ? table->when : "SELECT 1 FROM links WHERE seq = NEW.seq");
}

static bool tables_create(store *store, int version, const char *more, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    for (int table = 0; table < ISSUE_TABLE_COUNT; table++) {
        if (issue_tables[table].version == version) {
            table_define(sql, &issue_tables[table]);
        }
    }
    g_string_append(sql, more);
    for (size_t i = 0; i < G_N_ELEMENTS(sealed_tables); i++) {
        if (sealed_tables[i].version == version) {
            triggers_define(sql, &sealed_tables[i]);
        }
    }
    return statement_run(store, sql->str, "making the tables", error);
}

bool tables_create_issues(store *store, GError **error)
{
    return tables_create(store, 0, store_schema_issues_sql, error);
}

bool tables_create_later(store *store, GError **error)
{
    return tables_create(store, LATER_VERSION, store_schema_later_sql, error);
}

bool tables_create_decided(store *store, GError **error)
{
    return tables_create(store, DECIDED_VERSION, "", error);
}

bool tables_create_true_ups(store *store, GError **error)
{
    return tables_create(store, TRUE_UPS_VERSION,
                         "CREATE INDEX appointments_until ON appointments (known_until)"
                         " WHERE known_until IS NOT NULL;"
                         "CREATE INDEX appointments_by_moved_from ON appointments (moved_from)"
                         " WHERE moved_from IS NOT NULL;",
                         error);
}

bool tables_create_keyed(store *store, GError **error)
{
    return tables_create(
        store, KEYED_VERSION,
        "CREATE TABLE keyed_seals (\n"
        "    seq INTEGER PRIMARY KEY REFERENCES links DEFERRABLE INITIALLY DEFERRED,\n"
        "    key_id TEXT NOT NULL,\n"
        "    keyed_seal TEXT NOT NULL\n) STRICT;",
        error);
}

bool tables_create_logins(store *store, GError **error)
{
    return tables_create(store, LOGINS_VERSION,
                         "CREATE TABLE batch_logins (\n"
                         "    batch INTEGER PRIMARY KEY REFERENCES batches,\n"
                         "    imported_by TEXT NOT NULL\n) STRICT;",
                         error);
}

/* A table made anew with the rows that it has, in that order. */
static void table_remake(GString *sql, const struct issue_table *table, const char *order)
{
    const char *name = table->table.name;
    struct table early = table->table;
    early.column_count -= early.later_count;
    g_autoptr(GString) columns = g_string_new(NULL);
    columns_append(columns, &table->key, COLUMNS_ALL, "");
    g_string_append(columns, ", ");
    columns_append(columns, &early, COLUMNS_ALL, "");
    g_string_append_printf(sql, "ALTER TABLE %s RENAME TO %s_before;", name, name);
    table_define(sql, table);
    g_string_append_printf(sql,
                           "INSERT INTO %s (%s) SELECT %s FROM %s_before ORDER BY %s;"
                           "DROP TABLE %s_before;",
                           name, columns->str, columns->str, name, order, name);
    for (size_t i = 0; i < G_N_ELEMENTS(sealed_tables); i++) {
        if (strcmp(sealed_tables[i].name, name) == 0) {
            triggers_define(sql, &sealed_tables[i]);
        }
    }
}

bool tables_widen_issues(store *store, bool has_payments, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    if (has_payments) {
        /* They were one a partner and issue. */
        table_remake(sql, &issue_tables[FROZEN_PAYMENTS], "seq, partner_id");
    }
    for (int table = 0; table < ISSUE_TABLE_COUNT; table++) {
        columns_add(sql, &issue_tables[table].table);
    }
    g_string_append(sql, "CREATE UNIQUE INDEX payments_by_partner"
                         " ON payments (partner_id, seq, abn)");
    return statement_run(store, sql->str, "making the tables", error);
}

bool tables_widen_lines(store *store, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    table_remake(sql, &issue_tables[FROZEN_LINES], "period, partner_id, seq");
    return statement_run(store, sql->str, "making the tables", error);
}

/* ---- rows --------------------------------------------------------------------------------------- */

/* An insertion of all columns, the key's first. */
static statement_lease *insert_borrow(store *store, const struct issue_table *table,
                                      const char *doing, GError **error)
{
    g_autoptr(GString) sql = g_string_new("INSERT INTO ");
    g_string_append_printf(sql, "%s (", table->table.name);
    columns_append(sql, &table->key, COLUMNS_ALL, "");
    g_string_append(sql, table->key.column_count > 0 ? ", " : "");
    columns_append(sql, &table->table, COLUMNS_ALL, "");
    g_string_append(sql, ") VALUES (?");
    for (size_t i = 1; i < table->key.column_count + table->table.column_count; i++) {
        g_string_append(sql, ", ?");
    }
    g_string_append_c(sql, ')');
    return statement_borrow(store, g_intern_string(sql->str), doing, error);
}

bool issue_rows_insert(store *store, enum issue_table_id id, const struct issued_row_key *key,
                       const void *rows, size_t count, const char *doing, GError **error)
{
    const struct issue_table *table = &issue_tables[id];
    g_autoptr(statement_lease) insert = insert_borrow(store, table, doing, error);
    bool done = insert != NULL;
    int first = done ? columns_bind(insert, 1, &table->key, COLUMNS_ALL, key) : 0;
    for (size_t i = 0; done && i < count; i++) {
        columns_bind(insert, first, &table->table, COLUMNS_ALL,
                     (const char *)rows + i * table->size);
        done = statement_execute(store, insert, doing, error);
    }
    return done;
}

statement_lease *issue_rows_borrow(store *store, enum issue_table_id id, const char *more,
                                   const char *rest, const char *doing, GError **error)
{
    const struct issue_table *table = &issue_tables[id];
    g_autoptr(GString) sql = g_string_new("SELECT ");
    columns_append(sql, &table->table, COLUMNS_ALL, "t.");
    g_string_append_printf(sql, "%s FROM %s AS t %s", more, table->table.name, rest);
    return statement_borrow(store, g_intern_string(sql->str), doing, error);
}

bool issue_rows_read(store *store, enum issue_table_id id, statement_lease *list, GArray *rows,
                     GStringChunk *strings, const char *doing, GError **error)
{
    const struct issue_table *table = &issue_tables[id];
    enum statement_step step = STEP_FAILED;
    while (list && (step = statement_next(store, list, doing, error)) == STEP_ROW) {
        const guint before = rows->len;
        g_array_set_size(rows, before + 1);
        void *row = rows->data + before * table->size;
        memset(row, 0, table->size);
        if (!columns_read(store, list, 0, &table->table, row, strings, error)) {
            g_array_set_size(rows, before); /* no row that is half read */
            return false;
        }
    }
    return step == STEP_DONE;
}
