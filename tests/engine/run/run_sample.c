#include "run_sample.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "engine/run/draft.h"
#include "engine/run/issue.h"
#include "engine/store/facts/import.h"
#include "importers/input.h"
#include "importers/text/zone.h"

/* A fuzzer is no test of Criterion's. */
static void done(bool good, const GError *error)
{
    if (!good) {
        fprintf(stderr, "the sample: %s\n", error ? error->message : "no reason");
    }
    CHECK(good);
}

static const struct {
    const char *name;
    const char *text;
} files[] = {
    {"company.ini",
     "[company]\nlegal_name=Example Assist Pty Ltd\nabn=47555222000\ngst_from=2000-07-01\n"
     "address_line_1=100 Sample Street\nsuburb=Sydney\nstate=NSW\npostcode=2000\n"
     "email=partners@example.com\nphone=02 5550 0100\ndispute_url=https://example.com/dispute\n"
     "[documents]\nagreement_text=Both agree.\npayment_terms_days=14\nnote=Ask us.\n"
     "[payment]\nbsb=062-900\naccount_number=10458921\naccount_name=Example Assist Pty Ltd\n"
     "direct_entry_user_id=123456\ninstitution=CBA\nremitter=EXAMPLE ASSIST\n"
     "description=PARTNER PAY\n"},
    {"partners.csv",
     "partner_id,legal_name,trading_name,abn,gst_from,gst_to,agreement_from,agreement_to,"
     "agreement_ref,email,address_line_1,address_line_2,suburb,state,postcode,timezone,areas,bsb,"
     "account_number,account_name,active_from,active_to\n"
     "P1,Adelina Whitcombe,,31555700001,2019-07-01,,2025-07-01,,CPA-1,p1@example.com,"
     "3 Acacia Lane,,Newtown,NSW,2042,Australia/Sydney,AU-NSW,062-901,20304037,A Whitcombe,,\n"},
    {"rates.csv", "partner_id,kind,effective_from,hourly_rate\n"
                  "P1,partner,2025-07-01,150.00\nP1,adhoc,2025-07-01,180.00\n"},
    {"schedules.csv", "partner_id,weekday,start,end,effective_from,effective_to\n"
                      "P1,Mon,09:00,11:00,2025-07-01,\n"},
    {"appointments.csv", "appointment_id,partner_id,case_id,calendar,start,duration_minutes,status,"
                         "booked_at,booked_by,completed_at,cancelled_at,cancelled_by\n"},
    {"blocks.csv", "block_id,partner_id,start,end,reason\n"},
    {"other_work.csv", "work_id,partner_id,stream,start,end\n"},
    {"cases.csv", "case_id,entitled_sessions,opened_on\nASST-1,6,2026-06-22\n"},
};

static char *place(const struct run_sample *sample, const char *below)
{
    return g_build_filename(sample->directory, below, NULL);
}

void run_sample_file(const struct run_sample *sample, const char *name, const char *text)
{
    g_autofree char *input = place(sample, "input");
    g_autofree char *path = g_build_filename(input, name, NULL);
    g_autoptr(GError) error = NULL;
    done(g_file_set_contents(path, text, -1, &error), error);
}

void run_sample_open(struct run_sample *sample)
{
    GError *error = NULL;
    *sample = (struct run_sample){.directory = g_dir_make_tmp("rcti-run-XXXXXX", &error)};
    done(sample->directory != NULL, error);
    g_autofree char *input = place(sample, "input");
    g_autofree char *path = place(sample, "rcti.db");
    CHECK(g_mkdir(input, 0700) == 0);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        run_sample_file(sample, files[i].name, files[i].text);
    }
    sample->store = store_open(path, &error);
    done(sample->store != NULL, error);
}

static void draft_forget(struct run_sample *sample)
{
    g_clear_pointer(&sample->report, partner_report_free);
    g_clear_pointer(&sample->run, month_run_free);
}

