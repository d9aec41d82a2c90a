#include <string.h>

#include "engine/store/db.h"
#include "engine/store/proof/proof.h"
#include "engine/store/tables.h"

/* The SQLite file, and its tables as this program makes them. */

static const char DOING[] = "checking the store";

/* ---- shared -------------------------------------------------------------------------------- */

void finding_add(GPtrArray *findings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static bool part_run(store *store, const struct proof_part *part, GPtrArray *findings,
                     GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (part->run ? part->run(store, findings, &cause)
                  : proof_sentences_add(store, part->statements, 0, "", findings, &cause)) {
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
                     GPtrArray *findings, GError **error)
{
    bool own = false;
    if (!transaction_read_begin(store, &own, DOING, error)) {
        return false;
    }
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        done = part_run(store, &parts[i], findings, error);
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

/* ---- the tables ---------------------------------------------------------------------------- */

/* A trigger that was taken out would let what is issued be changed. */

/* Comments and spaces are not compared: they may be others in a later release. */
static char *definition_normal(const char *sql)
{
    GString *text = g_string_new(NULL);
    for (const char *at = sql; *at != '\0';) {
        if (strncmp(at, "--", 2) == 0) {
            at += strcspn(at, "\n");
        } else if (g_ascii_isspace(*at)) {
            at += strspn(at, " \t\n");
            g_string_append_c(text, ' ');
        } else {
            g_string_append_c(text, *at++);
        }
    }
    /* A comment between two spaces leaves both. */
    g_string_replace(text, "  ", " ", 0);
    return g_string_free(text, FALSE);
}

/* What is defined: "trigger links_no_update" -> its text. NULL on failure. */
static GHashTable *definitions_read(store *store, GError **error)
{
    static const char SQL[] = "SELECT type || ' ' || name, sql FROM sqlite_schema"
                              " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'";
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement) list = statement_prepare(store, SQL, DOING, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_replace(found, g_strdup(statement_text(list, 0)),
                             definition_normal(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&found) : NULL;
}

/* Of a store that was just made. */
static GHashTable *definitions_make(GError **error)
{
    g_autofree char *path = g_strdup("a new store");
    struct store made = {.path = path};
    GHashTable *found = NULL;
    if (sqlite3_open(":memory:", &made.db) != SQLITE_OK) {
        statement_error(&made, DOING, error);
    } else if (tables_make(&made, 0, error)) {
        found = definitions_read(&made, error);
    }
    sqlite3_close(made.db);
    return found;
}

/* Those that `other` has not, or has otherwise. */
static void definitions_compare(GHashTable *one, GHashTable *other, bool otherwise,
                                const char *said, GPtrArray *findings)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(one), (GCompareFunc)strcmp);
    for (const GList *name = names; name; name = name->next) {
        const char *text = g_hash_table_lookup(other, name->data);
        if (!text || (otherwise && strcmp(text, g_hash_table_lookup(one, name->data)) != 0)) {
            finding_add(findings, "the store's %s %s", (const char *)name->data, said);
        }
    }
}

static bool schema_check(store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GHashTable) wanted = definitions_make(error);
    g_autoptr(GHashTable) found = wanted ? definitions_read(store, error) : NULL;
    if (!found) {
        return false;
    }
    definitions_compare(wanted, found, true, "was changed or taken out", findings);
    definitions_compare(found, wanted, false, "is none that this program makes", findings);
    return true;
}

bool store_check_integrity(store *store, GPtrArray *findings, GError **error)
{
    static const char *const file[] = {
        "SELECT 'the store''s file is damaged: ' || integrity_check || '; restore it from a copy'"
        " FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        NULL};
    static const char *const references[] = {
        "SELECT format('the table %s has %d rows that name a row of %s that is not there',"
        " \"table\", count(*), parent) FROM pragma_foreign_key_check GROUP BY \"table\", parent",
        NULL};
    static const struct proof_part parts[] = {{.statements = file},
                                              {.run = schema_check},
                                              {.statements = references},
                                              {.run = proof_frozen_rows_check},
                                              {.statements = proof_amounts}};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), findings, error);
}
