#include "issue_sample.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/store/gates.h"

static void done(bool good, const GError *error)
{
    cr_assert(good, "%s", error != NULL ? error->message : "");
}

struct issue_sample issue_sample_begin(struct store_sample *sample, int32_t month)
{
    struct issue_sample issue = {.sample = sample, .month = month};
    g_autoptr(GError) error = NULL;
    issue.write = store_issue_begin(sample->store, period_from_month(2026, month), &error);
    done(issue.write != NULL, error);
    CHECK(issue.write); /* for the analyser, which does not know that done() ends a test */
    issue.seq = issue.write->seq;
    issue.issue = issue.write->issue;
    issue.directory = g_build_filename(sample->directory, "issue", NULL);
    g_autofree char *documents = g_build_filename(issue.directory, "documents", NULL);
    cr_assert_eq(g_mkdir_with_parents(documents, 0700), 0);
    issue.paths = g_ptr_array_new_with_free_func(g_free);
    return issue;
}

void issue_sample_month(struct issue_sample *issue, int32_t month, const char *partner_id,
                        const char *number, int64_t amount, int64_t gst)
{
    struct period period = period_from_month(2026, month);
    const struct line line = {RATE_PARTNER, {amount}, gst != 0, {60}, {amount}, {gst}};
    const struct hour slots[] = {
        {.date = period.first,
         .start_minute = 600,
         .outcome = OUTCOME_BOOKED,
         .rule = RULE_P5,
         .paid_minutes = {60},
         .hourly_rate = {true, {amount}},
         .taxable = gst != 0,
         .notes = NOTE_REBOOKED,
         .evidence = "A1;A2"},
        {.date = period.first,
         .start_minute = 660,
         .outcome = OUTCOME_HOLIDAY,
         .rule = RULE_P1,
         .evidence = "Ánh's day"},
    };
    const struct booking adhoc = {.appointment_id = "A9",
                                  .date = day_add(period.first, 3),
                                  .start_minute = 900,
                                  .duration_minutes = 45,
                                  .outcome = OUTCOME_ADHOC_UNAUTHORISED,
                                  .rule = RULE_A6,
                                  .reason = REASON_OVER_ALLOCATION,
                                  .hourly_rate = {true, {9000}},
                                  .evidence = "K1"};
    const struct issued_month state = {.period = period,
                                       .partner_id = partner_id,
                                       .nil = number[0] == '\0',
                                       .number = number,
                                       .result_hash = "result",
                                       .issue_hash = month == issue->month ? "issue" : "",
                                       .lines = &line,
                                       .line_count = amount != 0 ? 1 : 0,
                                       .slots = slots,
                                       .slot_count = G_N_ELEMENTS(slots),
                                       .adhoc = &adhoc,
                                       .adhoc_count = 1};
    g_autoptr(GError) error = NULL;
    done(store_issue_add_month(issue->write, &state, &error), error);
}

static void adjustment_line_add(struct issue_sample *issue, const char *number, int64_t amount,
                                int64_t gst)
{
    const struct adjustment_line line = {
        .line = {RATE_PARTNER, {15000}, gst != 0, {-20}, {amount}, {gst}},
        .reason = "A1 was not completed",
    };
    g_autoptr(GError) error = NULL;
    done(store_issue_add_adjustment_lines(issue->write, number, &line, 1, &error), error);
}

void issue_sample_document(struct issue_sample *issue, enum document_kind kind, int32_t month,
                           const char *partner_id, const char *number, const char *adjusts,
                           const char *replaces, int64_t amount, int64_t gst)
{
    g_autofree char *path = g_strdup_printf("documents/%s.pdf", number);
    issue_sample_file(issue, path, number, strlen(number));
    const struct issued_document document = {.number = number,
                                             .kind = kind,
                                             .period = period_from_month(2026, month),
                                             .adjusts = adjusts,
                                             .replaces = replaces,
                                             .subtotal = {amount},
                                             .gst = {gst},
                                             .total = {amount + gst},
                                             .path = path,
                                             .supplier = {.partner_id = partner_id,
                                                          .legal_name = "Ánh Nguyễn",
                                                          .trading_name = "",
                                                          .abn = "51824753556",
                                                          .address_line_1 = "1 The Street",
                                                          .address_line_2 = "",
                                                          .suburb = "Sydney",
                                                          .state = "NSW",
                                                          .postcode = "2000",
                                                          .email = "",
                                                          .agreement_ref = "AG1"}};
    g_autoptr(GError) error = NULL;
    done(store_issue_add_document(issue->write, &document, &error), error);
    if (adjusts[0] != '\0') {
        adjustment_line_add(issue, number, amount, gst);
    }
}

