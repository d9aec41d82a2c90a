#include <string.h>

#include "engine/run/verify.h"
#include "engine/store/proof/proof.h"

static char *link_name(const struct verify *verify, const struct store_link *link)
{
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (head->seq == link->seq) {
            return verify_issue_name(head);
        }
    }
    return g_strdup_printf("%s %" G_GINT64_FORMAT, link->is_void ? "void" : "issue", link->seq);
}

char *verify_against(struct verify *verify)
{
    g_autofree char *seal = g_ascii_strdown(verify->against, -1);
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        if (strcmp(link->seal, seal) == 0) {
            guint after = verify->links->len - i - 1;
            g_autofree char *name = link_name(verify, link);
            verify_note(verify, "the seal is that of %s; %u link%s came after it", name, after,
                        after == 1 ? "" : "s");
            return g_steal_pointer(&name);
        }
    }
    verify_find(
        verify,
        "the seal %s is none of this store's: what it sealed was changed or taken out since, "
        "or it is of another store",
        seal);
    return g_strdup("");
}
