#ifndef ENGINE_STORE_ISSUES_ISSUE_PRIVATE_H
#define ENGINE_STORE_ISSUES_ISSUE_PRIVATE_H

#include "engine/store/issues/issue_write.h"
#include "engine/store/statement.h"

/* What the parts of issuing share. */

enum { SHA256_TEXT_SIZE = 64 + 1 };

struct issue_write {
    store *store; /* NULL once the store was closed */
    struct period period;
    char period_text[PERIOD_TEXT_SIZE];
    int64_t seq;
    int32_t issue;
    char previous_seal[SHA256_TEXT_SIZE];
};

/* Rolls back; the write is dead then. */
void issue_write_abandon(issue_write *write);

/* SHA-256 of the bytes and the previous seal's digits. */
void seal_compute(const void *manifest, size_t manifest_size, const char *previous_seal,
                  char ret_seal[SHA256_TEXT_SIZE]);
/* The newest link: 0 and "" where there is none. */
bool link_newest(store *store, int64_t *ret_seq, char ret_seal[SHA256_TEXT_SIZE], GError **error);
struct chain_link {
    int64_t seq;
    const char *kind; /* "issue", "void" */
    const char *manifest;
    size_t manifest_size;
    const char *previous_seal;
};
bool link_insert(store *store, const struct chain_link *link, char ret_seal[SHA256_TEXT_SIZE],
                 GError **error);

/* What a void's link says, byte for byte the same whenever it is made. numbers: the original
 * first, then by number. The caller frees. */
struct void_record {
    const GPtrArray *numbers;
    const char *reason;
    const char *prepared_by;
    const char *approved_by;
    const char *voided_at;
    const char *previous_seal;
};
/* With its quotes, as reports/quoted.h has it. */
void store_json_append(GString *json, const char *text);
char *void_manifest(const struct void_record *record);

/* "2026-10-12T01:02:03Z", by the machine's clock; the caller frees. */
char *issue_clock_text(void);

/* The words of the tables. -1 where it is none. */
int issued_kind_find(const char *name);
int issued_outcome_find(const char *code);
int issued_rule_find(const char *code);
/* A path below a directory, without a way out of it. */
bool issued_path_safe(const char *path);

/* Hashes the rows that the issue froze (issue_hashes). */
bool issue_hashes_insert(store *store, int64_t seq,
                         struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error);

#endif
