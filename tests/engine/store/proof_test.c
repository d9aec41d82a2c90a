#include "engine/store/proof/proof.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

#include "engine/store/db.h"
#include "engine/store/issues/issues.h"
#include "issue_sample.h"

/* A store that was changed behind rcti's back is found out. The story: batch 1; September issued
 * to P1; batch 2; October's issue adjusts September; the document is voided and replaced. */

static struct store_sample sample;
static char *bytes; /* of the store as it should be */
static gsize size;

static void first_batch(void)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_ini(import, INPUT_POLICY, "policy", "completion_days", "7");
    sample_stage_appointment(import, sample_appointment("A1", "P1", sample_utc(2026, 9, 7, 0, 0)));
    sample_stage_block(import, "B1", "P1", sample_utc(2026, 9, 8, 0, 0),
                       sample_utc(2026, 9, 8, 1, 0));
    sample_stage_work(import, "W1", "P1", sample_utc(2026, 9, 9, 0, 0),
                      sample_utc(2026, 9, 9, 1, 0));
    sample_stage_case(import, sample_case("K1", 4, "C1"));
    sample_file(import, INPUT_POLICY, 1);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    sample_file(import, INPUT_BLOCKS, 1);
    sample_file(import, INPUT_OTHER_WORK, 1);
    sample_file(import, INPUT_CASES, 1);
    cr_assert_eq(sample_commit(import), 1);
    static const char REST[] =
        "INSERT INTO schedules (period, partner_id, weekday, start, \"end\", line, known_from)"
        " VALUES ('2026-09', 'P1', 'Tue', 600, 660, 2, 1);"
        "INSERT INTO extra_sessions (request_id, case_id, requested_on, sessions, outcome,"
        " clinical_review, line, known_from) VALUES ('E1', 'K1', 1, 2, 'approved', 'pending', 2, "
        "1);"
        "INSERT INTO holidays (date, area, name, \"from\", \"to\", effect, status, line, "
        "known_from)"
        " VALUES (1, 'AU', 'Day', 0, 1440, 'declare', 'gazetted', 2, 1);"
        "INSERT INTO held_rows (period, file, partner_id, error_line, line, known_from)"
        " VALUES ('2026-09', 'rates.csv', 'P2', 'rates.csv:9: wrong', 9, 1);";
    g_autofree char *said = sample_sql_error(&sample, REST);
    cr_assert_str_eq(said, "");
}

static void september_issue(void)
{
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    issue_sample_rcti(&issue, 9, "P1", "RCTI-202609-P1", 15000, 1500);
    issue_sample_month(&issue, 9, "P2", "", 0, 0);
    issue_sample_payment(&issue, "P1", 16500, 0);
    issue_sample_commit(&issue);
}

static void second_batch(void)
{
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_rate(import, "P1", RATE_PARTNER, 16000); /* retires the first */
    sample_file(import, INPUT_RATES, 1);
    cr_assert_eq(sample_commit(import), 2);
}

static void replacement_issue(void)
{
    cr_assert(issue_sample_void(&sample, "RCTI-202609-P1", NULL, NULL));
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    issue_sample_month(&issue, 9, "P1", "RCTI-202609-P1-R1", 20000, 2000);
    issue_sample_document(&issue, DOCUMENT_RCTI, 9, "P1", "RCTI-202609-P1-R1", "", "RCTI-202609-P1",
                          20000, 2000);
    issue_sample_payment(&issue, "P1", 5500, 0);
    issue_sample_commit(&issue);
}

static void set_up(void)
{
    store_sample_open(&sample);
    first_batch();
    september_issue();
    second_batch();
    issue_sample_adjusted(&sample);
    replacement_issue();
    /* A batch that nothing was issued from yet. */
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_rate(import, "P1", RATE_PARTNER, 17000);
    sample_file(import, INPUT_RATES, 1);
    cr_assert_eq(sample_commit(import), 3);
    cr_assert(g_file_get_contents(sample.path, &bytes, &size, NULL));
}

static void tear_down(void)
{
    g_free(bytes);
    store_sample_close(&sample);
}

TestSuite(proof, .init = set_up, .fini = tear_down, .timeout = 100);

typedef bool (*check_function)(store *store, const struct period *period, GPtrArray *findings,
                               GError **error);
