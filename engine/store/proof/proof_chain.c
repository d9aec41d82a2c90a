#include <string.h>

#include "engine/store/facts/fact_hashes.h"
#include "engine/store/issues/issue_hashes.h"
#include "engine/store/issues/issue_private.h"
#include "engine/store/proof/proof_private.h"

/* The chain of seals, and that issues and voids are what its links say. */

static const char DOING[] = "checking the seals";

/* ---- reading ------------------------------------------------------------------------------- */

static void link_clear(gpointer link)
{
    g_bytes_unref(((struct store_link *)link)->manifest);
}

bool store_links_load(store *store, GArray *links, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT seq, kind = 'void', manifest, previous_seal, seal FROM links ORDER BY seq";
    g_array_set_clear_func(links, link_clear);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const void *manifest = sqlite3_column_blob(list, 2);
        struct store_link link = {
            .seq = sqlite3_column_int64(list, 0),
            .is_void = statement_int32(list, 1) != 0,
            .manifest = g_bytes_new(manifest, (gsize)sqlite3_column_bytes(list, 2)),
            .previous_seal = statement_string(list, 3, strings),
            .seal = statement_string(list, 4, strings),
        };
        g_array_append_val(links, link);
    }
    return step == STEP_DONE;
}

/* ---- an issue ------------------------------------------------------------------------------ */

/* Whether the manifest has the text somewhere, quoted as in JSON. */
static bool manifest_says(const struct store_link *link, const char *text)
{
    gsize size = 0;
    const char *manifest = g_bytes_get_data(link->manifest, &size);
    g_autoptr(GString) quoted = g_string_new(NULL);
    store_json_append(quoted, text);
    return size > 0 && g_strstr_len(manifest, (gssize)size, quoted->str) != NULL;
}

static void manifest_expect(const struct store_link *link, const char *name, const char *what,
                            const char *text, GPtrArray *findings)
{
    if (text[0] != '\0' && !manifest_says(link, text)) {
        finding_add(findings, "%s: its manifest does not have %s as the store has it: %s", name,
                    what, text);
    }
}

static bool holidays_expect(store *store, const struct store_link *link, const char *name,
                            GPtrArray *findings, GError **error)
{
    static const char SQL[] =
        "SELECT name, sha256 FROM issue_holidays WHERE seq = ?1 ORDER BY name";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, link->seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_autofree char *what =
            g_strdup_printf("the SHA-256 of the holidays %s", statement_text(list, 0));
        manifest_expect(link, name, what, statement_text(list, 1), findings);
    }
    return step == STEP_DONE;
}

/* That the rows are those of these hashes is another check: here, that the seal is over the hashes.
 * A manifest names each table once, in the order of the tables. */
static bool frozen_expect(store *store, const struct store_link *link, const char *name,
                          GPtrArray *findings, GError **error)
{
    static const char SQL[] = "SELECT ifnull((SELECT sha256 FROM issue_hashes WHERE seq = ?1"
                              " AND table_name = ?2), '')";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    gsize size = 0;
    const char *manifest = g_bytes_get_data(link->manifest, &size);
    for (int table = 0; table < FROZEN_TABLE_COUNT; table++) {
        sqlite3_reset(read);
        statement_bind_integer(read, 1, link->seq);
        statement_bind_kept(read, 2, frozen_table_name(table));
        if (statement_next(store, read, DOING, error) != STEP_ROW) {
            return false;
        }
        g_autoptr(GString) member = g_string_new(NULL);
        store_json_append(member, frozen_table_name(table));
        g_string_append(member, ": ");
        store_json_append(member, statement_text(read, 0));
        if (size == 0 || g_strstr_len(manifest, (gssize)size, member->str) == NULL) {
            finding_add(findings,
                        "%s: the rows of the table %s are not those that its manifest has the "
                        "SHA-256 of: they were changed since it was sealed",
                        name, frozen_table_name(table));
        }
    }
    return true;
}

