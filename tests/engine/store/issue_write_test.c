#include "engine/store/issues/issues.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "engine/store/backup.h"
#include "engine/store/issues/repaid.h"
#include "issue_sample.h"

/* Issuing and voiding. */

static struct store_sample sample;

static void set_up(void)
{
    store_sample_open(&sample);
}

static void tear_down(void)
{
    store_sample_close(&sample);
}

TestSuite(issue_write, .init = set_up, .fini = tear_down);

Test(issue_write, what_is_abandoned_was_never_there)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    issue_sample_rcti(&issue, 9, "P1", "RCTI-202609-P1", 15000, 1500);
    issue_sample_abandon(&issue);
    store_issue_abandon(NULL);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM issued_months"), 0);
    issue = issue_sample_begin(&sample, 9);
    cr_expect_eq(issue.seq, 1);
    cr_expect_eq(issue.issue, 1);
    cr_expect_str_eq(issue.write->previous_seal, "");
    issue_sample_abandon(&issue);
}

Test(issue_write, closing_the_store_abandons)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    issue_sample_rcti(&issue, 9, "P1", "RCTI-202609-P1", 15000, 1500);
    store_close(g_steal_pointer(&sample.store));
    issue_sample_abandon(&issue);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM documents"), 0);
}

Test(issue_write, one_writer_at_a_time)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    g_autoptr(store) other = store_open(sample.path, NULL);
    cr_assert_not_null(other);
    g_autoptr(GError) error = NULL;
    cr_expect_null(store_issue_begin(other, period_from_month(2026, 9), &error));
    cr_expect_eq(error->code, STORE_ERROR_DATABASE);
    cr_expect_not_null(strstr(error->message, "another program is writing"), "%s", error->message);
    issue_sample_abandon(&issue);
}

Test(issue_write, the_seal_is_over_the_manifest_and_the_seal_before)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    g_autoptr(GString) last = g_string_new(NULL);
    g_autoptr(store) store = store_open(sample.path, NULL);
    cr_assert_not_null(store);
    for (int64_t seq = 1; seq <= 2; seq++) {
        g_autofree char *sql = g_strdup_printf(
            "SELECT previous_seal = '%s' FROM links WHERE seq = %ld", last->str, (long)seq);
        cr_expect_eq(sample_sql_number(&sample, sql), 1);
        g_autofree char *manifest_sql =
            g_strdup_printf("SELECT CAST(manifest AS TEXT) FROM links WHERE seq = %ld", (long)seq);
        g_autofree char *manifest = sample_sql_text(&sample, manifest_sql);
        g_autofree char *text = g_strconcat(manifest, last->str, NULL);
        g_autofree char *seal = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
        g_string_assign(last, seal);
        g_autofree char *seal_sql =
            g_strdup_printf("SELECT count(*) FROM links WHERE seal = '%s'", seal);
        cr_expect_eq(sample_sql_number(&sample, seal_sql), 1);
    }
}

Test(issue_write, what_it_adjusts_must_be_there)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    const struct issued_document document = {.number = "RCAN-202609-P1-1",
                                             .kind = DOCUMENT_RCAN,
                                             .period = period_from_month(2026, 9),
                                             .adjusts = "RCTI-202609-P1",
                                             .replaces = "",
                                             .path = "x",
                                             .supplier = {.partner_id = "P1",
                                                          .legal_name = "",
                                                          .trading_name = "",
                                                          .abn = "",
                                                          .address_line_1 = "",
                                                          .address_line_2 = "",
                                                          .suburb = "",
                                                          .state = "",
                                                          .postcode = "",
                                                          .email = "",
                                                          .agreement_ref = ""}};
    g_autoptr(GError) error = NULL;
    cr_expect_not(store_issue_add_document(issue.write, &document, &error));
    cr_expect_eq(error->code, STORE_ERROR_DATABASE);
    issue_sample_abandon(&issue);
}