static const check_function checks[] = {store_check_integrity, store_check_facts, store_check_chain,
                                        store_check_files};

/* What the checks find, a line each. */
static char *found_by(const check_function *functions, size_t count)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(functions[i](sample.store, NULL, findings, &error), "%s",
                  error ? error->message : "");
    }
    g_ptr_array_add(findings, NULL);
    return g_strjoinv("\n", (char **)findings->pdata);
}

/* As it should be, but for what the SQL does. */
static void change(const char *sql)
{
    store_close(g_steal_pointer(&sample.store));
    cr_assert(g_file_set_contents_full(sample.path, bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE,
                                       0600, NULL));
    g_autofree char *drops = sample_sql_text(
        &sample, "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema"
                 " WHERE type = 'trigger'");
    g_autofree char *all =
        g_strconcat("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;"
                    " PRAGMA journal_mode = MEMORY;",
                    drops, ";", sql, NULL);
    g_autofree char *said = sample_sql_error(&sample, all);
    cr_assert_str_eq(said, "", "%s: %s", sql, said);
    /* Its triggers are gone: it cannot be opened to be written to any more. */
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    sample.store = store_open_to_look(sample.path, missing, NULL);
    cr_assert_not_null(sample.store);
    cr_assert_gt(missing->len, 20);
}

static void expect_found(check_function check, const char *sql, const char *words)
{
    change(sql);
    g_autofree char *found = found_by(&check, 1);
    cr_expect_not_null(strstr(found, words), "%s gives: %s", sql, found);
}

Test(proof, nothing_is_wrong_with_what_rcti_wrote)
{
    g_autofree char *found = found_by(checks, G_N_ELEMENTS(checks));
    cr_expect_str_eq(found, "");
    change("");
    g_autofree char *still = found_by(checks, G_N_ELEMENTS(checks));
    cr_expect_str_eq(still, "");
}

Test(proof, an_empty_store_is_whole)
{
    store_close(g_steal_pointer(&sample.store));
    g_remove(sample.path);
    sample.store = store_open(sample.path, NULL);
    g_autofree char *found = found_by(checks, G_N_ELEMENTS(checks));
    cr_expect_str_eq(found, "");
}

static int refuse_table(void *refused, int action, const char *table, const char *column,
                        const char *database, const char *trigger)
{
    (void)column;
    (void)database;
    (void)trigger;
    return action == SQLITE_READ && g_strcmp0(table, refused) == 0 ? SQLITE_DENY : SQLITE_OK;
}

/* Nothing is proved where a table cannot be read. */
Test(proof, what_cannot_be_read_does_not_hold)
{
    g_autofree char *names = sample_sql_text(
        &sample, "SELECT group_concat(name) FROM sqlite_schema"
                 " WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'draft%'");
    g_auto(GStrv) tables = g_strsplit(names, ",", -1);
    cr_assert_gt(g_strv_length(tables), 20);
    for (size_t i = 0; tables[i]; i++) {
        store_close(g_steal_pointer(&sample.store));
        sample.store = store_open(sample.path, NULL);
        sqlite3_set_authorizer(sample.store->db, refuse_table, tables[i]);
        g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *said = NULL;
        for (size_t check = 0; check < G_N_ELEMENTS(checks); check++) {
            g_autoptr(GError) error = NULL;
            const bool done = checks[check](sample.store, NULL, findings, &error);
            cr_expect_eq(done, !error, "%s", tables[i]);
            if (error && !said) {
                said = g_strdup(error->message);
            }
        }
        cr_expect(said && (strstr(said, "prohibited") || strstr(said, "not authorized")), "%s: %s",
                  tables[i], said ? said : "proved");
        sqlite3_set_authorizer(sample.store->db, NULL, NULL);
    }
}

/* SQL that changes a column, for each column of the tables. */
static GPtrArray *changes_list(const char *tables)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT group_concat(format('UPDATE %%s SET \"%%w\" = CASE typeof(\"%%w\")"
        " WHEN ''integer'' THEN \"%%w\" + 1000 WHEN ''text'' THEN \"%%w\" || ''x''"
        " WHEN ''blob'' THEN CAST(CAST(\"%%w\" AS TEXT) || ''x'' AS BLOB)"
        " ELSE iif(%%Q = ''INTEGER'', 1, ''x'') END',"
        " t.name, c.name, c.name, c.name, c.name, c.name, c.type), char(10))"
        " FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.schema = 'main' AND t.name IN (%s) AND c.name NOT IN ('row', 'known_until')",
        tables);
    g_autofree char *text = sample_sql_text(&sample, sql);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_ptr_array_add(list, g_strdup(lines[i]));
    }
    return list;
}

