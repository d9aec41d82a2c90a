#include "reports/value/changes.h"

#include <string.h>

change_list *change_list_new(void)
{
    change_list *list = g_new0(change_list, 1);
    list->rows = g_array_new(FALSE, FALSE, sizeof(struct report_change));
    list->strings = g_string_chunk_new(4096);
    return list;
}

void change_list_free(change_list *list)
{
    if (list) {
        g_array_unref(list->rows);
        g_string_chunk_free(list->strings);
        g_free(list);
    }
}

void change_list_add(change_list *list, const struct report_change *change)
{
    struct report_change kept = *change;
    const char **const texts[] = {
        &kept.partner_id, &kept.legal_name, &kept.period, &kept.change, &kept.file,       &kept.row,
        &kept.column,     &kept.from,       &kept.to,     &kept.source, &kept.imported_by};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i] = g_string_chunk_insert_const(list->strings, *texts[i]);
    }
    g_array_append_val(list->rows, kept);
}

static gint change_compare(gconstpointer a, gconstpointer b)
{
    const struct report_change *first = a;
    const struct report_change *second = b;
    const int by_partner = strcmp(first->partner_id, second->partner_id);
    return by_partner != 0 ? by_partner : strcmp(first->period, second->period);
}

/* Stable: GLib's is. */
void change_list_close(change_list *list)
{
    g_array_sort(list->rows, change_compare);
}

void change_list_hash(const change_list *list, report_hash *hash)
{
    for (guint i = 0; i < list->rows->len; i++) {
        const struct report_change *row = &g_array_index(list->rows, struct report_change, i);
        const char *const texts[] = {row->partner_id, row->period, row->change, row->file,
                                     row->row,        row->column, row->from,   row->to};
        for (size_t k = 0; k < G_N_ELEMENTS(texts); k++) {
            report_hash_text(hash, texts[k]);
        }
    }
}
