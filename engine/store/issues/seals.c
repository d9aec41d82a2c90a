#include <string.h>

#include "engine/store/db.h"
#include "engine/store/issues/issues.h"

/* The chain of seals, with their keys, and by what of it and of the imports a store is known elsewhere. */

static const char SEALING[] = "sealing";
static const char CHECKING[] = "checking the seals";

/* ---- links --------------------------------------------------------------------------------- */

static void link_clear(gpointer link)
{
    g_bytes_unref(((struct store_link *)link)->manifest);
}

bool store_links_load(store *store, GArray *links, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT l.seq, l.kind = 'void', l.manifest, l.previous_seal, l.seal, k.key_id, k.keyed_seal"
        " FROM links AS l LEFT JOIN keyed_seals AS k USING (seq) ORDER BY l.seq";
    g_array_set_clear_func(links, link_clear);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, CHECKING, error);
    enum statement_step step;
    while ((step = statement_next(store, list, CHECKING, error)) == STEP_ROW) {
        struct store_link link = {
            .seq = sqlite3_column_int64(list, 0),
            .is_void = statement_int32(list, 1) != 0,
            .manifest = statement_bytes(list, 2),
            .previous_seal = statement_string(list, 3, strings),
            .seal = statement_string(list, 4, strings),
            .key_id = statement_string(list, 5, strings),
            .keyed_seal = statement_string(list, 6, strings),
        };
        g_array_append_val(links, link);
    }
    return step == STEP_DONE;
}

void seal_compute(GBytes *manifest, const char *previous_seal, char ret_seal[SHA256_TEXT_SIZE])
{
    gsize size = 0;
    const void *bytes = g_bytes_get_data(manifest, &size);
    g_autoptr(sha256) hash = sha256_new();
    sha256_add(hash, bytes, size);
    sha256_add(hash, previous_seal, strlen(previous_seal));
    sha256_finish(hash, ret_seal);
}

bool link_newest(store *store, int64_t *ret_seq, char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    static const char SQL[] = "SELECT seq, seal FROM links ORDER BY seq DESC LIMIT 1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, SEALING, error);
    if (statement_next(store, read, SEALING, error) == STEP_FAILED) {
        return false;
    }
    /* Without a row the columns are NULL. */
    *ret_seq = sqlite3_column_int64(read, 0);
    g_strlcpy(ret_seal, statement_text(read, 1), SHA256_TEXT_SIZE);
    return true;
}

/* Before the link, after which nothing is added to it. */
static bool keyed_insert(store *store, int64_t seq, const char *seal, const struct seal_key *key,
                         GError **error)
{
    static const char SQL[] =
        "INSERT INTO keyed_seals (seq, key_id, keyed_seal) VALUES (?1, ?2, ?3)";
    char keyed[SHA256_TEXT_SIZE];
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, SEALING, error);
    seal_key_seal(key, seal, keyed);
    statement_bind_integer(insert, 1, seq);
    statement_bind_kept(insert, 2, key->id);
    statement_bind_kept(insert, 3, keyed);
    return statement_execute(store, insert, SEALING, error);
}

bool link_insert(store *store, const struct store_link *link, const struct seal_key *key,
                 char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    static const char SQL[] = "INSERT INTO links (seq, kind, manifest, previous_seal, seal)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)";
    char seal[SHA256_TEXT_SIZE];
    seal_compute(link->manifest, link->previous_seal, seal);
    if (key && !keyed_insert(store, link->seq, seal, key, error)) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, SEALING, error);
    statement_bind_integer(insert, 1, link->seq);
    statement_bind_kept(insert, 2, link->is_void ? "void" : "issue");
    statement_bind_bytes(insert, 3, link->manifest);
    statement_bind_kept(insert, 4, link->previous_seal);
    statement_bind_kept(insert, 5, seal);
    if (!statement_execute(store, insert, SEALING, error)) {
        return false;
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}

/* ---- keys ---------------------------------------------------------------------------------- */

struct seal_key *seal_key_new(GBytes *bytes)
{
    struct seal_key *key = g_new0(struct seal_key, 1);
    char id[SHA256_TEXT_SIZE];
    key->bytes = bytes;
    sha256_hmac(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "rcti key", id);
    g_strlcpy(key->id, id, sizeof key->id);
    return key;
}

void seal_key_free(struct seal_key *key)
{
    if (key) {
        g_bytes_unref(key->bytes);
        g_free(key);
    }
}

