#include <string.h>

#include "engine/store/db.h"
#include "engine/store/proof/proof.h"
#include "engine/store/tables.h"

/* What an issue froze against what it freezes when it is made again, row by row. */

static const char DOING[] = "comparing what was issued";

enum { NAMED_MAX = 10 /* rows of one table */ };

/* By which people tell rows of one table apart. */
static const char *const identities[] = {
    "number", "partner_id", "abn",     "paid_seq", "paid_abn",    "code",         "token",
    "name",   "kind",       "taxable", "apart",    "hourly_rate", "facts_sha256", NULL};
/* Texts that are no words of a version of this program. */
static const char *const names[] = {"number",
                                    "partner_id",
                                    "abn",
                                    "paid_abn",
                                    "legal_name",
                                    "bsb",
                                    "adjusts",
                                    "account_name",
                                    "replaces",
                                    "account_number",
                                    "kind",
                                    "path",
                                    "period",
                                    "prepared_by",
                                    "code",
                                    "token",
                                    "address_line_1",
                                    "trading_name",
                                    "confirmed_by",
                                    "postcode",
                                    "suburb",
                                    "approved_by",
                                    NULL};

/* ---- rows as text --------------------------------------------------------------------------- */

/* Of one table, of one store. */
struct rows {
    GPtrArray *columns;      /* char *: their names, then NULL */
    GHashTable *by_identity; /* "P0001 51824753556" -> char **: the texts of its columns */
};

static void rows_clear(struct rows *rows)
{
    g_clear_pointer(&rows->columns, g_ptr_array_unref);
    g_clear_pointer(&rows->by_identity, g_hash_table_unref);
}
typedef struct rows rows;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(rows, rows_clear)

static void row_take(struct rows *rows, sqlite3_stmt *list)
{
    const char *const *columns = (const char *const *)rows->columns->pdata;
    g_autoptr(GString) identity = g_string_new(NULL);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; columns[i]; i++) {
        if (g_strv_contains(identities, columns[i])) {
            g_string_append_printf(identity, "%s%s", identity->len > 0 ? " " : "",
                                   statement_text(list, i));
        }
        g_ptr_array_add(texts, g_strdup(statement_text(list, i)));
    }
    g_ptr_array_add(texts, NULL);
    g_hash_table_replace(rows->by_identity, g_strdup(identity->str),
                         g_ptr_array_steal(texts, NULL));
}

static bool rows_read(store *store, enum issue_table_id table, int64_t seq, struct rows *rows,
                      GError **error)
{
    g_autofree char *sql = g_strconcat("SELECT t.* FROM ", issue_tables[table].rows, NULL);
    g_autoptr(statement) list = statement_prepare(store, sql, DOING, error);
    statement_bind_integer(list, 1, seq);
    rows->columns = g_ptr_array_new_with_free_func(g_free);
    rows->by_identity =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    for (int i = 0; list && i < sqlite3_column_count(list); i++) {
        g_ptr_array_add(rows->columns, g_strdup(sqlite3_column_name(list, i)));
    }
    g_ptr_array_add(rows->columns, NULL);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        row_take(rows, list);
    }
    return step == STEP_DONE;
}

/* ---- two of them ------------------------------------------------------------------------------ */

/* What is compared, and where the findings go. */
struct comparison {
    const char *name; /* "issue 1 of 2026-09" */
    const char *table;
    bool same_words; /* the version that froze the rows is this one */
    GPtrArray *findings;
    guint found;
};

static void row_find(struct comparison *comparison, const char *identity, const char *what)
{
    if (comparison->found++ < NAMED_MAX) {
        finding_add(comparison->findings, "%s computed again: %s, %s: %s", comparison->name,
                    comparison->table, identity, what);
    }
}

/* Of an account the last three digits. */
static const char *shown(const char *column, const char *text)
{
    const size_t size = strlen(text);
    return strcmp(column, "account_number") == 0 && size > 3 ? text + size - 3 : text;
}

static bool is_number(const char *text)
{
    return strspn(text, "-0123456789") == strlen(text);
}

static void row_compare(struct comparison *comparison, const char *identity,
                        const GPtrArray *columns, char *const *frozen, char *const *computed)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; frozen[i]; i++) {
        const char *column = g_ptr_array_index(columns, i);
        const bool compared = comparison->same_words || g_strv_contains(names, column) ||
                              (is_number(frozen[i]) && is_number(computed[i]));
        if (compared && strcmp(frozen[i], computed[i]) != 0) {
            const bool account = strcmp(column, "account_number") == 0;
            g_string_append_printf(text, "%s%s frozen %s%s; computed %s%s",
                                   text->len > 0 ? ", and " : "", column, account ? "..." : "",
                                   shown(column, frozen[i]), account ? "..." : "",
                                   shown(column, computed[i]));
        }
    }
    if (text->len > 0) {
        row_find(comparison, identity, text->str);
    }
}

static void rows_compare(struct comparison *comparison, const struct rows *frozen,
                         const struct rows *computed)
{
    g_autoptr(GList) was =
        g_list_sort(g_hash_table_get_keys(frozen->by_identity), (GCompareFunc)strcmp);
    g_autoptr(GList) is =
        g_list_sort(g_hash_table_get_keys(computed->by_identity), (GCompareFunc)strcmp);
    for (const GList *at = was; at; at = at->next) {
        char *const *again = g_hash_table_lookup(computed->by_identity, at->data);
        if (again) {
            row_compare(comparison, at->data, frozen->columns,
                        g_hash_table_lookup(frozen->by_identity, at->data), again);
        } else {
            row_find(comparison, at->data, "frozen, but not computed");
        }
    }
    for (const GList *at = is; at; at = at->next) {
        if (!g_hash_table_contains(frozen->by_identity, at->data)) {
            row_find(comparison, at->data, "computed, but not frozen");
        }
    }
    if (comparison->found > NAMED_MAX) {
        finding_add(comparison->findings, "%s computed again: %s, and %u rows more",
                    comparison->name, comparison->table, comparison->found - NAMED_MAX);
    }
}

/* Verdicts and lines are told by whoever worked them out, in words. */
static bool is_told_elsewhere(int table)
{
    return table == FROZEN_MONTHS || table == FROZEN_LINES || table == FROZEN_SLOTS ||
           table == FROZEN_ADHOC;
}

bool store_check_again(store *store, const issue_write *again, const char *name, bool same_words,
                       bool same_judging, GPtrArray *findings, GError **error)
{
    bool good = true;
    for (int table = 0; good && table < FROZEN_TABLE_COUNT; table++) {
        g_auto(rows) frozen = {0};
        g_auto(rows) computed = {0};
        struct comparison comparison = {name, issue_tables[table].table.name, same_words, findings,
                                        0};
        if (is_told_elsewhere(table) || (table == FROZEN_TOLD && !same_words) ||
            (table == FROZEN_TRUE_UPS && !same_judging)) {
            continue;
        }
        good = rows_read(store, (enum issue_table_id)table, again->seq, &frozen, error) &&
               rows_read(again->store, (enum issue_table_id)table, again->seq, &computed, error);
        if (good) {
            rows_compare(&comparison, &frozen, &computed);
        }
    }
    return good;
}