/* An issue that pays again what came back, writes off, and leaves somebody to be worked out again. */
static void decided_issue(void)
{
    const struct issued_repayment again = {.paid_seq = 1,
                                           .partner_id = "P1",
                                           .paid_abn = "51824753556",
                                           .abn = "51824753556",
                                           .amount = {16500},
                                           .apart = true,
                                           .in_file = true,
                                           .bsb = "062-000",
                                           .account_number = "12345678",
                                           .account_name = ""};
    const struct issued_debt debt = {
        .partner_id = "P1", .abn = "51824753556", .written_off = {5500}, .balance = {5500}};
    const struct issued_true_up left = {
        .period = period_from_month(2026, 9), .partner_id = "P1", .judged_by = ""};
    struct issue_sample issue = issue_sample_begin(&sample, 11);
    g_autoptr(GArray) repayments = g_array_new(FALSE, FALSE, sizeof again);
    g_autoptr(GArray) debts = g_array_new(FALSE, FALSE, sizeof debt);
    g_autoptr(GArray) true_ups = g_array_new(FALSE, FALSE, sizeof left);
    g_array_append_val(repayments, again);
    g_array_append_val(debts, debt);
    g_array_append_val(true_ups, left);
    cr_assert(store_issue_add_repayments(issue.write, repayments, NULL));
    cr_assert(store_issue_add_debts(issue.write, debts, NULL));
    cr_assert(store_issue_add_true_ups(issue.write, true_ups, NULL));
    issue_sample_commit(&issue);
}

/* The newest link has a key. */
static void keyed_void(const char *number)
{
    char seal[SHA256_TEXT_SIZE];
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(seal_key) key = seal_key_new(g_bytes_new_static("a key of the tests", 18));
    const struct void_order order = {.number = number,
                                     .reason = "wrong name",
                                     .prepared_by = "ann",
                                     .approved_by = "Bob",
                                     .key = key};
    cr_assert(store_void(sample.store, &order, numbers, seal, NULL));
}

/* Every table but those of drafts: no row goes, none changes, and none comes to what is sealed. */
Test(issue_write, what_is_issued_is_neither_deleted_nor_changed_nor_added_to)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    decided_issue();
    keyed_void("RCTI-202609-P1");
    g_autofree char *names = sample_sql_text(
        &sample,
        "SELECT group_concat(name, ' ') FROM pragma_table_list WHERE schema = 'main'"
        " AND type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'draft%' AND "
        "name NOT LIKE 'deliver%'"
        " AND NOT EXISTS (SELECT 1 FROM pragma_table_info(pragma_table_list.name)"
        "  WHERE name = 'known_until') AND name NOT IN ('batches', 'batch_files', 'batch_logins')");
    g_auto(GStrv) tables = g_strsplit(names, " ", -1);
    cr_expect_eq(g_strv_length(tables), 22);
    for (size_t i = 0; tables[i] != NULL; i++) {
        g_autofree char *count = g_strdup_printf("SELECT count(*) FROM %s", tables[i]);
        cr_expect_gt(sample_sql_number(&sample, count), 0, "%s", tables[i]);
        g_autofree char *first = g_strdup_printf(
            "SELECT '\"' || name || '\"' FROM pragma_table_info('%s') LIMIT 1", tables[i]);
        g_autofree char *column = sample_sql_text(&sample, first);
        g_autofree char *change = g_strdup_printf("UPDATE %s SET %s = 7", tables[i], column);
        g_autofree char *removal = g_strdup_printf("DELETE FROM %s", tables[i]);
        g_autofree char *again =
            g_strdup_printf("INSERT OR REPLACE INTO %s SELECT * FROM %s", tables[i], tables[i]);
        char *const refused[] = {change, removal, again};
        for (size_t j = 0; j < G_N_ELEMENTS(refused); j++) {
            g_autofree char *said = sample_sql_error(&sample, refused[j]);
            cr_expect_not_null(strstr(said, "what is issued is never"), "%s: %s", refused[j], said);
        }
    }
}

/* ---- files --------------------------------------------------------------------------------- */