void seal_key_seal(const struct seal_key *key, const char *seal, char ret_keyed[SHA256_TEXT_SIZE])
{
    g_autofree char *text = g_strconcat("rcti seal ", seal, NULL);
    sha256_hmac(g_bytes_get_data(key->bytes, NULL), g_bytes_get_size(key->bytes), text, ret_keyed);
}

bool seal_key_check(store *store, const struct seal_key *key, char ret_before[SEAL_KEY_ID_SIZE],
                    GError **error)
{
    static const char SQL[] = "SELECT key_id FROM keyed_seals ORDER BY seq DESC LIMIT 1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, SEALING, error);
    if (statement_next(store, read, SEALING, error) == STEP_FAILED) {
        return false;
    }
    const char *before = statement_text(read, 0); /* "" without a row */
    if (before[0] != '\0' && !key) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "the seals of this store have a key, and a seal without one would prove less "
                    "than they do: name the file of the key %s with --seal-key FILE",
                    before);
        return false;
    }
    g_strlcpy(ret_before, key && strcmp(before, key->id) != 0 ? before : "", SEAL_KEY_ID_SIZE);
    return true;
}

/* ---- marks --------------------------------------------------------------------------------- */

static bool links_mark(store *store, GArray *marks, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT l.seq, l.seal, CASE l.kind WHEN 'void' THEN 'the void of ' ||"
        "  ifnull((SELECT min(v.number) FROM voids AS v WHERE v.seq = l.seq), '?') ELSE"
        "  (SELECT format('issue %d of %s', i.issue, i.period) FROM issues AS i"
        "   WHERE i.seq = l.seq) END FROM links AS l ORDER BY l.seq";
    g_autoptr(statement) list = statement_prepare(store, SQL, CHECKING, error);
    enum statement_step step;
    while ((step = statement_next(store, list, CHECKING, error)) == STEP_ROW) {
        const struct store_mark mark = {.kind = MARK_SEAL,
                                        .number = sqlite3_column_int64(list, 0),
                                        .hash = statement_string(list, 1, strings),
                                        .name = statement_string(list, 2, strings)};
        g_array_append_val(marks, mark);
    }
    return step == STEP_DONE;
}

/* Imports are numbered 1, 2, …, so that none is greater than their count. */
static bool batches_mark(store *store, GArray *marks, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT batch, format('batch %d, for %s', batch, period),"
        " (SELECT count(*) FROM batches) FROM batches"
        " WHERE batch BETWEEN 1 AND (SELECT count(*) FROM batches) ORDER BY 1";
    g_autoptr(statement) list = statement_prepare(store, SQL, CHECKING, error);
    g_autoptr(GPtrArray) hashes = NULL;
    enum statement_step step;
    while ((step = statement_next(store, list, CHECKING, error)) == STEP_ROW) {
        const int64_t batch = sqlite3_column_int64(list, 0);
        if (!hashes) {
            hashes =
                fact_hashes_compute(store, HASHED_BATCHES, 1, sqlite3_column_int64(list, 2), error);
        }
        if (!hashes) {
            return false;
        }
        const struct store_mark mark = {
            .kind = MARK_BATCH,
            .number = batch,
            .hash = g_string_chunk_insert(strings, g_ptr_array_index(hashes, (guint)(batch - 1))),
            .name = statement_string(list, 1, strings)};
        g_array_append_val(marks, mark);
    }
    return step == STEP_DONE;
}

bool store_marks_load(store *store, GArray *marks, GStringChunk *strings, GError **error)
{
    bool own = false;
    bool done = transaction_read_begin(store, &own, CHECKING, error) &&
                links_mark(store, marks, strings, error) &&
                batches_mark(store, marks, strings, error);
    if (own) {
        transaction_rollback(store); /* nothing was written */
    }
    return done;
}

bool store_link_of_manifest(store *store, GBytes *manifest,
                            char ret_previous_seal[SHA256_TEXT_SIZE],
                            char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    /* Of an object alone: other JSON, and what is none, has no such member. */
    static const char SQL[] =
        "SELECT json_extract(iif(json_valid(?1), ?1, '{}'), '$.previous_seal')";
    gsize size = 0;
    const char *data = g_bytes_get_data(manifest, &size);
    g_autofree char *text = g_strndup(data ? data : "", size);
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, CHECKING, error);
    statement_bind_kept(read, 1, text);
    if (statement_next(store, read, CHECKING, error) != STEP_ROW) {
        return false;
    }
    g_strlcpy(ret_previous_seal, statement_text(read, 0), SHA256_TEXT_SIZE);
    seal_compute(manifest, ret_previous_seal, ret_seal);
    return true;
}