Test(proof, a_change_of_any_column_of_any_fact_is_named)
{
    g_autoptr(GPtrArray) changes =
        changes_list("'company', 'policy', 'partners', 'rates', 'schedules', 'blocks', 'cases',"
                     " 'extra_sessions', 'appointments', 'other_work', 'holidays', 'held_rows',"
                     " 'batches', 'batch_files', 'batch_logins'");
    cr_expect_gt(changes->len, 120);
    const check_function facts = store_check_facts;
    for (guint i = 0; i < changes->len; i++) {
        const char *sql = g_ptr_array_index(changes, i);
        change(sql);
        g_autofree char *found = found_by(&facts, 1);
        cr_expect_not_null(strstr(found, "batch 1"), "%s gives: %s", sql, found);
    }
}

Test(proof, facts_are_named_by_batch_and_file)
{
    expect_found(store_check_facts, "UPDATE rates SET hourly_rate = 1 WHERE known_from = 1",
                 "batch 1, rates.csv: the facts");
    expect_found(store_check_facts, "UPDATE rates SET known_until = 3 WHERE known_from = 1",
                 "batch 2, rates.csv: the facts");
    expect_found(store_check_facts, "UPDATE rates SET known_until = 1 WHERE known_from = 1",
                 "batch 1, rates.csv: the facts");
    expect_found(store_check_facts, "DELETE FROM appointments", "batch 1, appointments.csv");
    expect_found(store_check_facts,
                 "INSERT INTO cases (case_id, entitled_sessions, sessions_used, line, known_from)"
                 " VALUES ('K2', 1, 1, 1, 2)",
                 "batch 2, cases.csv");
    expect_found(store_check_facts, "DELETE FROM held_rows", "batch 1: the rows that it set aside");
    expect_found(store_check_facts, "UPDATE batch_files SET sha256 = 'x' WHERE batch = 2",
                 "batch 2: what is recorded of the import");
    expect_found(store_check_facts, "UPDATE batch_logins SET imported_by = 'x' WHERE batch = 2",
                 "batch 2: what is recorded of the import");
    expect_found(store_check_facts, "DELETE FROM batch_logins WHERE batch = 1",
                 "batch 1: what is recorded of the import");
    static const char FAR[] =
        "batch 4000000000 is what was issued from, but the store has 3 imports";
    expect_found(store_check_facts, "UPDATE issues SET batch = 4000000000 WHERE seq = 1", FAR);
    expect_found(store_check_facts, "UPDATE batch_hashes SET batch = 4000000000 WHERE batch = 2",
                 FAR);
    change("UPDATE rates SET hourly_rate = 1 WHERE known_from = 3");
    const check_function facts = store_check_facts;
    g_autofree char *found = found_by(&facts, 1);
    cr_expect_str_eq(found, "", "nothing was issued from batch 3 yet");
}

/* Whatever is changed, or taken away, of what is issued. */
Test(proof, a_change_of_any_column_of_what_is_issued_is_found)
{
    static const char TABLES[] =
        "'links', 'issues', 'kept_files', 'issue_holidays', 'issued_months', 'issued_lines',"
        " 'issued_slots', 'issued_adhoc', 'documents', 'issued_adjustments', 'payments',"
        " 'issue_files', 'voids', 'batch_hashes', 'issue_hashes'";
    g_autoptr(GPtrArray) changes = changes_list(TABLES);
    cr_expect_gt(changes->len, 110);
    g_auto(GStrv) tables = g_strsplit(TABLES, ",", -1);
    for (size_t i = 0; tables[i] != NULL; i++) {
        char *name = g_strstrip(tables[i]);
        g_strdelimit(name, "'", ' ');
        g_ptr_array_add(changes, g_strdup_printf("DELETE FROM %s", name));
    }
    for (guint i = 0; i < changes->len; i++) {
        const char *sql = g_ptr_array_index(changes, i);
        change(sql);
        g_autofree char *found = found_by(checks, G_N_ELEMENTS(checks));
        cr_expect_str_neq(found, "", "%s", sql);
    }
}