static bool issue_check(store *store, const struct store_link *link, GPtrArray *findings,
                        GError **error)
{
    static const char SQL[] =
        "SELECT format('%s issue %d', period, issue), period, program_version, digest,"
        " prepared_by, approved_by, batch FROM issues WHERE seq = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_integer(read, 1, link->seq);
    enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_DONE) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain is an issue, and the store has none",
                    link->seq);
    }
    if (step != STEP_ROW) {
        return step == STEP_DONE;
    }
    char facts[SHA256_TEXT_SIZE];
    if (!fact_hashes_join(store, sqlite3_column_int64(read, 6), facts, error)) {
        return false;
    }
    const char *name = statement_text(read, 0);
    manifest_expect(link, name, "the period", statement_text(read, 1), findings);
    manifest_expect(link, name, "the program's version", statement_text(read, 2), findings);
    manifest_expect(link, name, "the digest", statement_text(read, 3), findings);
    manifest_expect(link, name, "who prepared it", statement_text(read, 4), findings);
    manifest_expect(link, name, "who approved it", statement_text(read, 5), findings);
    manifest_expect(link, name, "the hash of the facts", facts, findings);
    manifest_expect(link, name, "the seal before it", link->previous_seal, findings);
    return frozen_expect(store, link, name, findings, error) &&
           holidays_expect(store, link, name, findings, error);
}

/* ---- a void -------------------------------------------------------------------------------- */

static bool void_check(store *store, const struct store_link *link, GPtrArray *findings,
                       GError **error)
{
    static const char SQL[] =
        "SELECT v.number, v.reason, v.prepared_by, v.approved_by, v.voided_at FROM voids AS v"
        " JOIN documents AS d USING (number) WHERE v.seq = ?1"
        " ORDER BY d.adjusts IS NOT NULL, v.number";
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, link->seq);
    bool same = true;
    enum statement_step step;
    gsize size = 0;
    const char *manifest = g_bytes_get_data(link->manifest, &size);
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(numbers, g_strdup(statement_text(list, 0)));
        struct void_record *record = g_new(struct void_record, 1);
        *record = (struct void_record){.numbers = numbers,
                                       .reason = statement_string(list, 1, strings),
                                       .prepared_by = statement_string(list, 2, strings),
                                       .approved_by = statement_string(list, 3, strings),
                                       .voided_at = statement_string(list, 4, strings),
                                       .previous_seal = link->previous_seal};
        g_ptr_array_add(records, record);
    }
    for (guint i = 0; i < records->len; i++) {
        g_autofree char *expected = void_manifest(g_ptr_array_index(records, i));
        same = same && size == strlen(expected) && memcmp(manifest, expected, size) == 0;
    }
    if (step == STEP_DONE && records->len == 0) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain is a void, and the store has none",
                    link->seq);
    } else if (step == STEP_DONE && !same) {
        finding_add(findings,
                    "the void of %s is not what its link of the chain (%" G_GINT64_FORMAT ") says",
                    (const char *)g_ptr_array_index(numbers, 0), link->seq);
    }
    return step == STEP_DONE;
}

/* ---- the chain ----------------------------------------------------------------------------- */

static void seal_check(const struct store_link *link, const struct store_link *before,
                       GPtrArray *findings)
{
    int64_t expected = before != NULL ? before->seq + 1 : 1;
    if (link->seq != expected) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain is missing: link %" G_GINT64_FORMAT
                    " follows",
                    expected, link->seq);
    }
    if (strcmp(link->previous_seal, before != NULL ? before->seal : "") != 0) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain does not name the seal before it",
                    link->seq);
    }
    gsize size = 0;
    const void *manifest = g_bytes_get_data(link->manifest, &size);
    char seal[SHA256_TEXT_SIZE];
    seal_compute(manifest, size, link->previous_seal, seal);
    if (strcmp(link->seal, seal) != 0) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain: its manifest or its seal was changed: "
                    "it is sealed as %s, but the seal of its manifest is %s",
                    link->seq, link->seal, seal);
    }
}

static bool links_check(store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(struct store_link));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_links_load(store, links, strings, error)) {
        return false;
    }
    const struct store_link *before = NULL;
    for (guint i = 0; i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        seal_check(link, before, findings);
        if (!(link->is_void ? void_check : issue_check)(store, link, findings, error)) {
            return false;
        }
        before = link;
    }
    return true;
}

static bool extra_check(store *store, GPtrArray *findings, GError **error)
{
    static const char ISSUES[] =
        "SELECT format('%s issue %d: the chain has no link of it', period, issue) FROM issues"
        " WHERE seq NOT IN (SELECT seq FROM links WHERE kind = 'issue') ORDER BY seq";
    static const char VOIDS[] =
        "SELECT format('the void of %s: the chain has no link of it', number) FROM voids"
        " WHERE seq NOT IN (SELECT seq FROM links WHERE kind = 'void') ORDER BY number";
    return proof_sentences_add(store, ISSUES, findings, error) &&
           proof_sentences_add(store, VOIDS, findings, error);
}

bool store_check_chain(store *store, GPtrArray *findings, GError **error)
{
    static const proof_part parts[] = {links_check, extra_check};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), findings, error);
}
