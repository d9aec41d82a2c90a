#ifndef ENGINE_STORE_ISSUES_ISSUES_H
#define ENGINE_STORE_ISSUES_ISSUES_H

#include "engine/core/rules/adjustment.h"
#include "engine/store/rows.h"
#include "engine/store/sha256.h"
#include "engine/store/store.h"

/* What was issued, and what drafts showed.
 *
 * tables.c  the tables, listed once: schema, rows in and out
 * issue.c   an issue, in one transaction
 * void.c    a void, likewise
 * read.c    what was issued, read back
 * hashes.c  SHA-256 of rows
 * seals.c   the chain of seals; by what a store is known elsewhere
 * drafts.c  drafts
 * open_items.c, repaid.c, registered.c, each with a header of its own: what issues leave undone; what they did by
 *           decisions on payments
 *
 * Strings are never NULL ("" is blank). Everything is asked "before a seq": as it was before that link
 * of the chain, so that an issue can be computed again later. ISSUED_NOW asks for the newest. */
#define ISSUED_NOW INT64_MAX

/* ---- what was issued ---------------------------------------------------------------------- */

/* The state of a partner's period: original and all adjustments together. lines are in order of
 * kind, rate, taxability (no first), as struct month_result has them; slots by date, start; adhoc
 * by date, start, id. */
struct issued_month {
    struct period period;
    const char *partner_id;
    bool nil;           /* frozen without a document */
    const char *number; /* of the original document; "" where there is none */
    const char *result_hash;
    const char *issue_hash;
    const struct line *lines;
    size_t line_count;
    const struct hour *slots;
    size_t slot_count;
    const struct booking *adhoc;
    size_t adhoc_count;
};

/* One state, owned by the caller. `month` is the newest before the seq; `open` that a void came
 * after it: it then counts for what was paid, but not as a document to adjust. */
struct store_issued_month {
    struct issued_month month;
    int64_t seq; /* of the issue that made the state; its facts were those of `batch` */
    int64_t batch;
    stamp as_at;       /* of that issue */
    day original_date; /* issue date of `number`; only where there is one */
    bool open;
    stamp voided_at;     /* only where it is open */
    int32_t voids;       /* originals of this partner and period voided: the next is -R<voids> */
    int32_t adjustments; /* RCAN and ADJ of this partner and period so far, voided ones too */
    GStringChunk *strings;
    GArray *lines;
    GArray *slots;
    GArray *adhoc;
};
/* ret_month: NULL where the partner's period has no state before the seq. With `verdicts` false
 * slots and adhoc are left empty. */
bool store_issued_month_load(store *store, struct period period, const char *partner_id,
                             int64_t before_seq, bool verdicts,
                             struct store_issued_month **ret_month, GError **error);
void store_issued_month_free(struct store_issued_month *month);
typedef struct store_issued_month store_issued_month;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_issued_month, store_issued_month_free)

/* Every period with an issue before the seq: struct period, oldest first. */
bool store_issued_periods(store *store, int64_t before_seq, GArray *periods, GError **error);

/* Partners with a state in the period before the seq, as bytes in order; only those that are not
 * open where closed_only. Strings owned by the array (free function set). NULL on failure. */
GPtrArray *store_issued_partner_ids(store *store, struct period period, int64_t before_seq,
                                    bool closed_only, GError **error);

/* R5: what a supplier (ABN) who is paid under a partner's id owes, as the newest payment left it; and whoever
 * owes nothing because it stands written off (D8). */
struct store_carried {
    const char *partner_id;
    const char *abn;
    const char *legal_name; /* of the ABN's newest document */
    money carried;          /* 0 or less */
};
/* By partner and ABN: array of struct store_carried, strings in `strings`. */
bool store_carried_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                        GError **error);

/* The account of the newest payment above 0 before the seq that had one (a payment by hand need
 * not), as it was given: of a partner ("P0001"), and of each ABN of the partner ("P0001 51824753556")
 * (owned) -> struct store_paid_account (owned). NULL on failure. */
struct store_paid_account {
    char *bsb;
    char *account_number;
    char *account_name; /* "" where none was given */
};
GHashTable *store_paid_accounts_load(store *store, int64_t before_seq, GError **error);