/* Whoever changes a row can write its hash again: not the seal. */
Test(proof, a_row_whose_hash_was_written_again_is_not_what_was_sealed)
{
    static const char *const columns[][2] = {
        {"issues", "issued_at"},          {"issues", "payment_date"},
        {"issue_holidays", "name"},       {"issued_months", "result_hash"},
        {"issued_lines", "minutes"},      {"issued_slots", "notes"},
        {"issued_adhoc", "notes"},        {"documents", "legal_name"},
        {"issued_adjustments", "reason"}, {"payments", "account_number"},
    };
    const check_function chain = store_check_chain;
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        const char *table = columns[i][0];
        int64_t seq = strcmp(table, "issued_adjustments") == 0 ? 2 : 1;
        g_autofree char *sql =
            g_strdup_printf("UPDATE %s SET %s = %s || '1'", table, columns[i][1], columns[i][1]);
        change(sql);
        struct issue_frozen frozen[ISSUE_FROZEN_COUNT];
        cr_assert(frozen_hashes_compute(sample.store, seq, frozen, NULL));
        for (int at = 0; at < ISSUE_FROZEN_COUNT; at++) {
            g_autofree char *again =
                g_strdup_printf("UPDATE issue_hashes SET sha256 = '%s' WHERE table_name = '%s'"
                                " AND seq = %d",
                                frozen[at].sha256, frozen[at].table, (int)seq);
            g_autofree char *said = sample_sql_error(&sample, again);
            cr_assert_str_eq(said, "");
        }
        g_autofree char *found = found_by(&chain, 1);
        g_autofree char *words = g_strdup_printf(
            "issue 1: the rows of the table %s are not those that its manifest has", table);
        cr_expect_not_null(strstr(found, words), "%s gives: %s", sql, found);
    }
}

/* The hash of the table would tell as well: these say what is wrong with the sums. */
Test(proof, amounts_that_do_not_add_up_are_named)
{
    const check_function check = store_check_integrity;
    expect_found(
        check, "UPDATE issued_lines SET amount = 1 WHERE seq = 1",
        "2026-09 of P1: the documents of 2026-09 issue 1 come to 150.00 and 15.00 GST, its "
        "frozen lines to 0.01 and 15.00 GST");
    expect_found(check, "UPDATE issued_lines SET gst = 900 WHERE seq = 2",
                 "the documents of 2026-10 issue 1 come to -50.00 and -5.00 GST");
    expect_found(check, "UPDATE documents SET total = 1 WHERE number = 'RCTI-202609-P1'",
                 "RCTI-202609-P1: 150.00 and 15.00 GST are not its total, 0.01");
    expect_found(check, "UPDATE issued_adjustments SET amount = -5001",
                 "RCAN-202609-P1-1: its lines come to -50.01 and -5.00 GST, the document says "
                 "-50.00");
    expect_found(
        check, "UPDATE payments SET payment = payment + 1 WHERE seq = 1",
        "ABN 51824753556: what 2026-09 issue 1 bills less what it pays is -0.01, but what is "
        "carried forward changes by 0.00");
    expect_found(check, "UPDATE payments SET carried = -1 WHERE seq = 2",
                 "what 2026-10 issue 1 bills less what it pays is -55.00, but what is carried "
                 "forward changes by -0.01");
    expect_found(check, "DELETE FROM payments WHERE seq = 4", "what 2026-09 issue 2 bills");
    expect_found(check, "UPDATE payments SET payment = 0, carried = payment WHERE seq = 1",
                 "P1: 2026-09 issue 1 pays 0.00 and carries 165.00 forward: nobody is paid less");
}