Test(issue_write, files_are_kept_byte_for_byte)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    enum { LARGE = 3000001 };
    g_autofree char *large = g_malloc(LARGE);
    for (size_t i = 0; i < LARGE; i++) {
        large[i] = (char)(i * 31 % 251);
    }
    issue_sample_file(&issue, "audit.xlsx", large, LARGE);
    issue_sample_file(&issue, "empty.csv", "", 0);
    issue_sample_commit(&issue);

    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(struct issue_file));
    cr_assert(store_issue_files_load(sample.store, 1, files, strings, NULL));
    cr_assert_eq(files->len, 3);
    for (guint i = 0; i < files->len; i++) {
        const struct issue_file *file = &g_array_index(files, struct issue_file, i);
        static const char *const paths[] = {"audit.xlsx", "empty.csv", "manifest.json"};
        cr_expect_str_eq(file->path, paths[i]);
        g_autoptr(GBytes) bytes = store_issue_file_bytes(sample.store, file->row, NULL);
        cr_assert_not_null(bytes);
        g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
        cr_expect_str_eq(sha256, file->sha256);
        if (i == 0) {
            cr_assert_eq(g_bytes_get_size(bytes), LARGE);
            cr_expect_arr_eq(g_bytes_get_data(bytes, NULL), large, LARGE);
        } else if (i == 1) {
            cr_expect_eq(g_bytes_get_size(bytes), 0);
        }
    }
    g_autoptr(GError) error = NULL;
    cr_expect_null(store_issue_file_bytes(sample.store, 99, &error));
    cr_expect_not_null(error);
}

Test(issue_write, holidays_are_kept_once_and_written_back)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM issue_holidays"), 2);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM kept_files"), 1);
    cr_assert(store_issue_holidays_write(sample.store, 2, sample.directory, NULL));
    g_autofree char *path = g_build_filename(sample.directory, "areas.csv", NULL);
    g_autofree char *bytes = NULL;
    cr_assert(g_file_get_contents(path, &bytes, NULL, NULL));
    cr_expect_str_eq(bytes, "area,name\nAU,Australia\n");
    g_remove(path);
}

Test(issue_write, a_file_that_is_not_there_is_an_error)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    g_autoptr(GError) error = NULL;
    cr_expect_not(store_issue_add_file(issue.write, issue.directory, "none.csv", &error));
    cr_expect_not_null(strstr(error->message, "none.csv"), "%s", error->message);
    issue_sample_abandon(&issue);
}

Test(issue_write, facts_are_hashed_once_a_batch)
{
    issue_sample_september(&sample);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM batch_hashes"), 13);
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_rate(import, "P1", RATE_PARTNER, 16000);
    sample_file(import, INPUT_RATES, 1);
    cr_assert_eq(sample_commit(import), 2);
    char one[65];
    char both[65];
    struct issue_sample issue = issue_sample_begin(&sample, 10);
    cr_assert(store_issue_hash_facts(issue.write, 1, one, NULL));
    cr_assert(store_issue_hash_facts(issue.write, 2, both, NULL));
    cr_expect_str_neq(one, both);
    issue_sample_commit(&issue);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM batch_hashes"), 26);
    cr_expect_eq(sample_sql_number(&sample,
                                   "SELECT count(*) FROM batch_hashes AS a JOIN batch_hashes AS b"
                                   " USING (file) WHERE a.batch = 1 AND b.batch = 2"
                                   " AND a.sha256 = b.sha256"),
                 9, "all but company, partners, rates and the batch itself");
}

/* ---- voiding ------------------------------------------------------------------------------- */

static void expect_refusal(const char *number, const char *words)
{
    g_autoptr(GError) error = NULL;
    cr_assert_not(issue_sample_void(&sample, number, NULL, &error));
    cr_expect(g_error_matches(error, STORE_ERROR, STORE_ERROR_REFUSED));
    cr_expect_not_null(strstr(error->message, words), "%s", error->message);
}

