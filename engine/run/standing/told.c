#include "engine/run/standing/told.h"

#include <string.h>

#include "engine/store/issues/issues.h"

/* ---- what was told before ------------------------------------------------------------------------ */

/* "7 told before and accepted with 2026-08, 1 with 2026-09: NO_EMAIL 5, RATE_UNUSUAL 3". */
static void counted_add(exception_list *list, GTree *periods, GTree *codes)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (GTreeNode *at = g_tree_node_first(periods); at; at = g_tree_node_next(at)) {
        g_string_append_printf(
            text, text->len > 0 ? ", %d with %s" : "%d told before and accepted with %s",
            GPOINTER_TO_INT(g_tree_node_value(at)), (const char *)g_tree_node_key(at));
    }
    const char *sign = ": ";
    for (GTreeNode *at = g_tree_node_first(codes); at; at = g_tree_node_next(at)) {
        g_string_append_printf(text, "%s%s %d", sign, (const char *)g_tree_node_key(at),
                               GPOINTER_TO_INT(g_tree_node_value(at)));
        sign = ", ";
    }
    if (text->len > 0) {
        exception_list_add(list, EXCEPTION_TOLD_BEFORE, "", "", text->str, "");
    }
}

static void count_one(GTree *counts, const char *key)
{
    int count = GPOINTER_TO_INT(g_tree_lookup(counts, key));
    g_tree_insert(counts, (gpointer)key, GINT_TO_POINTER(count + 1));
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Takes those out of the list that an issue told of, and counts them; keeps the others as told now. */
static void settle(exception_list *list, GHashTable *told)
{
    g_autoptr(GTree) periods = g_tree_new(compare_keys);
    g_autoptr(GTree) codes = g_tree_new(compare_keys);
    guint kept = 0;
    for (guint i = 0; i < list->rows->len; i++) {
        const struct exception_row row = g_array_index(list->rows, struct exception_row, i);
        g_autofree char *key =
            g_strdup_printf("%s %s %s", row.code, row.partner_id, row.facts ? row.facts : "");
        const char *period = row.facts ? g_hash_table_lookup(told, key) : NULL;
        if (period) {
            count_one(periods, period);
            count_one(codes, row.code);
            list->severity_counts[row.severity]--;
            continue;
        }
        if (row.facts) {
            g_array_append_val(list->told, row);
        }
        g_array_index(list->rows, struct exception_row, kept++) = row;
    }
    g_array_set_size(list->rows, kept);
    counted_add(list, periods, codes);
}

/* ---- one line of many ---------------------------------------------------------------------------- */

enum { FOLDED_FROM = 6 };

/* Where one question is asked of many partners, it is one line that names them. */
static bool is_same_question(const struct exception_row *row, enum exception_code code,
                             const struct exception_row *first)
{
    return strcmp(row->code, exception_words[code]) == 0 &&
           (code != EXCEPTION_NO_LOCAL_AREA || strcmp(row->detail, first->detail) == 0);
}

static void code_fold(exception_list *list, enum exception_code code, guint first_at)
{
    const struct exception_row first = g_array_index(list->rows, struct exception_row, first_at);
    g_autoptr(GString) whom = g_string_new(NULL);
    guint count = 0;
    for (guint i = first_at; i < list->rows->len; i++) {
        const struct exception_row *row = &g_array_index(list->rows, struct exception_row, i);
        if (is_same_question(row, code, &first)) {
            bool own = code == EXCEPTION_NO_SETOFF_CLAUSE;
            g_string_append_printf(whom, "%s%s %s%s%s", count++ > 0 ? ", " : "", row->partner_id,
                                   row->name, own ? " " : "", own ? row->detail : "");
        }
    }
    if (count < FOLDED_FROM) {
        return;
    }
    guint kept = first_at;
    for (guint i = first_at; i < list->rows->len; i++) {
        const struct exception_row row = g_array_index(list->rows, struct exception_row, i);
        if (is_same_question(&row, code, &first)) {
            list->severity_counts[row.severity]--;
        } else {
            g_array_index(list->rows, struct exception_row, kept++) = row;
        }
    }
    g_array_set_size(list->rows, kept);
    g_autofree char *subject = g_strdup_printf("%u partners", count);
    g_autofree char *detail =
        g_strconcat(code == EXCEPTION_NO_LOCAL_AREA ? first.detail : "",
                    code == EXCEPTION_NO_LOCAL_AREA ? ": " : "", whom->str, NULL);
    exception_list_add(list, code, "", subject, detail, "");
}

static void fold(exception_list *list)
{
    static const enum exception_code codes[] = {EXCEPTION_NO_EMAIL, EXCEPTION_SUPER_UNDECIDED,
                                                EXCEPTION_NO_SETOFF_CLAUSE,
                                                EXCEPTION_NO_LOCAL_AREA};
    for (size_t c = 0; c < G_N_ELEMENTS(codes); c++) {
        for (guint i = 0; i < list->rows->len; i++) {
            const struct exception_row *row = &g_array_index(list->rows, struct exception_row, i);
            if (row->partner_id[0] != '\0' && is_same_question(row, codes[c], row)) {
                const guint before = list->rows->len;
                code_fold(list, codes[c], i);
                i -= list->rows->len < before; /* another row stands here now */
            }
        }
    }
}

/* ---- all of it ----------------------------------------------------------------------------------- */

bool told_settle(store *store, int64_t before_seq, exception_list *list, GError **error)
{
    g_autoptr(GHashTable) told = store_told_load(store, before_seq, error);
    if (told) {
        settle(list, told);
        fold(list);
    }
    return told != NULL;
}

GArray *told_rows(const exception_list *list)
{
    GArray *told = g_array_new(FALSE, FALSE, sizeof(struct issued_told));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < list->told->len; i++) {
        const struct exception_row *row = &g_array_index(list->told, struct exception_row, i);
        const struct issued_told one = {row->code, row->partner_id, row->facts};
        if (g_hash_table_add(
                seen, g_strdup_printf("%s %s %s", one.code, one.partner_id, one.facts_sha256))) {
            g_array_append_val(told, one);
        }
    }
    return told;
}
