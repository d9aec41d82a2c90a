#include "engine/store/proof/proof.h"

#include "engine/store/issues/issue_hashes.h"
#include "engine/store/proof/proof_private.h"
#include "engine/store/transaction.h"

/* The store against itself: the file, and what its tables say of each other. */

static const char DOING[] = "checking the store";

/* ---- shared -------------------------------------------------------------------------------- */

void finding_add(GPtrArray *findings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static bool part_run(store *store, proof_part part, GPtrArray *findings, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (part(store, findings, &cause)) {
        return true;
    }
    if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_DAMAGED)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    finding_add(findings, "%s", cause->message);
    return true;
}

bool proof_parts_run(store *store, const proof_part *parts, size_t count, GPtrArray *findings,
                     GError **error)
{
    bool own = false;
    if (!transaction_read_begin(store, &own, DOING, error)) {
        return false;
    }
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        done = part_run(store, parts[i], findings, error);
    }
    /* Nothing was written; and a damaged store may refuse to end it otherwise. */
    if (own) {
        transaction_rollback(store);
    }
    return done;
}

bool proof_sentences_add(store *store, const char *sql, GPtrArray *findings, GError **error)
{
    g_autoptr(statement) list = statement_prepare(store, sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        finding_add(findings, "%s", statement_text(list, 0));
    }
    return step == STEP_DONE;
}

/* ---- the file ------------------------------------------------------------------------------ */

static bool file_check(store *store, GPtrArray *findings, GError **error)
{
    static const char SQL[] =
        "SELECT 'the store''s file is damaged: ' || integrity_check || '; restore it from a copy'"
        " FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    return proof_sentences_add(store, SQL, findings, error);
}

static bool references_check(store *store, GPtrArray *findings, GError **error)
{
    static const char SQL[] =
        "SELECT format('the table %s has %d rows that name a row of %s that is not there',"
        " \"table\", count(*), parent) FROM pragma_foreign_key_check GROUP BY \"table\", parent";
    return proof_sentences_add(store, SQL, findings, error);
}

/* ---- what an issue froze ------------------------------------------------------------------- */

static bool issue_rows_check(store *store, int64_t seq, const char *name, sqlite3_stmt *kept,
                             GPtrArray *findings, GError **error)
{
    for (int table = 0; table < FROZEN_TABLE_COUNT; table++) {
        char sha256[SHA256_TEXT_SIZE];
        if (!frozen_table_hash(store, table, seq, sha256, error)) {
            return false;
        }
        sqlite3_reset(kept);
        statement_bind_integer(kept, 1, seq);
        statement_bind_kept(kept, 2, frozen_table_name(table));
        if (statement_next(store, kept, DOING, error) == STEP_FAILED) {
            return false;
        }
        if (g_strcmp0(statement_text(kept, 0), sha256) != 0) {
            finding_add(findings,
                        "%s: rows of the table %s were changed, added or taken away since it was "
                        "issued",
                        name, frozen_table_name(table));
        }
    }
    return true;
}

bool proof_frozen_rows_check(store *store, GPtrArray *findings, GError **error)
{
    static const char ISSUES[] =
        "SELECT seq, format('%s issue %d', period, issue) FROM issues ORDER BY seq";
    static const char KEPT[] = "SELECT sha256 FROM issue_hashes WHERE seq = ?1 AND table_name = ?2";
    g_autoptr(statement) issues = statement_prepare(store, ISSUES, DOING, error);
    g_autoptr(statement) kept =
        issues == NULL ? NULL : statement_prepare(store, KEPT, DOING, error);
    if (kept == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, issues, DOING, error)) == STEP_ROW) {
        if (!issue_rows_check(store, sqlite3_column_int64(issues, 0), statement_text(issues, 1),
                              kept, findings, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}

bool store_check_integrity(store *store, GPtrArray *findings, GError **error)
{
    static const proof_part parts[] = {file_check, proof_schema_check, references_check,
                                       proof_frozen_rows_check, proof_amounts_check};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), findings, error);
}
