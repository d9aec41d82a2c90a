#include "engine/run/correct/again.h"

#include "engine/store/facts/moved.h"
#include "engine/store/issues/issues.h"
#include "importers/text/zone.h"

static bool same_holidays(const struct again_question *question, int64_t seq, bool *ret_same,
                          GError **error)
{
    const GPtrArray *sources = question->setup->shipped.sources;
    g_autoptr(GHashTable) kept = store_issue_holidays_load(question->setup->store, seq, error);
    if (!kept) {
        return false;
    }
    *ret_same = g_hash_table_size(kept) == sources->len;
    for (guint i = 0; i < sources->len && *ret_same; i++) {
        const struct holiday_source *source = g_ptr_array_index(sources, i);
        *ret_same = g_strcmp0(g_hash_table_lookup(kept, source->name), source->sha256) == 0;
    }
    return true;
}

/* Of an issue that looked at the period: whether this run judges as it did. */
static bool same_ways(const struct again_question *question, const struct issue_head *head,
                      bool *ret_same, GError **error)
{
    *ret_same = head->as_at.utc_seconds <= question->setup->run.as_at.utc_seconds;
    return !*ret_same || same_holidays(question, head->seq, ret_same, error);
}

static bool head_find(const struct again_question *question, GStringChunk *strings,
                      struct issue_head *ret_head, GError **error)
{
    store *store = question->setup->store;
    int64_t seq = 0;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    *ret_head = (struct issue_head){.seq = 0};
    if (!store_true_up_newest(store, question->period, again_judged_by, question->before_seq, &seq,
                              error) ||
        (seq > 0 && !store_issues_load(store, NULL, heads, strings, error))) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        *ret_head = head->seq == seq ? *head : *ret_head;
    }
    return true;
}

bool again_find(const struct again_question *question, GHashTable **ret_ids, GError **error)
{
    store *store = question->setup->store;
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    const struct store_view view = {.period = question->period,
                                    .batch = question->setup->view.batch};
    struct issue_head head;
    bool same = false;
    bool all = false;
    *ret_ids = NULL;
    if (!head_find(question, strings, &head, error) ||
        (head.seq > 0 && !same_ways(question, &head, &same, error))) {
        return false;
    }
    if (!same) {
        return true;
    }
    if (!store_moved_partners(store, &view, head.batch, zone_clock, ids, &all, error) ||
        (!all && !store_true_up_left(store, question->period, head.seq, question->before_seq, ids,
                                     error))) {
        return false;
    }
    *ret_ids = all ? NULL : g_steal_pointer(&ids);
    return true;
}
