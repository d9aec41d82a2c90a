#ifndef ENGINE_STORE_BACKUP_H
#define ENGINE_STORE_BACKUP_H

#include "engine/store/sha256.h"
#include "engine/store/store.h"

/* STORE.backups: the store as it was after each issue. It is a SQLite file of its own, mode 0600. A page
 * that is the same in several of them, and most are, is in it once, packed by zlib where that makes it
 * smaller, with its SHA-256; a backup is the list of its pages in order. A backup is made in one
 * transaction: it is there whole or not at all, and a next start takes back what was cut off. */

struct store_backup {
    char *period;  /* "2026-09"; of the issue */
    char *seal;    /* of the issue, the newest of the store then */
    char *made_at; /* UTC */
    int32_t issue;
    int64_t size;                  /* of the store, in bytes */
    char sha256[SHA256_TEXT_SIZE]; /* of the file that it is written to; "" where it is not */
};
typedef struct store_backup store_backup;
void store_backup_clear(store_backup *backup);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(store_backup, store_backup_clear)

/* The file beside a store; the caller frees. */
char *store_backups_path(const char *store_path);

/* One of the store after its newest issue, unless there is none or it has one already: *ret_made is false then.
 * Not while an issue or an import is under way. ret_backup: to be cleared. */
bool store_backup_make(store *store, bool *ret_made, struct store_backup *ret_backup,
                       GError **error);

/* Writes one of a period's issue (0: of its newest) to a file that is not there yet (mode 0600), whole or not at
 * all. The store itself is not needed. Each page, and the list of them, has to be what its hash says, else
 * STORE_ERROR_DAMAGED. STORE_ERROR_REFUSED: there is none, and which there are; or the file is there. */
bool store_backup_write(const char *store_path, struct period period, int32_t issue, const char *to,
                        struct store_backup *ret_backup, GError **error);

/* The issues that there are backups after, as marks of a store (of no number), oldest first; strings in
 * `strings`. Nothing is written, and what cannot be read says nothing: the next backup, or what is
 * written out of one, tells of it. */
void store_backups_mark(const char *store_path, GArray *marks, GStringChunk *strings);

#endif
