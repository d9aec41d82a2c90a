#include "reports/tables/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/output_file.h"
#include "reports/text.h"

/* ---- the digest ---------------------------------------------------------------------------- */

static void hash_company(report_hash *hash, const struct report_company *company)
{
    const char *const texts[] = {
        company->legal_name, company->abn,         company->address_line_1, company->address_line_2,
        company->suburb,     company->state,       company->postcode,       company->email,
        company->phone,      company->dispute_url, company->agreement_text, company->note};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        report_hash_text(hash, texts[i]);
    }
    report_hash_number(hash, company->payment_terms_days);
    report_hash_text(hash, company->paying ? company->paying : "");
    if (company->logo_png != NULL && company->logo_png[0] != '\0') {
        report_hash_text(hash, company->logo_png);
    }
}

report_hash *run_digest_new(const struct report_run *run)
{
    report_hash *hash = report_hash_new();
    report_hash_text(hash, run->period_text);
    report_hash_text(hash, run->program_version);
    report_hash_number(hash, run->as_at.utc_seconds);
    report_hash_number(hash, run->issue_date.number);
    if (run->payment_date_by == PAYMENT_DATE_BY_DRAFT) {
        report_hash_text(hash, "payment_date");
        report_hash_number(hash, run->payment_date.number);
    }
    for (size_t i = 0; i < policy_count(); i++) {
        if (policy_is_later_default(&run->policy, i)) {
            continue;
        }
        char value[POLICY_VALUE_SIZE];
        policy_value(&run->policy, i, value);
        report_hash_text(hash, policy_key(i));
        report_hash_text(hash, value);
    }
    hash_company(hash, &run->company);
    return hash;
}

/* ---- hashes of files ------------------------------------------------------------------------ */

struct output_hashes {
    char *directory;
    GMutex mutex;
    GHashTable *by_path; /* path -> struct output_hash */
};

/* -1 where there is none, or a link, a pipe or a directory in its place. */
static int file_open(const char *path, GError **error)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 && errno != ELOOP) {
        output_file_set_error(error, path, "cannot open", errno);
        return -1;
    }
    if (file < 0 || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s is a link or no file at all, and was not read: move it away", path);
        if (file >= 0) {
            close(file);
        }
        return -1;
    }
    return file;
}

bool output_hash_of(const char *path, struct output_hash *ret_hash, GError **error)
{
    enum { READ_BYTES = 1 << 16 };
    g_autoptr(report_hash) hash = report_hash_new();
    g_autofree guchar *buffer = g_malloc(READ_BYTES);
    int64_t bytes = 0;
    int file = file_open(path, error);
    if (file < 0) {
        return false;
    }
    ssize_t got = 0;
    while ((got = read(file, buffer, READ_BYTES)) > 0) {
        report_hash_bytes(hash, buffer, (size_t)got);
        bytes += got;
    }
    int error_number = errno;
    close(file);
    if (got < 0) {
        output_file_set_error(error, path, "cannot read", error_number);
        return false;
    }
    ret_hash->bytes = bytes;
    g_strlcpy(ret_hash->sha256, report_hash_end(hash), sizeof ret_hash->sha256);
    return true;
}

output_hashes *output_hashes_new(const char *directory)
{
    output_hashes *hashes = g_new0(output_hashes, 1);
    hashes->directory = g_strdup(directory);
    hashes->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&hashes->mutex);
    return hashes;
}

void output_hashes_free(output_hashes *hashes)
{
    if (hashes) {
        g_mutex_clear(&hashes->mutex);
        g_hash_table_unref(hashes->by_path);
        g_free(hashes->directory);
        g_free(hashes);
    }
}

static void hash_keep(output_hashes *hashes, const char *path, struct output_hash hash)
{
    g_mutex_lock(&hashes->mutex);
    g_hash_table_insert(hashes->by_path, g_strdup(path), g_memdup2(&hash, sizeof hash));
    g_mutex_unlock(&hashes->mutex);
}

void output_hashes_put(output_hashes *hashes, const char *path, GBytes *bytes)
{
    g_autoptr(report_hash) sum = report_hash_new();
    struct output_hash hash = {.bytes = (int64_t)g_bytes_get_size(bytes)};
    report_hash_bytes(sum, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_strlcpy(hash.sha256, report_hash_end(sum), sizeof hash.sha256);
    hash_keep(hashes, path, hash);
}

bool output_hashes_add(output_hashes *hashes, const char *path, struct output_hash *ret_hash,
                       GError **error)
{
    g_mutex_lock(&hashes->mutex);
    const struct output_hash *known = g_hash_table_lookup(hashes->by_path, path);
    struct output_hash hash = known ? *known : (struct output_hash){.bytes = 0};
    g_mutex_unlock(&hashes->mutex);
    if (!known) {
        g_autofree char *full = g_build_filename(hashes->directory, path, NULL);
        if (!output_hash_of(full, &hash, error)) {
            return false;
        }
        hash_keep(hashes, path, hash);
    }
    if (ret_hash) {
        *ret_hash = hash;
    }
    return true;
}

/* ---- the manifest: a member is written with the comma before it --------------------------------- */

/* Members of an object: names and texts. */
static const char member[] = "\n    %s: %s";
static const char member_next[] = ",\n    %s: %s";

static void run_put(FILE *file, const struct manifest *manifest)
{
    const struct report_run *run = manifest->run;
    const struct manifest_issue *issue = manifest->issue;
    text_put_json(file, "{\n  'period': %s,\n  'kind': %s", run->period_text,
                  run->draft ? "draft" : "issue");
    if (issue) {
        text_put_json(file,
                      ",\n  'issue': %d,\n  'prepared_by': %s,\n  'approved_by': %s,"
                      "\n  'payment_date': %s,\n  'libraries': %s,\n  'previous_seal': %s,\n  "
                      "'facts_sha256': %s",
                      issue->issue, issue->prepared_by, issue->approved_by,
                      text_date(TEXT_ROOM, run->payment_date), issue->libraries,
                      issue->previous_seal, issue->facts_sha256);
        if (issue->seal_key[0] != '\0') {
            text_put_json(file, ",\n  'seal_key': %s", issue->seal_key);
        }
        fputs(",\n  \"frozen\": {", file);
        for (size_t i = 0; i < issue->frozen_count; i++) {
            text_put_json(file, i == 0 ? member : member_next, issue->frozen[i].table,
                          issue->frozen[i].sha256);
        }
        fputs("\n  }", file);
    }
    text_put_json(file,
                  ",\n  'as_at': %s,\n  'issue_date': %s,\n  'batch': %" PRId64
                  ",\n  'program_version': %s,\n  'digest': %s,\n  'policy': {",
                  text_stamp(TEXT_ROOM, run->as_at), text_date(TEXT_ROOM, run->issue_date),
                  run->batch, run->program_version, manifest->digest);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&run->policy, i, value);
        text_put_json(file, i == 0 ? member : member_next, policy_key(i), value);
    }
    fputs("\n  }", file);
}

