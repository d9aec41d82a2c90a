#include "engine/store/store.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/store/db.h"
#include "engine/store/proof/proof.h"
#include "store_sample.h"

static struct store_sample sample;

static void set_up(void)
{
    store_sample_open(&sample);
}

static void tear_down(void)
{
    store_sample_close(&sample);
}

TestSuite(store, .init = set_up, .fini = tear_down);

/* Closes the store and opens it again, expecting a refusal that says so much. */
static void expect_refusal(enum store_error code, const char *words)
{
    g_autoptr(GError) error = NULL;
    store *opened = store_open(sample.path, &error);
    cr_assert_null(opened);
    cr_expect_eq(error->domain, STORE_ERROR);
    cr_expect_eq(error->code, (int)code);
    cr_expect_not_null(strstr(error->message, words), "%s", error->message);
    cr_expect_not_null(strstr(error->message, sample.path), "%s", error->message);
}

static mode_t file_mode(const char *path)
{
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    return status.st_mode & 0777;
}

Test(store, only_its_owner_reads_it_whatever_the_umask)
{
    cr_expect_eq(file_mode(sample.path), 0600);
    static const mode_t masks[] = {0, 022, 0777};
    for (size_t i = 0; i < G_N_ELEMENTS(masks); i++) {
        g_autofree char *path = g_strdup_printf("%s%zu", sample.path, i);
        mode_t before = umask(masks[i]);
        g_autoptr(store) other = store_open(path, NULL);
        umask(before);
        cr_assert_not_null(other);
        cr_expect_eq(file_mode(path), 0600);
        g_remove(path);
    }
}

Test(store, an_empty_file_becomes_a_store)
{
    store_close(g_steal_pointer(&sample.store));
    g_remove(sample.path);
    int file = open(sample.path, O_CREAT | O_WRONLY, 0644);
    cr_assert_geq(file, 0);
    close(file);
    sample.store = store_open(sample.path, NULL);
    cr_assert_not_null(sample.store);
    cr_expect_eq(file_mode(sample.path), 0600);
}

Test(store, opens_again_as_it_was)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    store_close(g_steal_pointer(&sample.store));
    sample.store = store_open(sample.path, NULL);
    int64_t batch = 0;
    cr_assert(store_newest_batch(sample.store, &batch, NULL));
    cr_expect_eq(batch, 1);
}

/* The tables of one made by the releases that wrote them out: schema_1.sql. */
static void schema_1_run(void)
{
    g_autofree char *schema = NULL;
    cr_assert(g_file_get_contents("tests/engine/store/schema_1.sql", &schema, NULL, NULL));
    g_autofree char *said = sample_sql_error(&sample, schema);
    cr_assert_str_eq(said, "");
}

/* A store as it was before anything could be issued. */
Test(store, an_older_one_gets_the_tables_that_it_lacks)
{
    store_close(g_steal_pointer(&sample.store));
    g_remove(sample.path);
    schema_1_run();
    g_free(sample_sql_error(&sample, "INSERT INTO batches VALUES (1, '2026-09', '0.1.0', '')"));
    cr_assert_eq(sample_sql_number(&sample, "PRAGMA user_version"), 1);

    sample.store = store_open(sample.path, NULL);
    cr_assert_not_null(sample.store);
    cr_expect_eq(sample_sql_number(&sample, "PRAGMA user_version"), 10);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM issues"), 0);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM batches"), 1, "what it had");
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    cr_assert(store_check_integrity(sample.store, NULL, findings, NULL));
    cr_expect_eq(findings->len, 0, "its tables are those that a new store has: %s",
                 findings->len > 0 ? (const char *)findings->pdata[0] : "");
}

/* What is planted runs at no opening, whatever its name, and an older store is not added to either. */
Test(store, what_this_program_does_not_make_is_refused)
{
    static const char *const plants[] = {
        "CREATE TRIGGER sqlitepay AFTER INSERT ON batches BEGIN DELETE FROM payments; END",
        "CREATE TRIGGER \"two words\" AFTER INSERT ON batches BEGIN SELECT 1; END",
        "CREATE VIEW sqlitex AS SELECT 1",
        "CREATE TABLE mine (x)",
        "CREATE INDEX mine ON batches (imported_at)",
        "ALTER TABLE batches ADD COLUMN mine TEXT",
        "DROP TRIGGER batches_no_update",
        "DROP TRIGGER batches_no_update; CREATE TRIGGER batches_no_update BEFORE UPDATE ON "
        "batches\n"
        " BEGIN SELECT RAISE(ABORT, 'batches are never  changed'); END",
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_x',"
        " 'batches', 0, 'CREATE TRIGGER sqlite_x AFTER INSERT ON batches BEGIN SELECT 1; END')",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'name TEXT NOT "
        "NULL',"
        " 'name TEXT NOT NULL CHECK (name <> ''areas.csv'')') WHERE name = 'issue_holidays'",
        "ANALYZE"};
    for (size_t i = 0; i < G_N_ELEMENTS(plants); i++) {
        store_close(g_steal_pointer(&sample.store));
        g_remove(sample.path);
        sample.store = store_open(sample.path, NULL);
        store_close(g_steal_pointer(&sample.store));
        g_autofree char *said = sample_sql_error(&sample, plants[i]);
        cr_assert_str_eq(said, "", "%s: %s", plants[i], said);
        expect_refusal(STORE_ERROR_DAMAGED, "changed what the store is made of");
        g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
        sample.store = store_open_to_look(sample.path, findings, NULL);
        cr_assert_not_null(sample.store, "%s", plants[i]);
        cr_expect_gt(findings->len, 0, "%s", plants[i]);
    }
    store_close(g_steal_pointer(&sample.store));
    g_remove(sample.path);
    schema_1_run();
    g_free(sample_sql_error(&sample, plants[0]));
    g_free(
        sample_sql_error(&sample, "CREATE TRIGGER b AFTER INSERT ON batches BEGIN SELECT 1; END"));
    expect_refusal(STORE_ERROR_DAMAGED, "the store's trigger b is none that this program makes");
    cr_expect_eq(sample_sql_number(&sample, "PRAGMA user_version"), 1);
}

