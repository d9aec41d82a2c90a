#include "reports/tables/manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/quoted.h"
#include "reports/text.h"
#include "reports/value/digest.h"

static const char file_name[] = "manifest.json";

/* ---- the digest ---------------------------------------------------------------------------- */

struct run_digest {
    report_hash *hash;
};

static void hash_company(report_hash *hash, const struct report_company *company)
{
    report_hash_text(hash, company->legal_name);
    report_hash_text(hash, company->abn);
    report_hash_text(hash, company->address_line_1);
    report_hash_text(hash, company->address_line_2);
    report_hash_text(hash, company->suburb);
    report_hash_text(hash, company->state);
    report_hash_text(hash, company->postcode);
    report_hash_text(hash, company->email);
    report_hash_text(hash, company->phone);
    report_hash_text(hash, company->dispute_url);
    report_hash_text(hash, company->agreement_text);
    report_hash_text(hash, company->note);
    report_hash_number(hash, company->payment_terms_days);
    report_hash_text(hash, company->paying ? company->paying : "");
    if (company->logo_png != NULL && company->logo_png[0] != '\0') {
        report_hash_text(hash, company->logo_png);
    }
}

run_digest *run_digest_new(const struct report_run *run)
{
    run_digest *digest = g_new0(run_digest, 1);
    digest->hash = report_hash_new();
    report_hash_text(digest->hash, run->period_text);
    report_hash_text(digest->hash, run->program_version);
    report_hash_number(digest->hash, run->as_at.utc_seconds);
    report_hash_number(digest->hash, run->issue_date.number);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&run->policy, i, value);
        report_hash_text(digest->hash, policy_key(i));
        report_hash_text(digest->hash, value);
    }
    hash_company(digest->hash, &run->company);
    return digest;
}

void run_digest_append(run_digest *digest, const struct partner_report *report)
{
    report_hash_text(digest->hash, report->issue_hash);
}

void run_digest_finish(run_digest *digest, char ret_text[RUN_DIGEST_SIZE])
{
    g_strlcpy(ret_text, report_hash_end(digest->hash), RUN_DIGEST_SIZE);
}

void run_digest_free(run_digest *digest)
{
    if (digest) {
        report_hash_free(digest->hash);
        g_free(digest);
    }
}

/* ---- the outputs --------------------------------------------------------------------------- */

/* Paths of the files below a directory, relative to it, with '/' between. */
static bool list_files(const char *directory, const char *below, GPtrArray *paths, GError **error)
{
    g_autofree char *place = g_build_filename(directory, below, NULL);
    g_autoptr(GDir) entries = g_dir_open(place, 0, error);
    if (!entries) {
        return false;
    }
    const char *name = NULL;
    while ((name = g_dir_read_name(entries))) {
        g_autofree char *path =
            below[0] == '\0' ? g_strdup(name) : g_strdup_printf("%s/%s", below, name);
        g_autofree char *full = g_build_filename(directory, path, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR)) {
            if (!list_files(directory, path, paths, error)) {
                return false;
            }
        } else if (strcmp(path, file_name) != 0) {
            g_ptr_array_add(paths, g_steal_pointer(&path));
        }
    }
    return true;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void put_member(FILE *file, const char *indent, const char *key, const char *text,
                       const char *end)
{
    fprintf(file, "%s\"%s\": ", indent, key);
    quoted_put_json(file, text);
    fprintf(file, "%s\n", end);
}

static void put_count(FILE *file, const char *key, int64_t number, const char *end)
{
    fprintf(file, "    \"%s\": %" PRId64 "%s\n", key, number, end);
}

/* As text: a reader's floating point would not keep cents. */
static void put_money(FILE *file, const char *key, money amount, const char *end)
{
    char text[TEXT_SIZE];
    put_member(file, "    ", key, text_money(text, amount), end);
}

static void put_issue(FILE *file, const struct manifest_issue *issue)
{
    char text[TEXT_SIZE];
    fprintf(file, "  \"issue\": %d,\n", issue->issue);
    put_member(file, "  ", "prepared_by", issue->prepared_by, ",");
    put_member(file, "  ", "approved_by", issue->approved_by, ",");
    put_member(file, "  ", "payment_date", text_date(text, issue->payment_date), ",");
    put_member(file, "  ", "previous_seal", issue->previous_seal, ",");
    put_member(file, "  ", "facts_sha256", issue->facts_sha256, ",");
    fputs("  \"frozen\": {\n", file);
    for (size_t i = 0; i < issue->frozen_count; i++) {
        const struct manifest_frozen *frozen = &issue->frozen[i];
        put_member(file, "    ", frozen->table, frozen->sha256,
                   i + 1 < issue->frozen_count ? "," : "");
    }
    fputs("  },\n", file);
}