void issue_sample_rcti(struct issue_sample *issue, int32_t month, const char *partner_id,
                       const char *number, int64_t amount, int64_t gst)
{
    issue_sample_month(issue, month, partner_id, number, amount, gst);
    issue_sample_document(issue, DOCUMENT_RCTI, month, partner_id, number, "", "", amount, gst);
}

void issue_sample_payment(struct issue_sample *issue, const char *partner_id, int64_t payment,
                          int64_t carried)
{
    const struct issued_payment row = {.partner_id = partner_id,
                                       .abn = "51824753556",
                                       .payment = {payment},
                                       .carried = {carried},
                                       .in_file = payment > 0,
                                       .bsb = "062-000",
                                       .account_number = "1234 5678",
                                       .account_name = "Anh Nguyen"};
    g_autoptr(GError) error = NULL;
    done(store_issue_add_payments(issue->write, &row, 1, &error), error);
}

static void file_write(const struct issue_sample *issue, const char *path, const char *bytes,
                       size_t size)
{
    g_autofree char *full = g_build_filename(issue->directory, path, NULL);
    g_autoptr(GError) error = NULL;
    done(g_file_set_contents(full, bytes, (gssize)size, &error), error);
}

void issue_sample_file(struct issue_sample *issue, const char *path, const char *bytes, size_t size)
{
    file_write(issue, path, bytes, size);
    g_ptr_array_add(issue->paths, g_strdup(path));
}

/* As reports/tables/manifest.c writes it. */
static char *manifest_make(const struct issue_sample *issue, const char *facts,
                           const char *holidays, const struct issue_frozen *frozen)
{
    g_autoptr(GString) json = g_string_new("{\n");
    g_string_append_printf(
        json,
        "  \"period\": \"2026-%02d\",\n  \"kind\": \"issue\",\n"
        "  \"issue\": %d,\n"
        "  \"prepared_by\": \"ann\",\n  \"approved_by\": \"\\\"Bob\\\"\",\n"
        "  \"program_version\": \"0.1.0\",\n  \"digest\": \"0123456789ab\",\n"
        "  \"previous_seal\": \"%s\",\n  \"facts_sha256\": \"%s\",\n"
        "  \"inputs\": [{\"file\": \"holidays/areas.csv\", \"sha256\": \"%s\"}],\n"
        "  \"frozen\": {",
        issue->month, issue->issue, issue->write->previous_seal, facts, holidays);
    for (int i = 0; i < ISSUE_FROZEN_COUNT; i++) {
        if (frozen[i].sha256[0] != '\0') {
            g_string_append_printf(json, "%s\n    \"%s\": \"%s\"", i > 0 ? "," : "",
                                   frozen[i].table, frozen[i].sha256);
        }
    }
    g_string_append(json, "\n  },\n  \"outputs\": [");
    for (guint i = 0; i < issue->paths->len; i++) {
        const char *path = g_ptr_array_index(issue->paths, i);
        g_autofree char *full = g_build_filename(issue->directory, path, NULL);
        g_autofree char *bytes = NULL;
        gsize size = 0;
        cr_assert(g_file_get_contents(full, &bytes, &size, NULL));
        g_autofree char *sha256 =
            g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
        g_string_append_printf(json,
                               "%s\n    {\"file\": \"%s\", \"bytes\": %zu, \"sha256\": \"%s\"}",
                               i > 0 ? "," : "", path, size, sha256);
    }
    g_string_append(json, "\n  ]\n}\n");
    return g_string_free(g_steal_pointer(&json), FALSE);
}

static void files_remove(struct issue_sample *issue)
{
    for (guint i = 0; i < issue->paths->len; i++) {
        g_autofree char *full =
            g_build_filename(issue->directory, g_ptr_array_index(issue->paths, i), NULL);
        cr_assert_eq(g_remove(full), 0, "%s", full);
    }
    g_autofree char *documents = g_build_filename(issue->directory, "documents", NULL);
    cr_assert_eq(g_rmdir(documents), 0);
    cr_assert_eq(g_rmdir(issue->directory), 0);
    g_free(issue->directory);
    g_ptr_array_unref(issue->paths);
    issue->directory = NULL;
    issue->paths = NULL;
    issue->write = NULL;
}

