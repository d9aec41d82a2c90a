#include <string.h>

#include "engine/store/issues/issue_private.h"
#include "engine/store/proof/manifest_outputs.h"
#include "engine/store/proof/proof_private.h"

/* Every file that was issued, against its hash and the manifest. */

static const char DOING[] = "checking the kept files";
static const char MANIFEST[] = "manifest.json";

enum { CHUNK_BYTES = 256 * 1024 };

/* Never all of a file in memory. */
static bool blob_hash(store *store, int64_t row, char ret_sha256[SHA256_TEXT_SIZE], GError **error)
{
    sqlite3_blob *blob = NULL;
    bool done =
        sqlite3_blob_open(store->db, "main", "issue_files", "bytes", row, 0, &blob) == SQLITE_OK;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
    int size = done ? sqlite3_blob_bytes(blob) : 0;
    for (int at = 0; done && at < size; at += CHUNK_BYTES) {
        int part = MIN((int)CHUNK_BYTES, size - at);
        done = sqlite3_blob_read(blob, chunk, part, at) == SQLITE_OK;
        g_checksum_update(checksum, chunk, part);
    }
    if (!done) {
        statement_error(store, DOING, error);
    }
    sqlite3_blob_close(blob);
    g_strlcpy(ret_sha256, g_checksum_get_string(checksum), SHA256_TEXT_SIZE);
    return done;
}

struct issue_proof {
    store *store;
    const char *name;    /* "2026-09 issue 1" */
    GHashTable *outputs; /* path -> SHA-256, as sealed; what was found is taken out */
    GPtrArray *findings;
};

static bool file_check(const struct issue_proof *proof, int64_t row, const char *path,
                       const char *recorded, GError **error)
{
    char sha256[SHA256_TEXT_SIZE];
    if (!blob_hash(proof->store, row, sha256, error)) {
        return false;
    }
    const char *sealed = g_hash_table_lookup(proof->outputs, path);
    if (sealed == NULL) {
        finding_add(proof->findings, "%s, %s: a file is kept that its manifest does not list",
                    proof->name, path);
        return true;
    }
    if (strcmp(sha256, sealed) != 0) {
        finding_add(proof->findings,
                    "%s, %s: the bytes that are kept are not those that were issued", proof->name,
                    path);
    } else if (strcmp(recorded, sealed) != 0) {
        finding_add(proof->findings, "%s, %s: the SHA-256 that is kept of it was changed",
                    proof->name, path);
    }
    g_hash_table_remove(proof->outputs, path);
    return true;
}

static bool files_check(const struct issue_proof *proof, int64_t seq, GError **error)
{
    static const char SQL[] =
        "SELECT row, path, sha256 FROM issue_files WHERE seq = ?1 ORDER BY path";
    g_autoptr(statement_lease) list = statement_borrow(proof->store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(proof->store, list, DOING, error)) == STEP_ROW) {
        if (!file_check(proof, sqlite3_column_int64(list, 0), statement_text(list, 1),
                        statement_text(list, 2), error)) {
            return false;
        }
    }
    g_autoptr(GList) missing = g_hash_table_get_keys(proof->outputs);
    missing = g_list_sort(missing, (GCompareFunc)strcmp);
    for (const GList *at = missing; at != NULL; at = at->next) {
        finding_add(proof->findings, "%s, %s: its manifest lists the file, and it is not kept",
                    proof->name, (const char *)at->data);
    }
    return step == STEP_DONE;
}

static bool issue_check(store *store, sqlite3_stmt *issue, GPtrArray *findings, GError **error)
{
    const char *manifest = sqlite3_column_blob(issue, 2);
    size_t size = (size_t)sqlite3_column_bytes(issue, 2);
    g_autoptr(GHashTable) outputs = manifest != NULL ? manifest_outputs_read(manifest, size) : NULL;
    if (outputs == NULL) {
        finding_add(findings, "%s: its manifest cannot be read", statement_text(issue, 1));
        return true;
    }
    g_hash_table_insert(
        outputs, g_strdup(MANIFEST),
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)manifest, size));
    const struct issue_proof proof = {store, statement_text(issue, 1), outputs, findings};
    return files_check(&proof, sqlite3_column_int64(issue, 0), error);
}

static bool issues_check(store *store, GPtrArray *findings, GError **error)
{
    static const char SQL[] = "SELECT i.seq, format('%s issue %d', i.period, i.issue), l.manifest"
                              " FROM issues AS i JOIN links AS l USING (seq) ORDER BY i.seq";
    g_autoptr(statement) issues = statement_prepare(store, SQL, DOING, error);
    if (issues == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, issues, DOING, error)) == STEP_ROW) {
        if (!issue_check(store, issues, findings, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}

static bool holidays_check(store *store, GPtrArray *findings, GError **error)
{
    static const char SQL[] =
        "SELECT k.sha256, k.bytes, ifnull((SELECT min(h.name) FROM issue_holidays AS h"
        " WHERE h.sha256 = k.sha256), 'of no issue') FROM kept_files AS k ORDER BY 3, 1";
    g_autoptr(statement) list = statement_prepare(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const guchar *bytes = sqlite3_column_blob(list, 1);
        gsize size = (gsize)sqlite3_column_bytes(list, 1);
        g_autofree char *sha256 = g_compute_checksum_for_data(
            G_CHECKSUM_SHA256, bytes != NULL ? bytes : (const guchar *)"", size);
        if (strcmp(sha256, statement_text(list, 0)) != 0) {
            finding_add(findings,
                        "the holidays %s (SHA-256 %s): the bytes that are kept are not those that "
                        "were issued from",
                        statement_text(list, 2), statement_text(list, 0));
        }
    }
    return step == STEP_DONE;
}

bool store_check_files(store *store, GPtrArray *findings, GError **error)
{
    static const proof_part parts[] = {issues_check, holidays_check};
    return proof_parts_run(store, parts, G_N_ELEMENTS(parts), findings, error);
}
