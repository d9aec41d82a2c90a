#include "engine/store/issues/seal.h"

#include <string.h>

#include "engine/store/statement.h"

static const char SEALING[] = "sealing";

static void link_clear(gpointer link)
{
    g_bytes_unref(((struct store_link *)link)->manifest);
}

bool store_links_load(store *store, GArray *links, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT seq, kind = 'void', manifest, previous_seal, seal FROM links ORDER BY seq";
    g_array_set_clear_func(links, link_clear);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, "checking the seals", error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, list, "checking the seals", error)) == STEP_ROW) {
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

void seal_compute(GBytes *manifest, const char *previous_seal, char ret_seal[SHA256_TEXT_SIZE])
{
    gsize size = 0;
    const void *bytes = g_bytes_get_data(manifest, &size);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, bytes, (gssize)size);
    g_checksum_update(checksum, (const guchar *)previous_seal, (gssize)strlen(previous_seal));
    g_strlcpy(ret_seal, g_checksum_get_string(checksum), SHA256_TEXT_SIZE);
}

bool link_newest(store *store, int64_t *ret_seq, char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    static const char SQL[] = "SELECT seq, seal FROM links ORDER BY seq DESC LIMIT 1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, SEALING, error);
    enum statement_step step =
        read == NULL ? STEP_FAILED : statement_next(store, read, SEALING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    /* Without a row the columns are NULL. */
    *ret_seq = sqlite3_column_int64(read, 0);
    g_strlcpy(ret_seal, statement_text(read, 1), SHA256_TEXT_SIZE);
    return true;
}

bool link_insert(store *store, const struct store_link *link, char ret_seal[SHA256_TEXT_SIZE],
                 GError **error)
{
    static const char SQL[] = "INSERT INTO links (seq, kind, manifest, previous_seal, seal)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)";
    char seal[SHA256_TEXT_SIZE];
    seal_compute(link->manifest, link->previous_seal, seal);
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, SEALING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, link->seq);
    statement_bind_kept(insert, 2, link->is_void ? "void" : "issue");
    gsize size = 0;
    const void *bytes = g_bytes_get_data(link->manifest, &size);
    statement_bind_blob(insert, 3, bytes, size);
    statement_bind_kept(insert, 4, link->previous_seal);
    statement_bind_kept(insert, 5, seal);
    if (!statement_execute(store, insert, SEALING, error)) {
        return false;
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}
