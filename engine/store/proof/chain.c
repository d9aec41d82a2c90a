#include <string.h>

#include "engine/store/db.h"
#include "engine/store/proof/proof.h"

/* The chain of seals: that issues and voids are what its links say, and that every file that was
 * issued is kept as the manifest has it. */

static const char DOING[] = "checking the seals";

/* The issue of link ?1. A manifest that is no JSON has nothing in it. */
#define SEALED                                                                                     \
    "WITH texts AS MATERIALIZED (SELECT seq, previous_seal, CAST(manifest AS TEXT) AS text"        \
    "  FROM links WHERE seq = ?1),"                                                                \
    " sealed AS MATERIALIZED (SELECT format('%s issue %d', i.period, i.issue) AS name, i.*,"       \
    "  previous_seal, iif(json_valid(text), text, '{}') AS manifest"                               \
    "  FROM texts JOIN issues AS i USING (seq)) "

/* ---- an issue ------------------------------------------------------------------------------ */

/* ?2 is the hash of the facts. */
static const char *const issue_statements[] = {
    "SELECT format('link %d of the chain is an issue, and the store has none', ?1)"
    " WHERE NOT EXISTS (SELECT 1 FROM issues WHERE seq = ?1)",

    SEALED
    ", members (path, what, text) AS ("
    "  SELECT '$.period', 'the period', period FROM sealed"
    "  UNION ALL SELECT '$.program_version', 'the program''s version', program_version FROM sealed"
    "  UNION ALL SELECT '$.digest', 'the digest', digest FROM sealed"
    "  UNION ALL SELECT '$.prepared_by', 'who prepared it', prepared_by FROM sealed"
    "  UNION ALL SELECT '$.approved_by', 'who approved it', approved_by FROM sealed"
    "  UNION ALL SELECT '$.facts_sha256', 'the hash of the facts', ?2"
    "  UNION ALL SELECT '$.previous_seal', 'the seal before it', previous_seal FROM sealed)"
    " SELECT format('%s: its manifest does not have %s as the store has it: %s', name, what, text)"
    " FROM members CROSS JOIN sealed WHERE json_extract(manifest, path) IS NOT text",

    /* That the rows are those of these hashes is another check: here, that the seal is over the
     * hashes. */
    SEALED
    ", frozen AS (SELECT id, key, value FROM sealed, json_each(manifest, '$.frozen')),"
    " tables (name) AS (SELECT table_name FROM issue_hashes WHERE seq = ?1"
    "  UNION SELECT key FROM frozen)"
    " SELECT format('%s: the rows of the table %s are not those that its manifest has the SHA-256"
    " of: they were changed since it was sealed', sealed.name, tables.name) FROM sealed, tables"
    " LEFT JOIN frozen ON key = tables.name"
    " LEFT JOIN issue_hashes AS h ON h.seq = ?1 AND h.table_name = tables.name"
    " WHERE h.sha256 IS NULL OR value IS NULL OR h.sha256 <> value ORDER BY id",

    SEALED
    "SELECT format('%s: its manifest does not have the SHA-256 of the holidays %s as the store has"
    " it: %s', sealed.name, h.name, sha256) FROM sealed JOIN issue_holidays AS h USING (seq)"
    " WHERE NOT EXISTS (SELECT 1 FROM json_each(manifest, '$.inputs') AS input"
    "  WHERE iif(input.type = 'object', input.value ->> 'sha256', NULL) = sha256) ORDER BY h.name",
    NULL};

static bool issue_check(store *store, const struct store_link *link, GPtrArray *findings,
                        GError **error)
{
    static const char BATCH_SQL[] = "SELECT ifnull((SELECT batch FROM issues WHERE seq = ?1), 0)";
    g_autoptr(statement_lease) batch = statement_borrow(store, BATCH_SQL, DOING, error);
    statement_bind_integer(batch, 1, link->seq);
    char facts[SHA256_TEXT_SIZE];
    return statement_next(store, batch, DOING, error) == STEP_ROW &&
           fact_hashes_join(store, sqlite3_column_int64(batch, 0), facts, error) &&
           proof_sentences_add(store, issue_statements, link->seq, facts, findings, error);
}

/* ---- the chain ----------------------------------------------------------------------------- */

static bool void_check(store *store, const struct store_link *link, GPtrArray *findings,
                       GError **error)
{
    static const char *const statements[] = {
        "SELECT iif(first IS NULL,"
        "  format('link %d of the chain is a void, and the store has none', seq),"
        "  format('the void of %s is not what its link of the chain (%d) says', first, seq))"
        " FROM (SELECT l.seq, CAST(l.manifest AS TEXT) AS text, (" VOID_MANIFEST_SQL ") AS made,"
        "  (SELECT number FROM (" VOID_NUMBERS_SQL ")) AS first FROM links AS l WHERE l.seq = ?1)"
        " WHERE made IS NOT text",
        NULL};
    return proof_sentences_add(store, statements, link->seq, link->previous_seal, findings, error);
}

