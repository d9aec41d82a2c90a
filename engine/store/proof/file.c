#include "engine/store/db.h"
#include "engine/store/proof/proof.h"

/* The SQLite file itself, and what the checks share. */

static const char DOING[] = "checking the store";

/* ---- shared -------------------------------------------------------------------------------- */

void finding_add(GPtrArray *findings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static bool part_run(store *store, const struct proof_part *part, const char *period,
                     GPtrArray *findings, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (part->run ? part->run(store, period, findings, &cause)
                  : proof_sentences_add(store, part->statements, 0, period, findings, &cause)) {
        return true;
    }
    if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_DAMAGED)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    finding_add(findings, "%s", cause->message);
    return true;
}

bool proof_parts_run(store *store, const struct proof_part *parts, size_t count,
                     const struct period *period, GPtrArray *findings, GError **error)
{
    bool own = false;
    char period_text[PERIOD_TEXT_SIZE] = "";
    if (period) {
        store_period_text(*period, period_text);
    }
    if (!transaction_read_begin(store, &own, DOING, error)) {
        return false;
    }
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        done = (period && parts[i].of_everything) ||
               part_run(store, &parts[i], period_text, findings, error);
    }
    /* Nothing was written; and a damaged store may refuse to end it otherwise. */
    if (own) {
        transaction_rollback(store);
    }
    return done;
}

bool proof_sentences_add(store *store, const char *const *statements, int64_t seq, const char *text,
                         GPtrArray *findings, GError **error)
{
    bool done = true;
    for (; done && *statements; statements++) {
        g_autoptr(statement) list = statement_prepare(store, *statements, DOING, error);
        int parameters = list ? sqlite3_bind_parameter_count(list) : 0;
        if (parameters >= 1) {
            statement_bind_integer(list, 1, seq);
        }
        if (parameters >= 2) {
            statement_bind_kept(list, 2, text);
        }
        done = statement_texts(store, list, findings, DOING, error);
    }
    return done;
}

/* ---- the file ------------------------------------------------------------------------------ */

bool store_check_integrity(store *store, const struct period *period, GPtrArray *findings,
                           GError **error)
{
    static const char *const file[] = {
        "SELECT 'the store''s file is damaged: ' || integrity_check || '; restore it from a copy'"
        " FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        NULL};
    static const char *const references[] = {
        "SELECT format('the table %s has %d rows that name a row of %s that is not there',"
        " \"table\", count(*), parent) FROM pragma_foreign_key_check GROUP BY \"table\", parent",
        NULL};
    static const struct proof_part parts[] = {
        {.statements = file, .of_everything = true},
        {.statements = references, .of_everything = true},
        {.run = proof_frozen_rows_check},
        {.statements = proof_amounts},
        {.statements = proof_balances, .of_everything = true}};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), period, findings, error);
}
