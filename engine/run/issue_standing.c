#include "engine/run/issue_standing.h"

#include <string.h>

bool issue_standing_has(store *store, struct period period, const char *digest, bool *ret_has,
                        GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(store, &period, heads, strings, error)) {
        return false;
    }
    *ret_has = false;
    for (guint i = 0; i < heads->len; i++) {
        *ret_has |= strcmp(g_array_index(heads, struct issue_head, i).digest, digest) == 0;
    }
    return true;
}