static void put_run(FILE *file, const struct manifest *manifest)
{
    const struct report_run *run = manifest->run;
    char text[TEXT_SIZE];
    put_member(file, "  ", "period", run->period_text, ",");
    put_member(file, "  ", "kind", run->draft ? "draft" : "issue", ",");
    if (manifest->issue) {
        put_issue(file, manifest->issue);
    }
    put_member(file, "  ", "as_at", text_stamp(text, run->as_at), ",");
    put_member(file, "  ", "issue_date", text_date(text, run->issue_date), ",");
    fprintf(file, "  \"batch\": %" PRId64 ",\n", run->batch);
    put_member(file, "  ", "program_version", run->program_version, ",");
    put_member(file, "  ", "digest", manifest->digest, ",");
}

static void put_policy(FILE *file, const struct policy *policy)
{
    fputs("  \"policy\": {\n", file);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(policy, i, value);
        put_member(file, "    ", policy_key(i), value, i + 1 < policy_count() ? "," : "");
    }
    fputs("  },\n", file);
}

static void put_counts(FILE *file, const struct manifest *manifest)
{
    const struct run_totals *totals = manifest->totals;
    fputs("  \"counts\": {\n", file);
    put_count(file, "partners", totals->partners, ",");
    put_count(file, manifest->run->draft ? "ready" : "issued", totals->ready, ",");
    put_count(file, "held", totals->held, ",");
    put_count(file, "nil", totals->nil, ",");
    put_count(file, "rctis", totals->rctis, ",");
    put_count(file, "rcis", totals->rcis, ",");
    put_count(file, "slots", totals->slots, ",");
    put_count(file, "adhoc_bookings", totals->adhoc_bookings, ",");
    put_count(file, "unscheduled", totals->unscheduled, ",");
    for (int severity = SEVERITY_HELD; severity <= SEVERITY_INFO; severity++) {
        g_autofree char *key =
            g_strdup_printf("exceptions_%s", severity_name((enum severity)severity));
        size_t count = exception_list_count_severity(manifest->exceptions, (enum severity)severity);
        put_count(file, key, (int64_t)count, severity < SEVERITY_INFO ? "," : "");
    }
    fputs("  },\n", file);
}

static void put_totals(FILE *file, const struct run_totals *totals)
{
    fputs("  \"totals\": {\n", file);
    put_count(file, "holiday_slots", totals->holiday_slots, ",");
    put_count(file, "blocked_slots", totals->blocked_slots, ",");
    put_count(file, "dst_gap_slots", totals->dst_gap_slots, ",");
    put_count(file, "unpaid_cancelled_slots", totals->unpaid_cancelled_slots, ",");
    put_count(file, "other_stream_minutes", totals->other_stream_minutes, ",");
    put_count(file, "penalty_minutes", totals->penalty_minutes, ",");
    put_count(file, "partner_minutes", totals->partner_minutes, ",");
    put_count(file, "adhoc_minutes", totals->adhoc_minutes, ",");
    put_count(file, "held_minutes", totals->held_minutes, ",");
    put_money(file, "partner_amount", totals->partner_amount, ",");
    put_money(file, "adhoc_amount", totals->adhoc_amount, ",");
    put_money(file, "subtotal", totals->subtotal, ",");
    put_money(file, "gst", totals->gst, ",");
    put_money(file, "total", totals->total, ",");
    put_money(file, "adjustments_total", totals->adjustments_total, ",");
    put_money(file, "payment", totals->payment, "");
    fputs("  },\n", file);
}

static void put_inputs(FILE *file, const struct manifest *manifest)
{
    fputs("  \"inputs\": [", file);
    for (size_t i = 0; i < manifest->input_count; i++) {
        const struct report_input *input = &manifest->inputs[i];
        fprintf(file, "%s\n    {\"file\": ", i == 0 ? "" : ",");
        quoted_put_json(file, input->file);
        fprintf(file, ", \"rows\": %" PRId64 ", \"batch\": %" PRId64 ", \"sha256\": ", input->rows,
                input->batch);
        quoted_put_json(file, input->sha256);
        putc('}', file);
    }
    fputs("\n  ],\n", file);
}

static bool put_outputs(FILE *file, const struct manifest *manifest, const char *directory,
                        GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    if (!list_files(directory, "", paths, error)) {
        return false;
    }
    g_ptr_array_sort(paths, compare_paths);
    fputs("  \"outputs\": [", file);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        struct output_hash hash = {0};
        if (!output_hashes_find(manifest->hashes, path, &hash, error)) {
            return false;
        }
        fprintf(file, "%s\n    {\"file\": ", i == 0 ? "" : ",");
        quoted_put_json(file, path);
        fprintf(file, ", \"bytes\": %" PRId64 ", \"sha256\": \"%s\"}", hash.bytes, hash.sha256);
    }
    fputs("\n  ]\n", file);
    return true;
}

bool manifest_write(const struct manifest *manifest, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, file_name, NULL);
    FILE *file = output_file_create(path, error);
    if (!file) {
        return false;
    }
    fputs("{\n", file);
    put_run(file, manifest);
    put_policy(file, &manifest->run->policy);
    put_counts(file, manifest);
    put_totals(file, manifest->totals);
    put_inputs(file, manifest);
    bool listed = put_outputs(file, manifest, directory, error);
    fputs("}\n", file);
    return output_file_finish(file, path, listed ? error : NULL) && listed;
}