/* A review of standing data that the draft of an issue told of in full. */
struct issued_told {
    const char *code;
    const char *partner_id;
    const char *facts_sha256; /* of what it rests on */
};
/* Whom the true-up of an issue leaves to be worked out again in a period, whatever the facts: time alone may
 * change what it comes to, or something of it was not issued. partner_id "" says that the period was looked
 * at, and whoever else it concerns is done. */
struct issued_true_up {
    struct period period;
    const char *partner_id;
    const char *judged_by; /* of the period as a whole: how (run/correct/again.h); else "" */
};
/* The newest issue before the seq whose true-up looked at the period and judged so; 0 in ret_seq: none did. */
bool store_true_up_newest(store *store, struct period period, const char *judged_by,
                          int64_t before_seq, int64_t *ret_seq, GError **error);
/* Adds to the set (owned) whom that issue left, and whoever got another state or was voided in the period by
 * what came after it and before before_seq. */
bool store_true_up_left(store *store, struct period period, int64_t seq, int64_t before_seq,
                        GHashTable *partner_ids, GError **error);
/* Those of an issue, by period and partner: array of struct issued_true_up. */
bool store_true_ups_load(store *store, int64_t seq, GArray *true_ups, GStringChunk *strings,
                         GError **error);
/* The shipped holidays of an issue: name (owned) -> SHA-256 (owned). NULL on failure. */
GHashTable *store_issue_holidays_load(store *store, int64_t seq, GError **error);

/* Those that were told with issues before the seq: "code partner_id facts_sha256" (owned) -> the month
 * of the first such issue, "2026-08" (owned). NULL on failure. */
GHashTable *store_told_load(store *store, int64_t before_seq, GError **error);

/* An issue's own particulars. */
struct issue_head {
    int64_t seq;
    struct period period;
    int32_t issue;
    stamp as_at;
    day issue_date;
    day payment_date;
    int64_t batch;
    const char *program_version;
    const char *digest;
    const char *prepared_by;
    const char *approved_by;
    const char *issued_at;
};
/* Of the period (NULL: of all), by seq: array of struct issue_head, strings in `strings`. */
bool store_issues_load(store *store, const struct period *period, GArray *heads,
                       GStringChunk *strings, GError **error);

struct issued_document {
    const char *number;
    int64_t seq;
    enum document_kind kind;
    struct period period;     /* of an RCAN or ADJ that of the document adjusted */
    struct supplier supplier; /* as printed: the account is blank */
    const char *adjusts;
    const char *replaces;
    money subtotal;
    money gst;
    money total;
    const char *path;
    /* read back only */
    const char *sha256;
    struct period issued_in; /* its issue: the directory that it is in */
    int32_t issue;
    day issue_date;
    const char *void_reason; /* "" unless it was voided */
};
/* By number; false in ret_found where there is none. */
bool store_document_load(store *store, const char *number, bool *ret_found,
                         struct issued_document *ret_document, GStringChunk *strings,
                         GError **error);
/* Likewise, where it went as an e-invoice, too. ret_whole: so did all that adjusted it. */
bool store_einvoice_document_load(store *store, const char *number, bool *ret_found,
                                  bool *ret_whole, struct issued_document *ret_document,
                                  GStringChunk *strings, GError **error);
/* Who the partner's newest document before the seq names, as printed; false in ret_found where there is
 * none. */
bool store_supplier_load(store *store, const char *partner_id, int64_t before_seq, bool *ret_found,
                         struct supplier *ret_supplier, GStringChunk *strings, GError **error);
/* What takes a voided document back (R6); false in ret_found where nothing does. */
bool store_take_back_load(store *store, const char *number, bool *ret_found,
                          struct issued_document *ret_document, GStringChunk *strings,
                          GError **error);
/* Those of an issue, by number: array of struct issued_document. */
bool store_documents_load(store *store, int64_t seq, GArray *documents, GStringChunk *strings,
                          GError **error);
/* Those of one partner, of an issue or with 0 of all, whatever their month and state: by number. */
bool store_partner_documents_load(store *store, int64_t seq, const char *partner_id,
                                  GArray *documents, GStringChunk *strings, GError **error);