void run_sample_close(struct run_sample *sample)
{
    draft_forget(sample);
    store_close(sample->store);
    tree_remove(sample->directory);
    g_free(sample->directory);
}

void run_sample_import(const struct run_sample *sample, int32_t month)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(issues) issues = issues_new();
    struct shipped_holidays shipped = {0};
    done(shipped_holidays_read("holidays", issues, &shipped, &error), error);
    g_autofree char *input = place(sample, "input");
    struct period period = period_from_month(2026, month);
    g_autoptr(gates) gates = gates_new("import", period); /* whatever stands, passes */
    struct input_options options = {.period = period, .gates = gates, .areas = shipped.areas};
    struct input_result result = {0};
    g_autoptr(store_import) import =
        store_import_begin(sample->store, period, RCTI_VERSION, zone_clock, &error);
    done(import != NULL, error);
    int64_t batch = 0;
    done(input_read(input, &options, import, issues, &result, &error) &&
             run_issues_check(issues, "nothing was imported", &error) &&
             store_import_merge(import, &batch, &error) &&
             store_import_commit(import, "someone", NULL, &error),
         error);
    input_result_clear(&result);
    shipped_holidays_clear(&shipped);
}

static struct month_order order_of(int32_t month, const char *date, char **ret_as_at)
{
    *ret_as_at = g_strconcat(date, "T09:00", NULL);
    return (struct month_order){.period = period_from_month(2026, month),
                                .as_at_text = *ret_as_at,
                                .issue_date_text = date,
                                .holidays = "holidays",
                                .draft = true,
                                .before_seq = ISSUED_NOW};
}

void run_sample_issue(const struct run_sample *sample, int32_t month, const char *date)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *period_text = g_strdup_printf("2026-%02d", month);
    g_autofree char *as_at = NULL;
    g_autofree char *out = place(sample, "out");
    g_autofree char *path = place(sample, "rcti.db");
    const struct month_order order = order_of(month, date, &as_at);
    month_job draft = {.out = out, .jobs = 1, .run = month_run_open(sample->store, &order, &error)};
    done(draft.run != NULL, error);
    done(draft_make(&draft, &error), error);
    CHECK(draft.made);
    g_autofree char *digest = g_strdup(draft.digest_text);
    month_job_clear(&draft);
    struct issue_job job = {
        .store_path = path,
        .order = order,
        .approval = {g_strdup("Petra Preparer"), g_strdup("Ana Approver")},
        .store = sample->store,
        .period_text = period_text,
        .now = {.out = out, .jobs = 1},
    };
    bool found = false;
    draft_record_init(&job.draft);
    done(run_directory_lock(out, job.order.period, &job.now.directory, &error) &&
             store_draft_load(sample->store, job.order.period, digest, &found, &job.draft.draft,
                              job.draft.partners, job.draft.strings, &error) &&
             issue_make(&job, &error),
         error);
    CHECK(found && job.now.made && job.unplaced->len == 0);
    job.store = NULL; /* it stays open */
    issue_job_clear(&job);
}

const struct partner_report *run_sample_draft(struct run_sample *sample, int32_t month,
                                              const char *date)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *as_at = NULL;
    const struct month_order order = order_of(month, date, &as_at);
    draft_forget(sample);
    sample->run = month_run_open(sample->store, &order, &error);
    done(sample->run && month_run_next(sample->run, &sample->report, &error), error);
    CHECK(sample->report);
    CHECK(strcmp(sample->report->supplier.partner_id, "P1") == 0);
    return sample->report;
}

void run_sample_void(const struct run_sample *sample, const char *number)
{
    g_autoptr(GError) error = NULL;
    char seal[65];
    const struct void_order order = {.number = number,
                                     .reason = "it is wrong",
                                     .prepared_by = "Petra Preparer",
                                     .approved_by = "Ana Approver"};
    done(store_void(sample->store, &order, NULL, seal, &error), error);
}