Test(proof, rows_without_their_other_half_are_named)
{
    const check_function check = store_check_integrity;
    expect_found(check, "DELETE FROM issued_months WHERE seq = 4",
                 "RCTI-202609-P1-R1: nothing is frozen for this document");
    expect_found(check, "DELETE FROM issues WHERE seq = 1", "name a row of issues");
    expect_found(check, "DELETE FROM issue_files WHERE path LIKE '%-R1.pdf'",
                 "RCTI-202609-P1-R1: the bytes of this document are not kept");
    expect_found(check, "UPDATE issued_months SET number = 'RCTI-1' WHERE seq = 1",
                 "it is frozen as issued, with the number \"RCTI-1\"");
    expect_found(check, "DELETE FROM voids",
                 "two documents stand for it: RCTI-202609-P1, RCTI-202609-P1-R1");
    expect_found(check, "DELETE FROM voids", "it replaces RCTI-202609-P1, which was not voided");
    expect_found(check, "UPDATE issued_slots SET notes = 'x' WHERE seq = 2",
                 "2026-10 issue 1: rows of the table issued_slots were changed");
    expect_found(check,
                 "UPDATE partners SET legal_name = NULL WHERE false;"
                 " PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
                 " replace(sql, 'name TEXT NOT NULL', 'name TEXT NOT NULL CHECK"
                 " (name <> ''areas.csv'')') WHERE name = 'issue_holidays'",
                 "the store's file is damaged: CHECK constraint failed in issue_holidays");
}

Test(proof, the_chain_is_walked)
{
    const check_function check = store_check_chain;
    expect_found(check, "UPDATE links SET seal = 'x' WHERE seq = 4",
                 "link 4 of the chain: its manifest or its seal was changed");
    expect_found(check, "UPDATE links SET manifest = CAST('x' AS BLOB) WHERE seq = 1",
                 "link 1 of the chain: its manifest or its seal was changed");
    expect_found(check, "DELETE FROM links WHERE seq = 2", "link 2 of the chain is missing");
    expect_found(check, "DELETE FROM links WHERE seq = 2",
                 "2026-10 issue 1: the chain has no link of it");
    expect_found(check, "DELETE FROM links WHERE seq = 3",
                 "the void of RCAN-202609-P1-1: the chain has no link of it");
    expect_found(check, "UPDATE links SET previous_seal = '' WHERE seq = 2",
                 "link 2 of the chain does not name the seal before it");
    expect_found(check, "DELETE FROM issues WHERE seq = 2", "link 2 of the chain is an issue");
    expect_found(check, "DELETE FROM voids", "link 3 of the chain is a void");
    expect_found(check, "UPDATE voids SET reason = 'x' WHERE number LIKE 'RCAN%'",
                 "the void of RCTI-202609-P1 is not what its link of the chain (3) says");
    expect_found(check, "UPDATE issues SET approved_by = 'Eve' WHERE seq = 1",
                 "2026-09 issue 1: its manifest does not have who approved it as the store has it: "
                 "Eve");
    expect_found(check, "UPDATE batch_hashes SET sha256 = 'x' WHERE batch = 1",
                 "2026-09 issue 1: its manifest does not have the hash of the facts");
    expect_found(check, "UPDATE issue_holidays SET sha256 = 'x' WHERE seq = 1",
                 "does not have the SHA-256 of the holidays areas.csv");
}

Test(proof, files_are_named_by_issue_and_path)
{
    const check_function check = store_check_files;
    expect_found(check,
                 "UPDATE issue_files SET bytes = CAST('RCTI-202609-p1' AS BLOB) WHERE seq = 1"
                 " AND path LIKE 'doc%'",
                 "2026-09 issue 1, documents/RCTI-202609-P1.pdf: the bytes that are kept are not "
                 "those that were issued");
    expect_found(check, "UPDATE issue_files SET sha256 = 'x' WHERE seq = 2 AND path LIKE 'doc%'",
                 "2026-10 issue 1, documents/RCAN-202609-P1-1.pdf: the SHA-256 that is kept of it");
    expect_found(check, "DELETE FROM issue_files WHERE path = 'manifest.json' AND seq = 4",
                 "2026-09 issue 2, manifest.json: its manifest lists the file, and it is not kept");
    expect_found(check,
                 "INSERT INTO issue_files (seq, path, sha256, bytes) VALUES (1, 'a', '', x'')",
                 "2026-09 issue 1, a: a file is kept that its manifest does not list");
    expect_found(check, "UPDATE kept_files SET bytes = x'41'", "the holidays areas.csv");
    expect_found(check, "UPDATE links SET manifest = CAST('{\"outputs\": [{]}' AS BLOB)",
                 "2026-09 issue 1: its manifest cannot be read");
}