/* Those whose bytes have this SHA-256 (64 hex digits). */
bool store_documents_by_hash(store *store, const char *sha256, GArray *documents,
                             GStringChunk *strings, GError **error);
/* The lines of an RCAN or ADJ with their reasons: array of struct adjustment_line. */
bool store_adjustment_lines_load(store *store, const char *number, GArray *lines,
                                 GStringChunk *strings, GError **error);

struct issued_payment {
    const char *partner_id;
    const char *abn; /* of the supplier; "" where an older release issued it, or of who has none */
    money brought;   /* 0 or less; also of an older release */
    money payment;   /* 0 or more */
    money carried;   /* 0 or less */
    bool in_file;
    const char *bsb;
    const char *account_number;
    const char *account_name;
};
/* Those of one partner in one issue. */
bool store_partner_payments_load(store *store, int64_t seq, const char *partner_id,
                                 GArray *payments, GStringChunk *strings, GError **error);

struct issue_file {
    int64_t row;
    const char *path; /* below out/PERIOD/issue-N, with no way out of it */
    const char *sha256;
};
bool store_issue_files_load(store *store, int64_t seq, GArray *files, GStringChunk *strings,
                            GError **error);
/* The caller unrefs; NULL on failure. */
GBytes *store_issue_file_bytes(store *store, int64_t row, GError **error);

/* The libraries that its files were made with, as its manifest names them; "" where it names none. The
 * caller frees. */
bool store_issue_libraries_load(store *store, int64_t seq, char **ret_libraries, GError **error);

/* The gates that were let pass with an issue (struct confirmation), by code. */
bool store_issue_confirmations_load(store *store, int64_t seq, GArray *confirmations,
                                    GStringChunk *strings, GError **error);

/* Writes the shipped holidays that an issue was computed with into a directory that exists. */
bool store_issue_holidays_write(store *store, int64_t seq, const char *directory, GError **error);

/* ---- hashes and seals --------------------------------------------------------------------- */

/* The chain: every issue and every void is a link, sealed over its manifest and the seal before. */

struct store_link {
    int64_t seq;
    bool is_void;
    GBytes *manifest;
    const char *previous_seal; /* "" before the first */
    const char *seal;
    /* read back only; both "" where the seal has no key */
    const char *key_id;
    const char *keyed_seal;
};
/* By seq: array of struct store_link, whose clear function is set; strings in `strings`. */
bool store_links_load(store *store, GArray *links, GStringChunk *strings, GError **error);

/* SHA-256 of the manifest's bytes and the previous seal's digits. */
void seal_compute(GBytes *manifest, const char *previous_seal, char ret_seal[SHA256_TEXT_SIZE]);
/* The newest link: 0 and "" where there is none. */
bool link_newest(store *store, int64_t *ret_seq, char ret_seal[SHA256_TEXT_SIZE], GError **error);
struct seal_key;
/* Seals it, with the key (NULL: without one): its own seal is not read. */
bool link_insert(store *store, const struct store_link *link, const struct seal_key *key,
                 char ret_seal[SHA256_TEXT_SIZE], GError **error);

/* A seal alone can be made again by whoever can write the store; a keyed one, HMAC-SHA-256 of "rcti seal " and
 * the seal's digits, by whoever has the key as well. The key is never kept; its id is, of which nobody finds it. */
enum { SEAL_KEY_ID_SIZE = 16 + 1 };
struct seal_key {
    GBytes *bytes;
    char id[SEAL_KEY_ID_SIZE];
};
/* Takes the bytes over. */
struct seal_key *seal_key_new(GBytes *bytes);
void seal_key_free(struct seal_key *key); /* NULL is allowed */
typedef struct seal_key seal_key;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(seal_key, seal_key_free)
void seal_key_seal(const struct seal_key *key, const char *seal, char ret_keyed[SHA256_TEXT_SIZE]);
/* Whether a link may be added with that key: STORE_ERROR_REFUSED where it is NULL and the chain has one. Else
 * ret_before is the id of the chain's key where that is another, or "". */
bool seal_key_check(store *store, const struct seal_key *key, char ret_before[SEAL_KEY_ID_SIZE],
                    GError **error);

