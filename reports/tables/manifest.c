#include "reports/tables/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
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

bool output_hash_of(const char *path, struct output_hash *ret_hash, GError **error)
{
    enum { READ_BYTES = 1 << 16 };
    g_autoptr(report_hash) hash = report_hash_new();
    g_autofree guchar *buffer = g_malloc(READ_BYTES);
    int64_t bytes = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        output_file_set_error(error, path, "cannot open", errno);
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

/* ---- JSON ---------------------------------------------------------------------------------- */

struct json {
    FILE *file;
    int depth;  /* of objects */
    bool begun; /* something stands in the object */
};

static void key_put(struct json *json, const char *key)
{
    fprintf(json->file, "%s\n%*s\"%s\": ", json->begun ? "," : "", 2 * json->depth, "", key);
    json->begun = true;
}

static void text_put(struct json *json, const char *key, const char *text)
{
    key_put(json, key);
    text_put_json(json->file, text);
}

static void number_put(struct json *json, const char *key, int64_t number)
{
    key_put(json, key);
    fprintf(json->file, "%" PRId64, number);
}

/* "" for that of the whole file. */
static void object_begin(struct json *json, const char *key)
{
    if (key[0] != '\0') {
        key_put(json, key);
    }
    putc('{', json->file);
    json->depth++;
    json->begun = false;
}

static void object_end(struct json *json)
{
    json->depth--;
    fprintf(json->file, "\n%*s}", 2 * json->depth, "");
    json->begun = true;
}

/* ---- the manifest ---------------------------------------------------------------------------- */

static void run_put(struct json *json, const struct manifest *manifest)
{
    const struct report_run *run = manifest->run;
    char text[TEXT_SIZE];
    text_put(json, "period", run->period_text);
    text_put(json, "kind", run->draft ? "draft" : "issue");
    const struct manifest_issue *issue = manifest->issue;
    if (issue) {
        number_put(json, "issue", issue->issue);
        text_put(json, "prepared_by", issue->prepared_by);
        text_put(json, "approved_by", issue->approved_by);
        text_put(json, "payment_date", text_date(text, issue->payment_date));
        text_put(json, "previous_seal", issue->previous_seal);
        text_put(json, "facts_sha256", issue->facts_sha256);
        object_begin(json, "frozen");
        for (size_t i = 0; i < issue->frozen_count; i++) {
            text_put(json, issue->frozen[i].table, issue->frozen[i].sha256);
        }
        object_end(json);
    }
    text_put(json, "as_at", text_stamp(text, run->as_at));
    text_put(json, "issue_date", text_date(text, run->issue_date));
    number_put(json, "batch", run->batch);
    text_put(json, "program_version", run->program_version);
    text_put(json, "digest", manifest->digest);
    object_begin(json, "policy");
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&run->policy, i, value);
        text_put(json, policy_key(i), value);
    }
    object_end(json);
}

static void counts_put(struct json *json, const struct manifest *manifest)
{
    const struct run_totals *totals = manifest->totals;
    object_begin(json, "counts");
    number_put(json, "partners", totals->partners);
    number_put(json, manifest->run->draft ? "ready" : "issued", totals->ready);
    number_put(json, "held", totals->held);
    number_put(json, "nil", totals->nil);
    number_put(json, "rctis", totals->rctis);
    number_put(json, "rcis", totals->rcis);
    number_put(json, "slots", totals->slots);
    number_put(json, "adhoc_bookings", totals->adhoc_bookings);
    number_put(json, "unscheduled", totals->unscheduled);
    for (int severity = SEVERITY_HELD; severity <= SEVERITY_INFO; severity++) {
        g_autofree char *key =
            g_strdup_printf("exceptions_%s", severity_name((enum severity)severity));
        number_put(json, key, (int64_t)manifest->exceptions->severity_counts[severity]);
    }
    object_end(json);
}

#define TOTAL_NUMBER(name) number_put(json, #name, totals->name)
/* As text: a reader's floating point would not keep cents. */
#define TOTAL_MONEY(name) text_put(json, #name, text_money(text, totals->name))
static void totals_put(struct json *json, const struct run_totals *totals)
{
    char text[TEXT_SIZE];
    object_begin(json, "totals");
    TOTAL_NUMBER(holiday_slots);
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
    TOTAL_MONEY(subtotal);
    TOTAL_MONEY(gst);
    TOTAL_MONEY(total);
    TOTAL_MONEY(adjustments_total);
    TOTAL_MONEY(payment);
    object_end(json);
}

static void inputs_put(struct json *json, const struct manifest *manifest)
{
    key_put(json, "inputs");
    putc('[', json->file);
    for (size_t i = 0; i < manifest->input_count; i++) {
        const struct report_input *input = &manifest->inputs[i];
        fprintf(json->file, "%s\n    {\"file\": ", i == 0 ? "" : ",");
        text_put_json(json->file, input->file);
        fprintf(json->file, ", \"rows\": %" PRId64 ", \"batch\": %" PRId64 ", \"sha256\": \"%s\"}",
                input->rows, input->batch, input->sha256);
    }
    fputs("\n  ]", json->file);
}

static bool outputs_put(struct json *json, const struct manifest *manifest, const GPtrArray *paths,
                        GError **error)
{
    key_put(json, "outputs");
    putc('[', json->file);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        struct output_hash hash;
        if (!output_hashes_add(manifest->hashes, path, &hash, error)) {
            return false;
        }
        fprintf(json->file, "%s\n    {\"file\": ", i == 0 ? "" : ",");
        text_put_json(json->file, path);
        fprintf(json->file, ", \"bytes\": %" PRId64 ", \"sha256\": \"%s\"}", hash.bytes,
                hash.sha256);
    }
    fputs("\n  ]", json->file);
    return true;
}

bool manifest_write(const struct manifest *manifest, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, "manifest.json", NULL);
    g_autoptr(GPtrArray) paths =
        output_files_list(directory, NULL, error); /* itself not among them */
    struct json json = {.file = paths ? output_file_create(path, error) : NULL};
    if (!json.file) {
        return false;
    }
    object_begin(&json, "");
    run_put(&json, manifest);
    counts_put(&json, manifest);
    totals_put(&json, manifest->totals);
    inputs_put(&json, manifest);
    bool listed = outputs_put(&json, manifest, paths, error);
    object_end(&json);
    putc('\n', json.file);
    return output_file_finish(json.file, path, listed ? error : NULL) && listed;
}
