#ifndef ENGINE_STORE_ISSUES_ISSUE_H
#define ENGINE_STORE_ISSUES_ISSUE_H

#include "engine/store/issues/hashes.h"
#include "engine/store/issues/read.h"

/* Issuing: one transaction each, begun before anything is calculated, so that nobody
 * can change the store between the calculation and its freezing. Killed at any instant, all of it is
 * there or none. */
typedef struct issue_write issue_write;

/* Takes the store's write lock (BEGIN IMMEDIATE) until commit or abandon, and gives the numbers of
 * the issue; the rest of its head is given at commit. One at a time. What is read through the same
 * store meanwhile has to be asked before *ret_seq: what is added is there already, its head is not.
 * Another connection can read only until much has been written. */
issue_write *store_issue_begin(store *store, struct period period, int64_t *ret_seq,
                               int32_t *ret_issue, GError **error);
/* The seal of the link before, "" before the first. Until the write ends. */
const char *store_issue_previous_seal(const issue_write *write);
void store_issue_abandon(issue_write *write); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(issue_write, store_issue_abandon)

/* The new state of a partner's period. */
bool store_issue_add_month(issue_write *write, const struct issued_month *month, GError **error);
/* What it adjusts or replaces must be there. sha256, issue_date and void_reason are not read. */
bool store_issue_add_document(issue_write *write, const struct issued_document *document,
                              GError **error);
bool store_issue_add_adjustment_line(issue_write *write, const char *number,
                                     const struct adjustment_line *line, GError **error);
/* For each partner whose states, payment or amount carried the issue changes, also where what is
 * paid and carried is 0. */
bool store_issue_add_payment(issue_write *write, const struct issued_payment *payment,
                             GError **error);
/* Keeps the bytes of directory/path as they are on disk. */
bool store_issue_add_file(issue_write *write, const char *directory, const char *path,
                          GError **error);
/* Keeps a shipped file of holidays, once for all issues that had the same. */
bool store_issue_add_holidays(issue_write *write, const char *directory, const char *name,
                              GError **error);
/* Hashes the facts of every batch up to this one that is not hashed yet, and gives one hash over all
 * of them for the manifest. */
bool store_issue_hash_facts(issue_write *write, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                            GError **error);

/* Gives SHA-256 of the rows, table by table, for the manifest.
 * After the last month, document, line, payment and file of holidays; kept files can follow. Of the
 * head seq, period and issue are not read, and without issued_at (NULL or blank) the clock is. */
bool store_issue_freeze(issue_write *write, const struct issue_head *head,
                        struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error);

/* Seals and commits what is frozen; proof.h says what the manifest has to have. The write is gone
 * afterwards, whatever the answer. */
bool store_issue_commit(issue_write *write, const char *manifest, size_t manifest_size,
                        char ret_seal[SHA256_TEXT_SIZE], GError **error);

#endif