/* All marks of the store as of one moment, links first, each in order: array of struct store_mark. */
bool store_marks_load(store *store, GArray *marks, GStringChunk *strings, GError **error);
/* What a manifest says is the seal before it ("" where it says none), and the seal that it has then. */
bool store_link_of_manifest(store *store, GBytes *manifest,
                            char ret_previous_seal[SHA256_TEXT_SIZE],
                            char ret_seal[SHA256_TEXT_SIZE], GError **error);

/* SHA-256 over rows: each value with its type and length, so that no two lists of rows have the same
 * bytes. */

/* What is hashed of a batch: the facts of each input file, the rows set aside, and what was
 * recorded of the import itself. */
enum { HASHED_HELD_ROWS = FACT_HELD_ROWS, HASHED_BATCHES = FACT_TABLE_COUNT, HASHED_FILE_COUNT };
const char *hashed_file_name(int file);

/* The hashes of batches first to last, in order (char *, owned by the array): of the rows that each
 * brought and those that it retired; "" where it did neither to a table that came later. One pass over
 * the table. NULL on failure. */
GPtrArray *fact_hashes_compute(store *store, int file, int64_t first, int64_t last, GError **error);
/* Keeps those of the batches up to this one that are not kept yet. */
bool fact_hashes_insert(store *store, int64_t batch, GError **error);
/* One hash over those that are kept of all batches up to this one. */
bool fact_hashes_join(store *store, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                      GError **error);

enum { ISSUE_FROZEN_COUNT = 14 /* tables */ };
struct issue_frozen {
    const char *table;
    char sha256[SHA256_TEXT_SIZE]; /* "" for none: a later table without rows */
};
/* In the order of the tables in the manifest. */
bool frozen_hashes_compute(store *store, int64_t seq,
                           struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error);
/* Computes and keeps them. */
bool frozen_hashes_insert(store *store, int64_t seq,
                          struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error);

/* ---- issuing ------------------------------------------------------------------------------ */

/* Issuing: one transaction each, begun before anything is calculated, so that nobody
 * can change the store between the calculation and its freezing. Killed at any instant, all of it is
 * there or none. */
typedef struct issue_write {
    store *store; /* NULL once it was closed */
    struct period period;
    int64_t seq;
    int32_t issue;
    char previous_seal[SHA256_TEXT_SIZE]; /* of the link before, "" before the first */
    store *owned;                         /* of one that is made again; else NULL */
} issue_write;

/* Takes the store's write lock (BEGIN IMMEDIATE) until commit or abandon, and gives the numbers of
 * the issue; the rest of its head is given at commit. One at a time. What is read through the same
 * store meanwhile has to be asked before its seq: what is added is there already, its head is not.
 * Another connection can read only until much has been written. */
issue_write *store_issue_begin(store *store, struct period period, GError **error);
/* An issue that is made again: what it would freeze goes into a store of its own, in memory, to be held
 * against what was frozen (proof.h), and is abandoned. Nothing of `store` is written. */
issue_write *store_issue_begin_again(store *store, const struct issue_head *head, GError **error);
void store_issue_abandon(issue_write *write); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(issue_write, store_issue_abandon)

/* The new state of a partner's period. */
bool store_issue_add_month(issue_write *write, const struct issued_month *month, GError **error);
/* What it adjusts or replaces must be there. What is read back only is not read. */
bool store_issue_add_document(issue_write *write, const struct issued_document *document,
                              GError **error);
bool store_issue_add_adjustment_lines(issue_write *write, const char *number,
                                      const struct adjustment_line *lines, size_t count,
                                      GError **error);
/* One for each partner and ABN whose states, payment or amount carried the issue changes, also where what is
 * paid and carried is 0. */
bool store_issue_add_payments(issue_write *write, const struct issued_payment *payments,
                              size_t count, GError **error);
