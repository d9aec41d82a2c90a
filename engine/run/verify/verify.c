#include "engine/run/verify/verify.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/run/results/older.h"
#include "engine/run/verify/again.h"
#include "engine/run/verify/out.h"
#include "engine/store/proof/proof.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* ---- the parts ---------------------------------------------------------------------------------- */

typedef bool head_check(struct verify *verify, const struct issue_head *head, GError **error);

/* Whether the issue is of the period asked for. */
static bool verify_takes(const struct verify *verify, const struct issue_head *head)
{
    return !verify->period || day_compare(verify->period->first, head->period.first) == 0;
}

/* Each of the issues that are asked for, until one cannot be checked. */
static bool heads_check(struct verify *verify, head_check *check, GError **error)
{
    bool good = true;
    for (guint i = 0; good && i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        good = !verify_takes(verify, head) || check(verify, head, error);
    }
    return good;
}

static void files_same_tell(struct verify *verify)
{
    if (verify->files_same > 0 && verify->findings->len == 0) {
        finding_add(verify->notes,
                    "%u files that are kept are the same to the byte when they are "
                    "made again from the facts",
                    verify->files_same);
    }
}

static bool store_start(struct verify *verify, GError **error)
{
    GStatBuf file;
    if (g_stat(verify->store_path, &file) == 0 && file.st_size == 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s is empty: a store has at least its tables; restore it from a copy",
                    verify->store_path);
        return false;
    }
    return zone_data_check(error) &&
           (verify->store = store_open_to_look(verify->store_path, verify->findings, error)) !=
               NULL;
}

bool verify_cause_take(struct verify *verify, GError **cause, GError **error)
{
    if (g_error_matches(*cause, STORE_ERROR, STORE_ERROR_DAMAGED) ||
        g_error_matches(*cause, STORE_ERROR, STORE_ERROR_FOREIGN)) {
        finding_add(verify->findings, "%s", (*cause)->message);
        g_clear_error(cause);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(cause));
    return false;
}

/* Each part is tried, but nothing without a store. */
bool verify_store(struct verify *verify, GError **error)
{
    static bool (*const checks[])(store *, const struct period *, GPtrArray *, GError **) = {
        store_check_integrity, store_check_chain, store_check_facts, store_check_files};
    static head_check *const parts[] = {out_verify, issue_verify};
    GError *cause = NULL;
    bool good = store_start(verify, &cause) || verify_cause_take(verify, &cause, error);
    if (!verify->store) {
        return good;
    }
    for (size_t i = 0; good && i < G_N_ELEMENTS(checks); i++) {
        good = checks[i](verify->store, verify->period, verify->findings, &cause) ||
               verify_cause_take(verify, &cause, error);
    }
    good =
        good && ((store_links_load(verify->store, verify->links, verify->strings, &cause) &&
                  store_issues_load(verify->store, NULL, verify->heads, verify->strings, &cause)) ||
                 verify_cause_take(verify, &cause, error));
    if (good) {
        store_check_keys(verify->links, verify->keys, verify->findings);
    }
    good = good && (older_find(verify->store, verify->store_path, verify->out, OLDER_BY_ALL,
                               verify->findings, &cause) ||
                    verify_cause_take(verify, &cause, error));
    for (size_t i = 0; good && i < G_N_ELEMENTS(parts); i++) {
        good = heads_check(verify, parts[i], &cause) || verify_cause_take(verify, &cause, error);
    }
    files_same_tell(verify);
    return good;
}

/* ---- what it proves ----------------------------------------------------------------------------- */

bool verify_count(struct verify *verify, struct verify_counts *counts, GError **error)
{
    *counts = (struct verify_counts){.seal = ""};
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        counts->voids += link->is_void;
        counts->seal = link->seal;
    }
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (!verify_takes(verify, head)) {
            continue;
        }
        counts->issues++;
        if (!store_documents_load(verify->store, head->seq, documents, verify->strings, error)) {
            return false;
        }
    }
    counts->documents = documents->len;
    counts->voids = verify->period ? 0 : counts->voids;
    for (guint i = 0; verify->period && i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        counts->voids += !document->adjusts[0] && document->void_reason[0];
    }
    return true;
}

bool verify_balance(struct verify *verify, struct store_balance *ret_balance, bool *ret_counted,
                    GError **error)
{
    GError *cause = NULL;
    *ret_counted = store_balance_find(verify->store, ret_balance, &cause);
    if (!*ret_counted) {
        return verify_cause_take(verify, &cause, error);
    }
    const money difference = store_balance_difference(ret_balance);
    if (difference.cents != 0) {
        finding_add(verify->findings,
                    "documents and payments differ by %s over all that was issued",
                    text_dollars(TEXT_ROOM, difference));
    }
    return true;
}

static char *link_name(const struct verify *verify, const struct store_link *link)
{
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (head->seq == link->seq) {
            return g_strdup_printf("issue %d of %s", head->issue,
                                   text_period(TEXT_ROOM, head->period));
        }
    }
    return g_strdup_printf("%s %" G_GINT64_FORMAT, link->is_void ? "void" : "issue", link->seq);
}

/* The seal that stands in the minutes of the newest link. */
static void newest_tell(struct verify *verify, const char *why, guint after)
{
    const struct store_link *last =
        &g_array_index(verify->links, struct store_link, verify->links->len - 1);
    CHECK(last);
    g_autofree char *name = link_name(verify, last);
    finding_add(verify->notes, "%s: hold seal %s beside the minutes of %s%s", why, last->seal, name,
                after > 0 ? ", the newest" : "");
}

/* The first link that has a key; the number of links where none has. */
static guint keyed_since(const GArray *links)
{
    guint first = 0;
    while (first < links->len && g_array_index(links, struct store_link, first).key_id[0] == '\0') {
        first++;
    }
    return first;
}

void verify_tell_seals(struct verify *verify, const char *against)
{
    const guint since = keyed_since(verify->links);
    const struct store_link *first =
        since < verify->links->len ? &g_array_index(verify->links, struct store_link, since) : NULL;
    if (verify->links->len == 0 || verify->findings->len > 0) {
        return;
    }
    g_autofree char *name = first ? link_name(verify, first) : NULL;
    const guint after = against && against[0] != '\0' ? verify->after_against : verify->links->len;
    if (first && verify->keys->len > 0) {
        finding_add(verify->notes,
                    "the seals from %s on were made with their key (%s): nobody who has not "
                    "that key changed anything up to the newest of them",
                    name, first->key_id);
    } else if (first) {
        finding_add(verify->notes,
                    "the seals have a key since %s, and it was not given (--seal-key FILE): so "
                    "far they prove what seals without a key do",
                    name);
    }
    if (after > 0) {
        newest_tell(verify,
                    first && verify->keys->len > 0
                        ? "that no link was taken off the end of the chain no key proves"
                        : "whoever can write the store can make all of its seals again, and "
                          "nothing in it would tell",
                    after < verify->links->len ? after : 0);
    }
}

char *verify_against(struct verify *verify)
{
    g_autofree char *seal = g_ascii_strdown(verify->against, -1);
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        if (strcmp(link->seal, seal) == 0) {
            guint after = verify->links->len - i - 1;
            verify->after_against = after;
            g_autofree char *name = link_name(verify, link);
            finding_add(verify->notes, "the seal is that of %s; %u link%s came after it", name,
                        after, after == 1 ? "" : "s");
            return g_steal_pointer(&name);
        }
    }
    finding_add(
        verify->findings,
        "the seal %s is none of this store's: what it sealed was changed or taken out since, "
        "or it is of another store",
        seal);
    return g_strdup("");
}