static void seal_check(const struct store_link *link, const struct store_link *before,
                       GPtrArray *findings)
{
    int64_t expected = before ? before->seq + 1 : 1;
    if (link->seq != expected) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain is missing: link %" G_GINT64_FORMAT
                    " follows",
                    expected, link->seq);
    }
    if (strcmp(link->previous_seal, before ? before->seal : "") != 0) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain does not name the seal before it",
                    link->seq);
    }
    char seal[SHA256_TEXT_SIZE];
    seal_compute(link->manifest, link->previous_seal, seal);
    if (strcmp(link->seal, seal) != 0) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain: its manifest or its seal was changed: "
                    "it is sealed as %s, but the seal of its manifest is %s",
                    link->seq, link->seal, seal);
    }
}

static bool links_check(store *store, const char *period, GPtrArray *findings, GError **error)
{
    (void)period;
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(struct store_link));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    bool done = store_links_load(store, links, strings, error);
    for (guint i = 0; done && i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        seal_check(link, i > 0 ? link - 1 : NULL, findings);
        done = (link->is_void ? void_check : issue_check)(store, link, findings, error);
    }
    return done;
}

bool store_check_chain(store *store, const struct period *period, GPtrArray *findings,
                       GError **error)
{
    static const char *const extra[] = {
        "SELECT format('%s issue %d: the chain has no link of it', period, issue) FROM issues"
        " WHERE seq NOT IN (SELECT seq FROM links WHERE kind = 'issue') ORDER BY seq",
        "SELECT format('the void of %s: the chain has no link of it', number) FROM voids"
        " WHERE seq NOT IN (SELECT seq FROM links WHERE kind = 'void') ORDER BY number",
        NULL};
    static const struct proof_part parts[] = {{.run = links_check}, {.statements = extra}};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), period, findings, error);
}

/* ---- keys ---------------------------------------------------------------------------------- */

static const struct seal_key *key_of(const struct store_link *link, const GPtrArray *keys)
{
    for (guint i = 0; i < keys->len; i++) {
        const struct seal_key *key = g_ptr_array_index(keys, i);
        if (strcmp(key->id, link->key_id) == 0) {
            return key;
        }
    }
    return NULL;
}

static void keyed_seal_check(const struct store_link *link, const struct seal_key *key,
                             GPtrArray *findings)
{
    char keyed[SHA256_TEXT_SIZE];
    seal_key_seal(key, link->seal, keyed);
    if (strcmp(keyed, link->keyed_seal) != 0) {
        finding_add(findings,
                    "link %" G_GINT64_FORMAT " of the chain: its seal was not made with the key %s "
                    "that it names: who made it did not have that key",
                    link->seq, link->key_id);
    }
}

/* Links of a key that was not given: from which to which. */
static void key_missing_tell(const GArray *links, guint first, guint last, GPtrArray *findings)
{
    const struct store_link *link = &g_array_index(links, struct store_link, first);
    finding_add(findings,
                "from link %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " of the chain the key is "
                "%s, which was not given: give its file as well (--seal-key, once for each key), "
                "or find out who sealed with it",
                link->seq, g_array_index(links, struct store_link, last).seq, link->key_id);
}

void store_check_keys(const GArray *links, const GPtrArray *keys, GPtrArray *findings)
{
    g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);
    bool keyed = false;
    for (guint i = 0; i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        const struct store_link *next = i + 1 < links->len ? link + 1 : NULL;
        const struct seal_key *key = key_of(link, keys);
        if (keyed && link->key_id[0] == '\0') {
            finding_add(findings,
                        "link %" G_GINT64_FORMAT " of the chain has no key, and those before it "
                        "have: its key was taken away, or it was not rcti that added it",
                        link->seq);
        } else if (key) {
            keyed_seal_check(link, key, findings);
            g_hash_table_add(used, (gpointer)key->id);
        } else if (link->key_id[0] != '\0' && keys->len > 0 &&
                   (!next || strcmp(next->key_id, link->key_id) != 0)) {
            guint first = i;
            while (first > 0 && strcmp(g_array_index(links, struct store_link, first - 1).key_id,
                                       link->key_id) == 0) {
                first--;
            }
            key_missing_tell(links, first, i, findings);
        }
        keyed |= link->key_id[0] != '\0';
    }
    for (guint i = 0; i < keys->len; i++) {
        const struct seal_key *key = g_ptr_array_index(keys, i);
        if (!g_hash_table_contains(used, key->id)) {
            finding_add(findings,
                        "no seal of this store is of the key %s that was given: all was sealed "
                        "again by somebody who has not that key, or the key is for another store",
                        key->id);
        }
    }
}

/* ---- the kept files ------------------------------------------------------------------------ */

