#include <stdio.h>

#include "engine/cli/command.h"
#include "engine/store/proof/proof.h"
#include "reports/quoted.h"
#include "reports/text.h"

static const char *seal_of(const GArray *links, int64_t seq)
{
    for (guint i = 0; i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        if (link->seq == seq) {
            return link->seal;
        }
    }
    return "";
}

static void heads_print(const char *period_text, const GArray *heads, const GArray *links,
                        const char *consequence)
{
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        char date[TEXT_SIZE];
        printf("%s is issued: issue %d of %s, prepared by %s, approved by %s, seal %s\n",
               period_text, head->issue, text_date_words(date, head->issue_date), head->prepared_by,
               head->approved_by, seal_of(links, head->seq));
    }
    puts(consequence);
}

static void member_put(const char *key, const char *text)
{
    printf(", \"%s\": ", key);
    quoted_put_json(stdout, text);
}

static void heads_print_json(const char *period_text, const GArray *heads, const GArray *links)
{
    printf("{\"period\": \"%s\", \"changed\": false, \"issues\": [", period_text);
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        char date[TEXT_SIZE];
        printf("%s{\"issue\": %d", i == 0 ? "" : ", ", head->issue);
        member_put("issue_date", text_date(date, head->issue_date));
        member_put("digest", head->digest);
        member_put("prepared_by", head->prepared_by);
        member_put("approved_by", head->approved_by);
        member_put("seal", seal_of(links, head->seq));
        putchar('}');
    }
    puts("]}");
}

bool issues_standing_print(store *store, struct period period, const char *consequence, bool json,
                           GError **error)
{
    char period_text[TEXT_SIZE];
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(struct store_link));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(store, &period, heads, strings, error) ||
        !store_links_load(store, links, strings, error)) {
        return false;
    }
    text_period(period_text, period);
    if (json) {
        heads_print_json(period_text, heads, links);
    } else {
        heads_print(period_text, heads, links, consequence);
    }
    return true;
}
