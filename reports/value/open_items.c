#include "reports/value/open_items.h"

#include <stdlib.h>
#include <string.h>

const char *open_kind_name(enum open_kind kind)
{
    static const char *const names[OPEN_KIND_COUNT] = {[OPEN_HELD] = "HELD",
                                                       [OPEN_VOID] = "VOID",
                                                       [OPEN_NOT_ISSUED] = "NOT_ISSUED",
                                                       [OPEN_UNPAID] = "UNPAID",
                                                       [OPEN_OWED] = "OWED",
                                                       [OPEN_UNSENT] = "UNSENT",
                                                       [OPEN_BEYOND_RETRO] = "BEYOND_RETRO"};
    return names[kind];
}

struct open_list *open_list_new(void)
{
    struct open_list *list = g_new0(struct open_list, 1);
    list->items = g_array_new(FALSE, TRUE, sizeof(struct open_item));
    list->strings = g_string_chunk_new(1024);
    return list;
}

void open_list_free(struct open_list *list)
{
    if (list) {
        g_array_unref(list->items);
        g_string_chunk_free(list->strings);
        g_free(list);
    }
}

void open_list_add(struct open_list *list, const struct open_item *item)
{
    struct open_item kept = *item;
    const char **const texts[] = {&kept.partner_id, &kept.legal_name, &kept.period, &kept.about,
                                  &kept.next};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i] = *texts[i] ? g_string_chunk_insert(list->strings, *texts[i]) : "";
    }
    kept.code = open_kind_name(kept.kind);
    kept.counted_text = kept.counted ? "yes" : "no";
    g_array_append_val(list->items, kept);
}

static gint item_compare(gconstpointer a, gconstpointer b)
{
    const struct open_item *first = a;
    const struct open_item *second = b;
    const int by_kind = strcmp(first->code, second->code);
    const int by_partner = strcmp(first->partner_id, second->partner_id);
    const int by_period = strcmp(first->period, second->period);
    return by_kind != 0      ? by_kind
           : by_partner != 0 ? by_partner
           : by_period != 0  ? by_period
                             : strcmp(first->about, second->about);
}

void open_list_close(struct open_list *list)
{
    g_array_sort(list->items, item_compare);
    for (guint i = 0; i < list->items->len; i++) {
        const struct open_item *item = &g_array_index(list->items, struct open_item, i);
        if (item->counted) {
            list->count++;
            list->unknown += item->unknown;
            list->sum.cents += llabs(item->amount.cents);
        }
    }
}

static gint larger_first(gconstpointer a, gconstpointer b)
{
    const int64_t first = llabs((*(const struct open_item *const *)a)->amount.cents);
    const int64_t second = llabs((*(const struct open_item *const *)b)->amount.cents);
    return (first < second) - (first > second);
}

GPtrArray *open_list_largest(const struct open_list *list, guint most)
{
    GPtrArray *largest = g_ptr_array_new();
    for (guint i = 0; i < list->items->len; i++) {
        struct open_item *item = &g_array_index(list->items, struct open_item, i);
        if (item->counted) {
            g_ptr_array_add(largest, item);
        }
    }
    g_ptr_array_sort(largest, larger_first);
    g_ptr_array_set_size(largest, (gint)MIN(most, largest->len));
    return largest;
}
