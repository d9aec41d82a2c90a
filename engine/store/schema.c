#include "engine/store/schema.h"

#include <string.h>

#include "engine/store/tables.h"

static const char DOING[] = "checking the tables";

/* Up to the quote that ends what the one at `text` begins; SQL doubles a quote that is meant. */
static const char *quoted_end(const char *text)
{
    const int end = *text == '[' ? ']' : *text;
    const char *last = strchr(text + 1, end);
    return last ? last + 1 : text + strlen(text);
}

/* Comments and spaces outside of quotes are not compared: they may be others in a later release. */
static char *definition_normal(const char *sql)
{
    GString *text = g_string_new(NULL);
    for (const char *at = sql; *at != '\0';) {
        const bool comment = strncmp(at, "--", 2) == 0;
        if (comment || g_ascii_isspace(*at)) {
            at += comment ? strcspn(at, "\n") : 1;
            g_string_append(text, text->len > 0 && text->str[text->len - 1] == ' ' ? "" : " ");
            continue;
        }
        const char *next = strchr("'\"`[", *at) ? quoted_end(at) : at + 1;
        g_string_append_len(text, at, next - at);
        at = next;
    }
    return g_string_free(text, FALSE);
}

/* What is defined: "trigger links_no_update" -> the table that it is of, and its text. SQLite makes
 * indexes without a text by itself, and lets no two have one name. NULL on failure. */
static GHashTable *definitions_read(store *store, GError **error)
{
    static const char SQL[] =
        "SELECT type || ' ' || name, tbl_name, ifnull(sql, '') FROM sqlite_schema";
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement) list = statement_prepare(store, SQL, DOING, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_autofree char *text = definition_normal(statement_text(list, 2));
        g_hash_table_replace(found, g_strdup(statement_text(list, 0)),
                             g_strconcat(statement_text(list, 1), " ", text, NULL));
    }
    return step == STEP_DONE ? g_steal_pointer(&found) : NULL;
}

/* Of a store that was just made: once for all that are opened, and for as long as the program runs. */
static GHashTable *definitions_wanted(GError **error)
{
    static GMutex mutex;
    static GHashTable *wanted;
    g_mutex_lock(&mutex);
    g_autofree char *path = g_strdup("a new store");
    struct store made = {.path = path};
    if (!wanted && sqlite3_open(":memory:", &made.db) != SQLITE_OK) {
        statement_error(&made, DOING, error);
    } else if (!wanted && tables_make(&made, 0, error)) {
        wanted = definitions_read(&made, error);
    }
    sqlite3_close(made.db);
    g_mutex_unlock(&mutex);
    return wanted;
}

/* Those that `other` has not, or has otherwise. */
static void definitions_compare(GHashTable *one, GHashTable *other, bool otherwise,
                                const char *said, GPtrArray *sentences)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(one), (GCompareFunc)strcmp);
    for (const GList *name = names; name; name = name->next) {
        const char *text = g_hash_table_lookup(other, name->data);
        if (!text || (otherwise && strcmp(text, g_hash_table_lookup(one, name->data)) != 0)) {
            g_ptr_array_add(sentences,
                            g_strdup_printf("the store's %s %s", (const char *)name->data, said));
        }
    }
}

bool schema_differences(store *store, GPtrArray *sentences, GError **error)
{
    GHashTable *wanted = definitions_wanted(error);
    g_autoptr(GHashTable) found = wanted ? definitions_read(store, error) : NULL;
    if (!found) {
        return false;
    }
    definitions_compare(wanted, found, true, "was changed or taken out", sentences);
    definitions_compare(found, wanted, false, "is none that this program makes", sentences);
    return true;
}