Test(issue_write, a_void_takes_the_adjustments_with_it)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    expect_refusal("RCTI-0", "there is no document RCTI-0");
    expect_refusal("RCAN-202609-P1-1", "void RCTI-202609-P1, and its adjustments");
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    cr_assert(issue_sample_void(&sample, "RCTI-202609-P1", numbers, NULL));
    cr_assert_eq(numbers->len, 2);
    cr_expect_str_eq(g_ptr_array_index(numbers, 0), "RCTI-202609-P1");
    cr_expect_str_eq(g_ptr_array_index(numbers, 1), "RCAN-202609-P1-1");
    expect_refusal("RCTI-202609-P1", "is voided already");
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM voids WHERE seq = 3"), 2);
    g_autofree char *manifest =
        sample_sql_text(&sample, "SELECT CAST(manifest AS TEXT) FROM links WHERE seq = 3");
    cr_expect_not_null(strstr(manifest, "[\"RCTI-202609-P1\", \"RCAN-202609-P1-1\"]"), "%s",
                       manifest);
    cr_expect_not_null(strstr(manifest, "\"reason\": \"wrong \\\"name\\\"\""), "%s", manifest);
    cr_expect_not_null(strstr(manifest, "\"approved_by\": \"Bob\""), "%s", manifest);

    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    struct issued_document document;
    bool found = false;
    cr_assert(
        store_document_load(sample.store, "RCTI-202609-P1", &found, &document, strings, NULL));
    cr_expect_str_eq(document.void_reason, "wrong \"name\"");
    cr_expect_str_eq(document.path, "documents/RCTI-202609-P1.pdf", "it is kept");
}

Test(issue_write, a_replacement_can_be_voided_the_replaced_not)
{
    issue_sample_september(&sample);
    cr_assert(issue_sample_void(&sample, "RCTI-202609-P1", NULL, NULL));
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    issue_sample_month(&issue, 9, "P1", "RCTI-202609-P1-R1", 15000, 1500);
    issue_sample_document(&issue, DOCUMENT_RCTI, 9, "P1", "RCTI-202609-P1-R1", "", "RCTI-202609-P1",
                          15000, 1500);
    issue_sample_commit(&issue);
    expect_refusal("RCTI-202609-P1", "What took its place is RCTI-202609-P1-R1");
    cr_assert(issue_sample_void(&sample, "RCTI-202609-P1-R1", NULL, NULL));
    struct store_issued_month *month = NULL;
    cr_assert(store_issued_month_load(sample.store, period_from_month(2026, 9), "P1", ISSUED_NOW,
                                      false, &month, NULL));
    cr_expect(month->open);
    cr_expect_eq(month->voids, 2);
    store_issued_month_free(month);
}

Test(issue_write, only_what_the_period_stands_on_is_voided)
{
    issue_sample_september(&sample);
    /* No way of rcti's own leads there. */
    g_free(sample_sql_error(&sample,
                            "DROP TRIGGER issued_months_no_insert;"
                            "INSERT INTO issued_months VALUES (1, '2026-09', 'P1', 'nil', '',"
                            " '', '') ON CONFLICT DO NOTHING;"
                            "DROP TRIGGER issued_months_no_update;"
                            "UPDATE issued_months SET number = '' WHERE partner_id = 'P1'"));
    expect_refusal("RCTI-202609-P1", "no document at all");
}

/* ---- the backup ---------------------------------------------------------------------------- */

/* A store as it was, in a file; NULL where it is refused. The caller frees. */
static char *written(const char *name, int32_t issue, GError **error)
{
    g_auto(store_backup) backup = {.issue = 0};
    g_autofree char *path = g_build_filename(sample.directory, name, NULL);
    const bool done =
        store_backup_write(sample.path, period_from_month(2026, 9), issue, path, &backup, error);
    return done ? g_steal_pointer(&path) : NULL;
}

/* The store's directory is to be as it was. */
static void backups_remove(void)
{
    static const char *const names[] = {"copy.db", "first.db"};
    g_autofree char *path = store_backups_path(sample.path);
    g_remove(path);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *copy = g_build_filename(sample.directory, names[i], NULL);
        g_remove(copy);
    }
}

static bool backed_up(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(store_backup) backup = {.issue = 0};
    bool made = false;
    cr_assert(store_backup_make(sample.store, &made, &backup, &error), "%s",
              error ? error->message : "");
    return made;
}