/* Nothing is written where one only looks: not to an older store, nor where a writer was cut off. */
Test(store, looking_writes_nothing)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    store_close(g_steal_pointer(&sample.store));
    sample.store = store_open_to_look(sample.path, findings, NULL);
    cr_assert_not_null(sample.store);
    cr_expect_eq(findings->len, 0);
    cr_expect_not(statement_run(sample.store, "DELETE FROM batches", "", NULL));
    store_close(g_steal_pointer(&sample.store));
    g_free(sample_sql_error(&sample, "PRAGMA journal_mode = WAL"));
    cr_assert_null(store_open_to_look(sample.path, findings, &error));
    cr_assert(g_error_matches(error, STORE_ERROR, STORE_ERROR_FOREIGN));
    g_clear_error(&error);
    g_remove(sample.path);
    schema_1_run();
    cr_assert_null(store_open_to_look(sample.path, findings, &error));
    cr_assert(g_error_matches(error, STORE_ERROR, STORE_ERROR_UNFINISHED));
    cr_expect_not_null(strstr(error->message, "rcti status"));
    cr_expect_eq(sample_sql_number(&sample, "PRAGMA user_version"), 1);
    g_autoptr(GDir) directory = g_dir_open(sample.directory, 0, NULL);
    cr_expect_str_eq(g_dir_read_name(directory), "rcti.db", "nothing lies beside it");
    cr_expect_null(g_dir_read_name(directory));
}

Test(store, an_older_one_that_cannot_be_added_to_stays_as_it_was)
{
    store_close(g_steal_pointer(&sample.store));
    g_remove(sample.path);
    schema_1_run();
    g_free(sample_sql_error(&sample, "CREATE TABLE voids (x)")); /* in the way */
    expect_refusal(STORE_ERROR_DAMAGED, "making the tables failed");
    cr_expect_eq(sample_sql_number(&sample, "PRAGMA user_version"), 1);
    cr_expect_eq(
        sample_sql_number(&sample, "SELECT count(*) FROM sqlite_schema WHERE name = 'drafts'"), 0);
}

Test(store, refuses_a_newer_one)
{
    store_close(g_steal_pointer(&sample.store));
    g_free(sample_sql_error(&sample, "PRAGMA user_version = 99"));
    expect_refusal(STORE_ERROR_VERSION, "newer rcti");
}

Test(store, refuses_the_database_of_another_program)
{
    store_close(g_steal_pointer(&sample.store));
    g_free(sample_sql_error(&sample, "PRAGMA application_id = 7"));
    expect_refusal(STORE_ERROR_FOREIGN, "another program");
}

Test(store, refuses_a_database_without_an_id_that_is_not_empty)
{
    store_close(g_steal_pointer(&sample.store));
    g_remove(sample.path);
    g_free(sample_sql_error(&sample, "CREATE TABLE cats (name TEXT)"));
    expect_refusal(STORE_ERROR_FOREIGN, "another program");
}

Test(store, refuses_what_is_no_database)
{
    store_close(g_steal_pointer(&sample.store));
    g_file_set_contents(sample.path, "partner_id,legal_name\nP1,not a database, but a file\n", -1,
                        NULL);
    expect_refusal(STORE_ERROR_FOREIGN, "not a store");
}

Test(store, refuses_a_directory_that_is_not_there)
{
    store_close(g_steal_pointer(&sample.store));
    char *path = sample.path;
    sample.path = g_build_filename(sample.directory, "none", "rcti.db", NULL);
    expect_refusal(STORE_ERROR_OPEN, "No such file");
    g_free(sample.path);
    sample.path = path;
}