/* The gates that were let pass (struct confirmation). */
bool store_issue_add_confirmations(issue_write *write, const GArray *confirmations, GError **error);
/* The reviews of standing data that it told of (struct issued_told). */
bool store_issue_add_told(issue_write *write, const GArray *told, GError **error);
/* What the true-up of the run found (struct issued_true_up). */
bool store_issue_add_true_ups(issue_write *write, const GArray *true_ups, GError **error);
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
                        const struct seal_key *key, char ret_seal[SHA256_TEXT_SIZE],
                        GError **error);

/* ---- voiding ------------------------------------------------------------------------------ */

struct void_order {
    const char *number;
    const char *reason;
    const char *prepared_by;
    const char *approved_by;
    const struct seal_key *key; /* NULL: none; one that is not the chain's is refused */
};

/* Voids an original document, and the adjustment notes on it: one link, in one transaction. The
 * manifest of the link is made here (JSON). ret_numbers: what was voided, the original first; owned
 * by the array (NULL is allowed). STORE_ERROR_REFUSED where there is nothing to void, with what to
 * do instead. */
bool store_void(store *store, const struct void_order *order, GPtrArray *ret_numbers,
                char ret_seal[SHA256_TEXT_SIZE], GError **error);

/* What link ?1 voids: the original first, then by number. */
#define VOID_NUMBERS_SQL                                                                           \
    "SELECT v.* FROM voids AS v JOIN documents AS d USING (number) WHERE v.seq = ?1"               \
    " ORDER BY d.adjusts IS NOT NULL, v.number"
/* The manifest of link ?1, after the seal ?2: its rows differ in the number alone. NULL where it has
 * none. */
#define VOID_MANIFEST_SQL                                                                          \
    "SELECT '{\n  \"kind\": \"void\",\n  \"numbers\": ['"                                          \
    " || group_concat(json_quote(number), ', ')"                                                   \
    " || '],\n  \"reason\": ' || group_concat(DISTINCT json_quote(reason))"                        \
    " || ',\n  \"prepared_by\": ' || group_concat(DISTINCT json_quote(prepared_by))"               \
    " || ',\n  \"approved_by\": ' || group_concat(DISTINCT json_quote(approved_by))"               \
    " || ',\n  \"voided_at\": ' || group_concat(DISTINCT json_quote(voided_at))"                   \
    " || ',\n  \"previous_seal\": ' || json_quote(?2) || '\n}\n' FROM (" VOID_NUMBERS_SQL ")"

/* ---- drafts ------------------------------------------------------------------------------- */

/* What a draft showed, kept by its digest, so that issuing takes just that, and can tell what
 * changed where it cannot. */
struct store_draft {
    const char *digest; /* 12 hex digits */
    struct period period;
    stamp as_at;
    day issue_date;
    int64_t batch;
    int64_t last_seq; /* read back only: of the newest link when it was kept, 0 before the first */
    const char *program_version;
    const char *policy;   /* key=value a line */
    const char *holidays; /* name sha256 a line */
    int64_t ready;
    int64_t held;
    int64_t nil;
    money subtotal;
    money gst;
    money total;
    money adjustments_total;
    money payment;
    day payment_date; /* that it was given; DAY_UNBOUNDED_FROM: none */
};

struct store_draft_partner {
    const char *partner_id;
    const char *status;
    money total;
    money adjustments_total;
    money payment;
    const char *issue_hash;
};

/* One transaction; the same digest again takes the place of the last. partners: array of struct
 * store_draft_partner. */
bool store_draft_save(store *store, const struct store_draft *draft, const GArray *partners,
                      GError **error);
/* ret_found false: no such draft of that period. partners: by partner_id as bytes. */
bool store_draft_load(store *store, struct period period, const char *digest, bool *ret_found,
                      struct store_draft *ret_draft, GArray *partners, GStringChunk *strings,
                      GError **error);
/* The one of the newest facts; ret_found false: the period has none. */
bool store_draft_newest(store *store, struct period period, bool *ret_found,
                        struct store_draft *ret_draft, GStringChunk *strings, GError **error);
/* What came since it was kept, imports and then issues and voids, each in order: "import: batch 7 for
 * 2026-09: rates.csv", "issue 2 of 2026-09", "void of RCTI-202609-P0001" (char *, owned). */
bool store_draft_changes(store *store, const struct store_draft *draft, GPtrArray *sentences,
                         GError **error);

#endif