#define TOTAL_NUMBER(name) text_put_json(file, ",\n    %s: %" PRId64, #name, totals->name)
/* As text: a reader's floating point would not keep cents. */
#define TOTAL_MONEY(name)                                                                          \
    text_put_json(file, member_next, #name, text_money(TEXT_ROOM, totals->name))

static void counts_put(FILE *file, const struct manifest *manifest)
{
    const struct run_totals *totals = manifest->totals;
    text_put_json(file, ",\n  'counts': {\n    'partners': %" PRId64 ",\n    %s: %" PRId64,
                  totals->partners, manifest->run->draft ? "ready" : "issued", totals->ready);
    TOTAL_NUMBER(held);
    TOTAL_NUMBER(nil);
    TOTAL_NUMBER(rctis);
    TOTAL_NUMBER(rcis);
    TOTAL_NUMBER(slots);
    TOTAL_NUMBER(adhoc_bookings);
    TOTAL_NUMBER(unscheduled);
    for (int i = SEVERITY_HELD; i <= SEVERITY_INFO; i++) {
        g_autofree char *key = g_strdup_printf("exceptions_%s", severity_words[i]);
        text_put_json(file, ",\n    %s: %zu", key, manifest->exceptions->severity_counts[i]);
    }
    fputs("\n  }", file);
}

static void totals_put(FILE *file, const struct run_totals *totals)
{
    text_put_json(file, ",\n  'totals': {\n    'holiday_slots': %" PRId64, totals->holiday_slots);
    TOTAL_NUMBER(blocked_slots);
    TOTAL_NUMBER(dst_gap_slots);
    TOTAL_NUMBER(unpaid_cancelled_slots);
    TOTAL_NUMBER(other_stream_minutes);
    TOTAL_NUMBER(penalty_minutes);
    TOTAL_NUMBER(partner_minutes);
    TOTAL_NUMBER(adhoc_minutes);
    TOTAL_NUMBER(held_minutes);
    TOTAL_MONEY(partner_amount);
    TOTAL_MONEY(adhoc_amount);
    TOTAL_MONEY(decisions_amount);
    TOTAL_MONEY(subtotal);
    TOTAL_MONEY(gst);
    TOTAL_MONEY(total);
    TOTAL_MONEY(adjustments_total);
    TOTAL_MONEY(payment);
    fputs("\n  }", file);
}

static void inputs_put(FILE *file, const struct manifest *manifest)
{
    text_put_json(file, ",\n  'inputs': [");
    for (size_t i = 0; i < manifest->input_count; i++) {
        const struct report_input *input = &manifest->inputs[i];
        fputs(i == 0 ? "\n    " : ",\n    ", file);
        text_put_json(file, "{'file': %s, 'rows': %" PRId64 ", 'batch': %" PRId64 ", 'sha256': %s}",
                      input->file, input->rows, input->batch, input->sha256);
    }
    fputs("\n  ]", file);
}

static bool outputs_put(FILE *file, const struct manifest *manifest, const GPtrArray *paths,
                        GError **error)
{
    text_put_json(file, ",\n  'outputs': [");
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        struct output_hash hash;
        if (!output_hashes_add(manifest->hashes, path, &hash, error)) {
            return false;
        }
        fputs(i == 0 ? "\n    " : ",\n    ", file);
        text_put_json(file, "{'file': %s, 'bytes': %" PRId64 ", 'sha256': %s}", path, hash.bytes,
                      hash.sha256);
    }
    fputs("\n  ]", file);
    return true;
}

bool manifest_write(const struct manifest *manifest, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, "manifest.json", NULL);
    g_autoptr(GPtrArray) paths =
        output_files_list(directory, NULL, error); /* itself not among them */
    FILE *file = paths ? output_file_create(path, error) : NULL;
    if (!file) {
        return false;
    }
    run_put(file, manifest);
    counts_put(file, manifest);
    totals_put(file, manifest->totals);
    inputs_put(file, manifest);
    bool listed = outputs_put(file, manifest, paths, error);
    fputs("\n}\n", file);
    return output_file_finish(file, path, listed ? error : NULL) && listed;
}