/* Every table of facts: no row goes, and no column changes but known_until, once. */
Test(store, facts_are_neither_deleted_nor_changed)
{
    static const char *const tables[] = {
        "company",   "policy",    "areas",          "partners",     "rates",      "schedules",
        "blocks",    "cases",     "extra_sessions", "appointments", "other_work", "holidays",
        "decisions", "held_rows", "absent_rows",    "sources",
    };
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM pragma_table_list AS t"
                                            " WHERE EXISTS (SELECT 1 FROM pragma_table_info(t.name)"
                                            " WHERE name = 'known_until')"),
                 (int64_t)G_N_ELEMENTS(tables), "a table is missing here");
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        /* Columns that no trigger that refuses a change names. */
        g_autofree char *sql = g_strdup_printf(
            "SELECT count(*) FROM pragma_table_info('%s') AS c, sqlite_schema AS s"
            " WHERE c.name <> 'known_until' AND s.name = '%s_no_update' AND s.sql NOT GLOB"
            " '*[ \"]' || c.name || '[, \"' || char(10) || ']*'",
            tables[i], tables[i]);
        cr_expect_eq(sample_sql_number(&sample, sql), 0, "%s", tables[i]);
    }
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    static const char *const refused[] = {
        "DELETE FROM partners",
        "UPDATE partners SET timezone = 'UTC'",
        "UPDATE partners SET known_from = 0",
        "UPDATE rates SET hourly_rate = 1",
        "DELETE FROM batches",
        "UPDATE batches SET period = '2026-10'",
        "DELETE FROM batch_files",
        "UPDATE batch_files SET sha256 = ''",
        "UPDATE partners SET known_until = 1; UPDATE partners SET known_until = 2",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *said = sample_sql_error(&sample, refused[i]);
        cr_expect(strstr(said, "never") != NULL || strstr(said, "once") != NULL, "%s: %s",
                  refused[i], said);
    }
}

Test(store, a_second_writer_is_told_to_wait)
{
    g_autoptr(store_import) first = sample_begin(sample.store, 9);
    g_autoptr(store) other = store_open(sample.path, NULL);
    cr_assert_not_null(other);
    g_autoptr(GError) error = NULL;
    store_import *second =
        store_import_begin(other, period_from_month(2026, 9), "0.1.0", sample_clock, &error);
    cr_assert_null(second);
    cr_expect_eq(error->code, STORE_ERROR_DATABASE);
    cr_expect_not_null(strstr(error->message, "another program is writing"), "%s", error->message);
}

Test(store, an_import_that_is_given_up_is_rolled_back)
{
    store_import_free(sample_begin_with_partners(sample.store, 9));
    store_close(g_steal_pointer(&sample.store));
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM batches"), 0);
}

/* A second month of many rows, killed at some point of it. */
static void import_until_killed(int ready)
{
    store *store = store_open(sample.path, NULL);
    store_import *import = sample_begin_with_partners(store, 10);
    for (int i = 0; i < 40000; i++) {
        g_autofree char *id = g_strdup_printf("A%d", i);
        sample_stage_appointment(import,
                                 sample_appointment(id, "P1", sample_utc(2026, 10, 5, 0, 0) + i));
    }
    sample_file(import, INPUT_APPOINTMENTS, 40000);
    cr_assert_eq(write(ready, "x", 1), 1);
    int64_t batch = 0;
    cr_assert(store_import_merge(import, &batch, NULL));
    cr_assert(store_import_commit(import, "someone", NULL, NULL));
    cr_assert_eq(write(ready, "y", 1), 1);
    pause();
}

Test(store, killed_while_it_writes_it_is_whole, .timeout = 60)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    store_close(g_steal_pointer(&sample.store));
    for (int attempt = 0; attempt < 8; attempt++) {
        int pipe_ends[2];
        cr_assert_eq(pipe(pipe_ends), 0);
        pid_t child = fork();
        if (child == 0) {
            import_until_killed(pipe_ends[1]);
            _exit(0);
        }
        char said = 0;
        cr_assert_eq(read(pipe_ends[0], &said, 1), 1);
        g_usleep((gulong)attempt * 20000);
        cr_assert_eq(kill(child, SIGKILL), 0);
        cr_assert_eq(waitpid(child, NULL, 0), child);
        close(pipe_ends[0]);
        close(pipe_ends[1]);

        sample.store = store_open(sample.path, NULL);
        cr_assert_not_null(sample.store);
        int64_t batch = 0;
        cr_assert(store_newest_batch(sample.store, &batch, NULL));
        int64_t rows = sample_sql_number(&sample, "SELECT count(*) FROM appointments");
        cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM pragma_integrity_check"
                                                " WHERE integrity_check = 'ok'"),
                     1);
        cr_expect((batch == 1 && rows == 0) || (batch == 2 && rows == 40000),
                  "all or nothing: batch %ld, %ld rows", (long)batch, (long)rows);
        store_close(g_steal_pointer(&sample.store));
        if (batch == 2) {
            break;
        }
    }
    /* One that the kill came before it meant anything stays until the next import. */
    g_autofree char *journal = g_strconcat(sample.path, "-journal", NULL);
    g_remove(journal);
}