Test(issue_write, a_backup_is_whole_and_its_owners_alone)
{
    cr_expect_not(backed_up(), "nothing is issued");
    issue_sample_september(&sample);
    g_autoptr(GError) error = NULL;
    mode_t before = umask(0);
    cr_expect(backed_up());
    g_autofree char *path = store_backups_path(sample.path);
    g_autofree char *copy = written("copy.db", 0, &error);
    cr_assert(copy, "%s", error ? error->message : "");
    umask(before);
    const char *const files[] = {path, copy};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        struct stat status;
        cr_assert_eq(stat(files[i], &status), 0);
        cr_expect_eq(status.st_mode & 0777, 0600);
    }
    g_autofree char *kept = NULL;
    g_autofree char *is = NULL;
    gsize kept_size = 0;
    gsize size = 0;
    cr_assert(g_file_get_contents(copy, &kept, &kept_size, NULL));
    cr_assert(g_file_get_contents(sample.path, &is, &size, NULL));
    cr_expect_eq(kept_size, size);
    cr_expect_arr_eq(kept, is, size);
    cr_expect_null(written("copy.db", 0, &error), "nothing takes its place");
    cr_expect_not_null(strstr(error->message, "is there already"), "%s", error->message);
    backups_remove();
}

Test(issue_write, a_backup_stays_and_shares_its_pages)
{
    issue_sample_september(&sample);
    cr_expect(backed_up());
    cr_expect_not(backed_up(), "it has one");
    issue_sample_adjusted(&sample);
    cr_expect(backed_up());
    g_autofree char *path = store_backups_path(sample.path);
    struct store_sample backups = {.path = path};
    const int64_t lists = sample_sql_number(
        &backups, "SELECT sum(length(pages)) / 4 - (SELECT count(*) FROM pages) FROM backups");
    cr_expect_gt(lists, 0, "most pages are of both");
    g_autofree char *first = written("first.db", 1, NULL);
    cr_assert(first);
    struct store_sample copy = {.path = first};
    cr_expect_eq(sample_sql_number(&copy, "SELECT count(*) FROM issues"), 1);
    cr_expect_eq(sample_sql_number(&copy, "SELECT count(*) FROM pragma_integrity_check"
                                          " WHERE integrity_check = 'ok'"),
                 1);
    backups_remove();
}

Test(issue_write, a_backup_that_was_changed_is_not_written)
{
    issue_sample_september(&sample);
    cr_expect(backed_up());
    g_autofree char *path = store_backups_path(sample.path);
    struct store_sample backups = {.path = path};
    static const char of_another[] =
        "UPDATE pages SET bytes = (SELECT bytes FROM pages WHERE page = 4), sha256 = sha256 || '0'"
        " WHERE page = 3";
    static const char *const changes[] = {
        "UPDATE pages SET bytes = zeroblob(length(bytes)) WHERE page = 3",
        of_another,
        "DELETE FROM pages WHERE page = 3",
        "UPDATE backups SET pages = substr(pages, 5)",
        "UPDATE backups SET pages = x'01'",
        "UPDATE backups SET page_size = 511"};
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *good = NULL;
        gsize size = 0;
        cr_assert(g_file_get_contents(path, &good, &size, NULL));
        g_free(sample_sql_error(&backups, changes[i]));
        g_autoptr(GError) error = NULL;
        g_autofree char *copy = g_build_filename(sample.directory, "copy.db", NULL);
        cr_expect_null(written("copy.db", 0, &error), "%s", changes[i]);
        cr_expect(g_error_matches(error, STORE_ERROR, STORE_ERROR_DAMAGED), "%s: %s", changes[i],
                  error ? error->message : "");
        cr_expect_not(g_file_test(copy, G_FILE_TEST_EXISTS));
        cr_assert(g_file_set_contents(path, good, (gssize)size, NULL));
    }
    backups_remove();
}

Test(issue_write, a_backup_that_there_is_not_is_told)
{
    g_autoptr(GError) none = NULL;
    g_autoptr(GError) other = NULL;
    issue_sample_september(&sample);
    cr_expect_null(written("copy.db", 0, &none));
    cr_expect_not_null(strstr(none->message, "there are no backups"), "%s", none->message);
    cr_expect(backed_up());
    cr_expect_null(written("copy.db", 2, &other));
    cr_expect_not_null(
        strstr(other->message, "no backup of issue 2 of 2026-09; of issue 1 of 2026-09"), "%s",
        other->message);
    backups_remove();
}
