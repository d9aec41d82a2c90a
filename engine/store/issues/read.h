#ifndef ENGINE_STORE_ISSUES_ISSUED_H
#define ENGINE_STORE_ISSUES_ISSUED_H

#include "engine/core/rules/adjustment.h"
#include "engine/store/store.h"

/* What was issued, read back. Everything is asked "before a seq": as it was before that link of the
 * chain, so that an issue can be computed again later. ISSUED_NOW asks for the newest. Field names
 * are those of schema_issues.sql. Strings are never NULL ("" is blank). */
#define ISSUED_NOW INT64_MAX

enum issued_kind { ISSUED_RCTI, ISSUED_RCI, ISSUED_RCAN, ISSUED_ADJ, ISSUED_KIND_COUNT };
const char *issued_kind_name(enum issued_kind kind); /* "RCTI" … */

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

/* R5: for each partner with one, the sum of all states' lines (GST included; open ones too) less
 * all payments, in cents: partner_id (owned) -> int64_t (owned). Negative: carried forward. */
GHashTable *store_balances_load(store *store, int64_t before_seq, GError **error);

/* The account of the newest payment above 0 before the seq that had one (a payment by hand need
 * not): partner_id (owned) -> "bsb account"
 * with spaces and hyphens taken out (owned). */
GHashTable *store_paid_accounts_load(store *store, int64_t before_seq, GError **error);

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
    enum issued_kind kind;
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
    day issue_date;
    const char *void_reason; /* "" unless it was voided */
};
/* By number; false in ret_found where there is none. */
bool store_document_load(store *store, const char *number, bool *ret_found,
                         struct issued_document *ret_document, GStringChunk *strings,
                         GError **error);
/* Those of an issue, by number: array of struct issued_document. */
bool store_documents_load(store *store, int64_t seq, GArray *documents, GStringChunk *strings,
                          GError **error);
/* Those whose bytes have this SHA-256 (64 hex digits). */
bool store_documents_by_hash(store *store, const char *sha256, GArray *documents,
                             GStringChunk *strings, GError **error);

bool store_adjustment_lines_load(store *store, const char *number, GArray *lines,
                                 GStringChunk *strings, GError **error);

struct issued_payment {
    const char *partner_id;
    money payment; /* 0 or more */
    money carried; /* 0 or less */
    bool in_file;
    const char *bsb;
    const char *account_number;
    const char *account_name;
};
bool store_payments_load(store *store, int64_t seq, GArray *payments, GStringChunk *strings,
                         GError **error);

struct issue_file {
    int64_t row;
    const char *path; /* below out/PERIOD/issue-N, with no way out of it */
    const char *sha256;
};
bool store_issue_files_load(store *store, int64_t seq, GArray *files, GStringChunk *strings,
                            GError **error);
/* The caller unrefs; NULL on failure. */
GBytes *store_issue_file_bytes(store *store, int64_t row, GError **error);

/* Writes the shipped holidays that an issue was computed with into a directory that exists. */
bool store_issue_holidays_write(store *store, int64_t seq, const char *directory, GError **error);

#endif