static char *inputs_keep(struct issue_sample *issue, char facts[65])
{
    g_autoptr(GError) error = NULL;
    static const char AREAS[] = "area,name\nAU,Australia\n";
    file_write(issue, "areas.csv", AREAS, strlen(AREAS));
    done(store_issue_add_holidays(issue->write, issue->directory, "areas.csv", &error), error);
    g_autofree char *full = g_build_filename(issue->directory, "areas.csv", NULL);
    g_remove(full);
    int64_t batch = 0;
    done(store_newest_batch(issue->sample->store, &batch, &error), error);
    done(store_issue_hash_facts(issue->write, batch, facts, &error), error);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, AREAS, -1);
}

void issue_sample_commit(struct issue_sample *issue)
{
    g_autoptr(GError) error = NULL;
    char facts[65];
    g_autofree char *holidays = inputs_keep(issue, facts);
    struct issue_head head = {.as_at = {1790000000 + issue->seq},
                              .issue_date = period_from_month(2026, issue->month + 1).first,
                              .payment_date = period_from_month(2026, issue->month + 1).first,
                              .program_version = "0.1.0",
                              .digest = "0123456789ab",
                              .prepared_by = "ann",
                              .approved_by = "\"Bob\""};
    done(store_newest_batch(issue->sample->store, &head.batch, &error), error);
    struct issue_frozen frozen[ISSUE_FROZEN_COUNT];
    done(store_issue_freeze(issue->write, &head, frozen, &error), error);
    g_autofree char *manifest = manifest_make(issue, facts, holidays, frozen);
    issue_sample_file(issue, "manifest.json", manifest, strlen(manifest));
    for (guint i = 0; i < issue->paths->len; i++) {
        done(store_issue_add_file(issue->write, issue->directory,
                                  g_ptr_array_index(issue->paths, i), &error),
             error);
    }
    done(store_issue_commit(g_steal_pointer(&issue->write), manifest, strlen(manifest), NULL,
                            issue->seal, &error),
         error);
    files_remove(issue);
}

void issue_sample_abandon(struct issue_sample *issue)
{
    store_issue_abandon(issue->write);
    files_remove(issue);
}

void issue_sample_september(struct store_sample *sample)
{
    g_autoptr(GArray) confirmed = g_array_new(FALSE, FALSE, sizeof(struct confirmation));
    const struct confirmation row = {"MASS_RETIREMENT", "3f9c", "5 of 6 rows", "ann",
                                     "2026-10-01T00:00:00Z"};
    g_array_append_val(confirmed, row);
    store_import *import = sample_begin_with_partners(sample->store, 9);
    int64_t batch = 0;
    cr_assert(store_import_merge(import, &batch, NULL));
    cr_assert_eq(batch, 1);
    cr_assert(store_import_commit(import, "someone", confirmed, NULL));
    store_import_free(import);
    struct issue_sample issue = issue_sample_begin(sample, 9);
    issue_sample_rcti(&issue, 9, "P1", "RCTI-202609-P1", 15000, 1500);
    issue_sample_month(&issue, 9, "P2", "", 0, 0);
    issue_sample_payment(&issue, "P1", 16500, 0);
    cr_assert(store_issue_add_confirmations(issue.write, confirmed, NULL));
    g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(struct issued_told));
    g_array_append_val(told, ((struct issued_told){"NO_EMAIL", "P1", "0f"}));
    cr_assert(store_issue_add_told(issue.write, told, NULL));
    issue_sample_commit(&issue);
}

void issue_sample_adjusted(struct store_sample *sample)
{
    struct issue_sample issue = issue_sample_begin(sample, 10);
    issue_sample_month(&issue, 9, "P1", "RCTI-202609-P1", 10000, 1000);
    issue_sample_document(&issue, DOCUMENT_RCAN, 9, "P1", "RCAN-202609-P1-1", "RCTI-202609-P1", "",
                          -5000, -500);
    issue_sample_payment(&issue, "P1", 0, -5500);
    issue_sample_commit(&issue);
}

bool issue_sample_void(struct store_sample *sample, const char *number, GPtrArray *ret_numbers,
                       GError **error)
{
    const struct void_order order = {
        .number = number, .reason = "wrong \"name\"", .prepared_by = "ann", .approved_by = "Bob"};
    char seal[65];
    return store_void(sample->store, &order, ret_numbers, seal, error);
}
