#include <string.h>

#include "engine/store/proof/proof_private.h"

/* The tables, indexes and triggers are those that this program makes: a trigger that was taken out
 * would let what is issued be changed. */

static const char DOING[] = "checking the tables";

extern const char store_schema_sql[];
extern const char store_schema_issues_sql[];

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
    if (list == NULL) {
        return NULL;
    }
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
    if (sqlite3_open(":memory:", &made.db) == SQLITE_OK &&
        statement_run(&made, store_schema_sql, DOING, error) &&
        statement_run(&made, store_schema_issues_sql, DOING, error)) {
        found = definitions_read(&made, error);
    }
    sqlite3_close(made.db);
    return found;
}

/* Those of `wanted` that `found` has not, or has otherwise. */
static void definitions_compare(GHashTable *wanted, GHashTable *found, const char *said,
                                GPtrArray *findings)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(wanted), (GCompareFunc)strcmp);
    for (const GList *name = names; name != NULL; name = name->next) {
        const char *other = g_hash_table_lookup(found, name->data);
        if (other == NULL || strcmp(other, g_hash_table_lookup(wanted, name->data)) != 0) {
            finding_add(findings, "the store's %s %s", (const char *)name->data, said);
        }
    }
}

static void definitions_new(GHashTable *wanted, GHashTable *found, GPtrArray *findings)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(found), (GCompareFunc)strcmp);
    for (const GList *name = names; name != NULL; name = name->next) {
        if (!g_hash_table_contains(wanted, name->data)) {
            finding_add(findings, "the store's %s is none that this program makes",
                        (const char *)name->data);
        }
    }
}

bool proof_schema_check(store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GHashTable) wanted = definitions_make(error);
    g_autoptr(GHashTable) found = wanted == NULL ? NULL : definitions_read(store, error);
    if (found == NULL) {
        return false;
    }
    definitions_compare(wanted, found, "was changed or taken out", findings);
    definitions_new(wanted, found, findings);
    return true;
}