/* The files that the manifest lists, and itself, whose SHA-256 is ?2. */
#define OUTPUTS                                                                                    \
    SEALED ", outputs (path, sha256) AS MATERIALIZED (SELECT value ->> 'file', value ->> 'sha256'" \
           " FROM sealed, json_each(manifest, '$.outputs') UNION ALL SELECT 'manifest.json', ?2) "

static const char *const unreadable_statements[] = {
    SEALED "SELECT format('%s: its manifest cannot be read', name) FROM sealed"
           " WHERE json_type(manifest, '$.outputs') IS NOT 'array'"
           " OR EXISTS (SELECT 1 FROM json_each(manifest, '$.outputs') AS output"
           "  WHERE iif(output.type = 'object', json_type(output.value, '$.file') = 'text'"
           "   AND json_type(output.value, '$.sha256') = 'text', 0) IS NOT 1)",
    NULL};

static const char *const missing_statements[] = {
    OUTPUTS "SELECT format('%s, %s: its manifest lists the file, and it is not kept', name, path)"
            " FROM outputs, sealed WHERE path NOT IN (SELECT path FROM issue_files WHERE seq = ?1)"
            " ORDER BY path",
    NULL};

static bool files_check(store *store, const struct store_link *link, const char *manifest_sha256,
                        GPtrArray *findings, GError **error)
{
    static const char SQL[] = OUTPUTS
        "SELECT name, path, f.row, f.sha256, o.sha256 FROM sealed"
        " JOIN issue_files AS f USING (seq) LEFT JOIN outputs AS o USING (path) ORDER BY path";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, link->seq);
    statement_bind_kept(list, 2, manifest_sha256);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        char sha256[SHA256_TEXT_SIZE];
        g_autoptr(GBytes) bytes =
            store_issue_file_bytes(store, sqlite3_column_int64(list, 2), error);
        if (!bytes) {
            return false;
        }
        sha256_of(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), sha256);
        const char *wrong = NULL;
        if (sqlite3_column_type(list, 4) == SQLITE_NULL) {
            wrong = "a file is kept that its manifest does not list";
        } else if (strcmp(sha256, statement_text(list, 4)) != 0) {
            wrong = "the bytes that are kept are not those that were issued";
        } else if (strcmp(sha256, statement_text(list, 3)) != 0) {
            wrong = "the SHA-256 that is kept of it was changed";
        }
        if (wrong) {
            finding_add(findings, "%s, %s: %s", statement_text(list, 0), statement_text(list, 1),
                        wrong);
        }
    }
    return step == STEP_DONE && proof_sentences_add(store, missing_statements, link->seq,
                                                    manifest_sha256, findings, error);
}

/* Whether the link is an issue of the period. */
static bool issue_find(store *store, const struct store_link *link, const char *period,
                       bool *ret_found, GError **error)
{
    static const char SQL[] = "SELECT EXISTS (SELECT 1 FROM issues WHERE seq = ?1 AND period = ?2)";
    int64_t found = 0;
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, link->seq);
    statement_bind_kept(read, 2, period);
    const bool done = statement_number(store, read, DOING, &found, error);
    *ret_found = found != 0;
    return done;
}

static bool issues_check(store *store, const char *period, GPtrArray *findings, GError **error)
{
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(struct store_link));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    bool done = store_links_load(store, links, strings, error);
    for (guint i = 0; done && i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        char sha256[SHA256_TEXT_SIZE];
        sha256_of(g_bytes_get_data(link->manifest, NULL), g_bytes_get_size(link->manifest), sha256);
        guint before = findings->len;
        bool asked = true;
        done =
            (period[0] == '\0' || issue_find(store, link, period, &asked, error)) &&
            (link->is_void || !asked ||
             (proof_sentences_add(store, unreadable_statements, link->seq, "", findings, error) &&
              (findings->len > before || files_check(store, link, sha256, findings, error))));
    }
    return done;
}

static bool holidays_check(store *store, const char *period, GPtrArray *findings, GError **error)
{
    (void)period;
    static const char SQL[] =
        "SELECT k.sha256, k.bytes, ifnull((SELECT min(h.name) FROM issue_holidays AS h"
        " WHERE h.sha256 = k.sha256), 'of no issue') FROM kept_files AS k ORDER BY 3, 1";
    g_autoptr(statement) list = statement_prepare(store, SQL, DOING, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        char sha256[SHA256_TEXT_SIZE];
        const void *bytes = sqlite3_column_blob(list, 1);
        sha256_of(bytes, (size_t)sqlite3_column_bytes(list, 1), sha256);
        if (strcmp(sha256, statement_text(list, 0)) != 0) {
            finding_add(findings,
                        "the holidays %s (SHA-256 %s): the bytes that are kept are not those that "
                        "were issued from",
                        statement_text(list, 2), statement_text(list, 0));
        }
    }
    return step == STEP_DONE;
}

bool store_check_files(store *store, const struct period *period, GPtrArray *findings,
                       GError **error)
{
    static const struct proof_part parts[] = {{.run = issues_check}, {.run = holidays_check}};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), period, findings, error);
}
