#ifndef TESTS_ENGINE_STORE_ISSUE_SAMPLE_H
#define TESTS_ENGINE_STORE_ISSUE_SAMPLE_H

#include "engine/store/issues/issues.h"
#include "store_sample.h"

/* An issue of 2026 in the making, with a directory of files and a manifest that lists them. Each
 * function asserts that what it does succeeds. */
struct issue_sample {
    struct store_sample *sample;
    issue_write *write;
    int64_t seq;
    int32_t issue;
    int32_t month;
    char *directory;  /* beside the store */
    GPtrArray *paths; /* of the files in it */
    char seal[65];    /* after commit */
};

struct issue_sample issue_sample_begin(struct store_sample *sample, int32_t month);
/* Two hours of one date; they have one line of this amount and GST, which is taxable where there is
 * GST. Amount 0: no line. The second hour has no rate, evidence and notes; and one ad hoc booking
 * that is not paid. number "": nil. */
void issue_sample_month(struct issue_sample *issue, int32_t month, const char *partner_id,
                        const char *number, int64_t amount, int64_t gst);
/* Its bytes name it. adjusts, replaces: "" for none; one that adjusts has one line. */
void issue_sample_document(struct issue_sample *issue, enum document_kind kind, int32_t month,
                           const char *partner_id, const char *number, const char *adjusts,
                           const char *replaces, int64_t amount, int64_t gst);
/* An RCTI with its state. */
void issue_sample_rcti(struct issue_sample *issue, int32_t month, const char *partner_id,
                       const char *number, int64_t amount, int64_t gst);
void issue_sample_payment(struct issue_sample *issue, const char *partner_id, int64_t payment,
                          int64_t carried);
void issue_sample_file(struct issue_sample *issue, const char *path, const char *bytes,
                       size_t size);
/* Writes the manifest, keeps the files, seals; clears all but seq, issue and seal. */
void issue_sample_commit(struct issue_sample *issue);
void issue_sample_abandon(struct issue_sample *issue);

/* September 2026 issued to P1 (RCTI-202609-P1, 150.00 and 15.00) and nil to P2, seq 1, from batch
 * 1; 165.00 paid. */
void issue_sample_september(struct store_sample *sample);
/* Issue of October: nothing of October itself, but September of P1 to 100.00 and 10.00 by
 * RCAN-202609-P1-1: 55.00 carried. */
void issue_sample_adjusted(struct store_sample *sample);
/* store_void of a number; the seal's answer. */
bool issue_sample_void(struct store_sample *sample, const char *number, GPtrArray *ret_numbers,
                       GError **error);

#endif