/* Bytes of the file itself, not of a row. */
Test(proof, a_damaged_file_is_a_finding_not_a_failure)
{
    store_close(g_steal_pointer(&sample.store));
    cr_assert_eq(sample_sql_number(&sample, "SELECT count(*) FROM issued_slots"), 8);
    g_autofree char *page =
        sample_sql_text(&sample, "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size)"
                                 " FROM sqlite_schema WHERE name = 'issued_slots'");
    g_autofree char *changed = g_memdup2(bytes, size);
    memset(changed + g_ascii_strtoull(page, NULL, 10), 0x77, 100);
    cr_assert(g_file_set_contents(sample.path, changed, (gssize)size, NULL));
    sample.store = store_open(sample.path, NULL);
    cr_assert_not_null(sample.store);
    const check_function check = store_check_integrity;
    g_autofree char *found = found_by(&check, 1);
    cr_expect_not_null(strstr(found, "damaged"), "%s", found);
}

Test(proof, links_are_read_in_order)
{
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(struct store_link));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    cr_assert(store_links_load(sample.store, links, strings, NULL));
    cr_assert_eq(links->len, 4);
    const struct store_link *before = NULL;
    for (guint i = 0; i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        cr_expect_eq(link->seq, (int64_t)i + 1);
        cr_expect_eq(link->is_void, i == 2);
        cr_expect_str_eq(link->previous_seal, before != NULL ? before->seal : "");
        cr_expect_gt(g_bytes_get_size(link->manifest), 100);
        before = link;
    }
}

/* A manifest of seq 1 that says this of its outputs. */
static void expect_outputs_found(const char *json, const char *words)
{
    g_autofree char *sql =
        g_strdup_printf("UPDATE links SET manifest = CAST('%s' AS BLOB) WHERE seq = 1", json);
    expect_found(store_check_files, sql, words);
}

Test(proof, outputs_are_read_from_where_they_stand)
{
    static const char JSON[] =
        "{\"a\": {\"outputs\": [1]}, \"b\": \"outputs\", \"outputs\": ["
        "{\"file\": \"d\\u00e9\\\"x\\/y\", \"bytes\": 12, \"sha256\": \"ab\"},"
        " {\"sha256\": \"cd\", \"file\": \"documents/RCTI-202609-P1.pdf\"}], \"c\": null}";
    expect_outputs_found(JSON,
                         "2026-09 issue 1, dé\"x/y: its manifest lists the file, and it is not");
    expect_outputs_found(JSON, "2026-09 issue 1, documents/RCTI-202609-P1.pdf: the bytes that are");
    expect_outputs_found("{\"outputs\": []}",
                         "2026-09 issue 1, documents/RCTI-202609-P1.pdf: a file is kept that its");
}

Test(proof, a_manifest_that_is_cut_off_or_no_json_is_a_finding)
{
    static const char *const wrong[] = {
        "",
        "{",
        "{\"outputs\": [{\"file\": \"a\", \"sha256\": \"b\"}]",
        "[\"outputs\", []]",
        "{\"outputs\": {\"file\": \"a\", \"sha256\": \"b\"}}",
        "{\"outputs\": [{\"file\": \"a\"}]}",
        "{\"outputs\": [{\"file\": [], \"sha256\": \"b\"}]}",
        "{\"outputs\": [{\"file\" \"a\"}]}",
        "{\"outputs\": [{\"file\": \"\\q\"}]}",
        "{\"outputs\": [\"file\"]}",
        "{\"outputs\": [\001]}",
        "{\"inputs\": [\"x\", 1, []], \"frozen\": \"x\"}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        expect_outputs_found(wrong[i], "2026-09 issue 1: its manifest cannot be read");
        const check_function chain = store_check_chain;
        g_autofree char *found = found_by(&chain, 1);
        cr_expect_not_null(
            strstr(found, "2026-09 issue 1: its manifest does not have who approved"),
            "%s gives: %s", wrong[i], found);
        cr_expect_not_null(strstr(found, "2026-09 issue 1: the rows of the table payments are not"),
                           "%s gives: %s", wrong[i], found);
        cr_expect_not_null(strstr(found, "does not have the SHA-256 of the holidays areas.csv"),
                           "%s gives: %s", wrong[i], found);
    }
}
