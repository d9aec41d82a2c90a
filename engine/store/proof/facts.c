#include <string.h>

#include "engine/store/db.h"
#include "engine/store/proof/proof.h"

/* The facts that were issued from and the rows that were issued, against their hashes. */

static const char DOING[] = "checking the facts";

/* Batches up to the last that is sealed: all before it are. Imports are numbered 1, 2, …, so that none
 * is greater than their count. */
static bool sealed_batch_find(store *store, int64_t *ret_batch, GPtrArray *findings, GError **error)
{
    static const char SQL[] = "SELECT max(ifnull((SELECT max(batch) FROM batch_hashes), 0),"
                              " ifnull((SELECT max(batch) FROM issues), 0)),"
                              " (SELECT count(*) FROM batches)";
    g_autoptr(statement) read = statement_prepare(store, SQL, DOING, error);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    int64_t sealed = sqlite3_column_int64(read, 0);
    int64_t count = sqlite3_column_int64(read, 1);
    if (sealed > count) {
        finding_add(findings,
                    "batch %" G_GINT64_FORMAT
                    " is what was issued from, but the store has %" G_GINT64_FORMAT " imports",
                    sealed, count);
    }
    *ret_batch = MIN(sealed, count);
    return true;
}

static void finding_of_batch(GPtrArray *findings, int64_t batch, int file)
{
    const bool of_facts = file < INPUT_FILE_COUNT;
    const char *name = hashed_file_name(file);
    if (file == HASHED_BATCHES) {
        finding_add(findings,
                    "batch %" G_GINT64_FORMAT ": what is recorded of the import (its period, "
                    "program, login, files and their SHA-256) is not what was issued from",
                    batch);
    } else if (of_facts) {
        finding_add(findings,
                    "batch %" G_GINT64_FORMAT ", %s: the facts that it brought or retired are not "
                    "those that were issued from",
                    batch, name);
    } else {
        finding_add(findings,
                    "batch %" G_GINT64_FORMAT ": the rows that it set aside, missed or took back "
                    "(%s) are not those that were issued from",
                    batch, name);
    }
}

static bool file_check(store *store, int file, int64_t first, int64_t last, GPtrArray *findings,
                       GError **error)
{
    static const char SQL[] =
        "SELECT b.batch, h.sha256 FROM"
        " (SELECT batch FROM batches UNION SELECT batch FROM batch_hashes) AS b"
        " LEFT JOIN batch_hashes AS h ON h.batch = b.batch AND h.file = ?1"
        " WHERE b.batch BETWEEN ?2 AND ?3 ORDER BY b.batch";
    g_autoptr(GPtrArray) hashes = fact_hashes_compute(store, file, first, last, error);
    if (!hashes) {
        return false;
    }
    g_autoptr(statement) list = statement_prepare(store, SQL, DOING, error);
    statement_bind_kept(list, 1, hashed_file_name(file));
    statement_bind_integer(list, 2, first);
    statement_bind_integer(list, 3, last);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int64_t batch = sqlite3_column_int64(list, 0);
        const char *hash = g_ptr_array_index(hashes, (guint)(batch - first));
        if (strcmp(statement_text(list, 1), hash) != 0) {
            finding_of_batch(findings, batch, file);
        }
    }
    return step == STEP_DONE;
}

static bool batches_check(store *store, int64_t first, int64_t last, GPtrArray *findings,
                          GError **error)
{
    bool good = true;
    for (int file = 0; good && file < HASHED_FILE_COUNT; file++) {
        good = file_check(store, file, first, last, findings, error);
    }
    return good;
}

/* Those that are the period's imports, one by one. */
static bool period_batches_check(store *store, const char *period, int64_t last,
                                 GPtrArray *findings, GError **error)
{
    static const char SQL[] =
        "SELECT batch FROM batches WHERE period = ?1 AND batch BETWEEN 1 AND ?2 ORDER BY batch";
    g_autoptr(statement) list = statement_prepare(store, SQL, DOING, error);
    statement_bind_kept(list, 1, period);
    statement_bind_integer(list, 2, last);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const int64_t batch = sqlite3_column_int64(list, 0);
        if (!batches_check(store, batch, batch, findings, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}

static bool facts_check(store *store, const char *period, GPtrArray *findings, GError **error)
{
    int64_t last = 0;
    if (!sealed_batch_find(store, &last, findings, error)) {
        return false;
    }
    return period[0] != '\0' ? period_batches_check(store, period, last, findings, error)
                             : last == 0 || batches_check(store, 1, last, findings, error);
}

bool store_check_facts(store *store, const struct period *period, GPtrArray *findings,
                       GError **error)
{
    static const struct proof_part all = {.run = facts_check};
    return proof_parts_run(store, &all, 1, period, findings, error);
}

/* ---- what an issue froze ------------------------------------------------------------------- */

static bool issue_rows_check(store *store, int64_t seq, const char *name, sqlite3_stmt *kept,
                             GPtrArray *findings, GError **error)
{
    struct issue_frozen frozen[ISSUE_FROZEN_COUNT];
    if (!frozen_hashes_compute(store, seq, frozen, error)) {
        return false;
    }
    for (int table = 0; table < ISSUE_FROZEN_COUNT; table++) {
        sqlite3_reset(kept);
        statement_bind_integer(kept, 1, seq);
        statement_bind_kept(kept, 2, frozen[table].table);
        if (statement_next(store, kept, DOING, error) == STEP_FAILED) {
            return false;
        }
        if (strcmp(statement_text(kept, 0), frozen[table].sha256) != 0) {
            finding_add(findings,
                        "%s: rows of the table %s were changed, added or taken away since it was "
                        "issued",
                        name, frozen[table].table);
        }
    }
    return true;
}

bool proof_frozen_rows_check(store *store, const char *period, GPtrArray *findings, GError **error)
{
    static const char ISSUES[] = "SELECT seq, format('%s issue %d', period, issue) FROM issues"
                                 " WHERE ?1 = '' OR period = ?1 ORDER BY seq";
    static const char KEPT[] = "SELECT sha256 FROM issue_hashes WHERE seq = ?1 AND table_name = ?2";
    g_autoptr(statement) issues = statement_prepare(store, ISSUES, DOING, error);
    g_autoptr(statement) kept = issues ? statement_prepare(store, KEPT, DOING, error) : NULL;
    if (!kept) {
        return false;
    }
    statement_bind_kept(issues, 1, period);
    enum statement_step step;
    while ((step = statement_next(store, issues, DOING, error)) == STEP_ROW) {
        if (!issue_rows_check(store, sqlite3_column_int64(issues, 0), statement_text(issues, 1),
                              kept, findings, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}
