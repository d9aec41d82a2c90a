#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/paragraph.h"
#include "engine/run/facts.h"
#include "engine/run/month/data.h"
#include "engine/run/results/restore.h"

/* A month's facts as files, for whoever computes it elsewhere. */
typedef struct facts_job facts_job;
struct facts_job {
    const struct options *options;
    struct month_order order;
    store *store;
    struct issue_head issue;             /* --as-issued */
    struct temporary_directory holidays; /* of that issue */
    GPtrArray *files;
    GPtrArray *left;
    GStringChunk *strings;
};

static void facts_job_clear(facts_job *job)
{
    temporary_directory_remove(&job->holidays);
    g_ptr_array_unref(job->files);
    g_ptr_array_unref(job->left);
    g_string_chunk_free(job->strings);
    store_close(job->store);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(facts_job, facts_job_clear)

static bool options_check(const struct options *options, GError **error)
{
    if (strcmp(options->out, "out") == 0) {
        return command_usage_set(error, "--out DIR is missing: a directory that is new or empty");
    }
    if (!options->as_issued) {
        return options->issue == 0 || command_usage_set(error, "--issue goes with --as-issued");
    }
    return (!options->as_at && !options->issue_date && !options->holidays) ||
           command_usage_set(error,
                             "--as-issued has the dates and holidays of the issue; leave --as-at, "
                             "--issue-date and --holidays out");
}

/* The facts, dates and holidays of the issue that was named, else of the period's newest. */
static bool issue_take(struct facts_job *job, GError **error)
{
    const struct options *options = job->options;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    if (!store_issues_load(job->store, &job->order.period, heads, job->strings, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        if (options->issue == 0 || options->issue == head->issue) {
            job->issue = *head;
        }
    }
    if (job->issue.seq == 0 && options->issue > 0 && heads->len > 0) {
        return command_usage_set(error, "%s has no issue %d", options->arguments[0],
                                 options->issue);
    }
    if (job->issue.seq == 0) {
        return command_usage_set(error, "%s is not issued", options->arguments[0]);
    }
    if (!restore_holidays(job->store, &job->issue, &job->holidays, error)) {
        return false;
    }
    job->order = restore_order(&job->issue, job->order.period, job->holidays.path);
    return true;
}

/* The register that the facts are of, where --out of its run was not another. The caller frees. */
static char *register_path(const struct facts_job *job, const struct report_run *run)
{
    return job->holidays.path
               ? g_strdup_printf("out/%s/issue-%d/register.csv", run->period_text, job->issue.issue)
               : g_strdup_printf("out/%s/draft/register.csv", run->period_text);
}

static void facts_print(const struct facts_job *job, const struct month_setup *setup)
{
    const struct report_run *run = &setup->run;
    g_autofree char *directory = g_shell_quote(job->options->out);
    g_autofree char *path = register_path(job, run);
    printf("%s%s: what was known at batch %" PRId64 "\nin %s: %u files, for their reader alone\n",
           text_month_words(TEXT_ROOM, run->period), job->holidays.path ? ", as issued" : "",
           run->batch, job->options->out, job->files->len);
    for (guint i = 0; i < job->left->len; i++) {
        fputs(i == 0 ? "\nleft out, for no file can say it:\n  - " : "  - ", stdout);
        paragraph_put(g_ptr_array_index(job->left, i), 4, 4);
    }
    g_autofree char *reading = data_path_told(DATA_SECOND_READING);
    printf("\nto check the register%s:\n"
           "  python3 %s \\\n      %s \\\n      %s \\\n"
           "      %s \\\n      --as-at %s --issue-date %s%s\n",
           g_path_is_absolute(reading) ? "" : ", in the folder of the program", reading, directory,
           run->period_text, path, text_stamp(TEXT_ROOM, run->as_at),
           text_date(TEXT_ROOM, run->issue_date), job->issue.issue > 1 ? " --later" : "");
}

static void texts_put_json(const char *name, const GPtrArray *texts, const char *end)
{
    json_print("  %s: [", name);
    for (guint i = 0; i < texts->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(texts, i));
    }
    fputs(end, stdout);
}

static void facts_print_json(const struct facts_job *job, const struct month_setup *setup)
{
    const struct report_run *run = &setup->run;
    json_print("{\n  'period': %s,\n  'issue': %d,\n  'batch': %" PRId64 ",\n  'as_at': %s,\n"
               "  'issue_date': %s,\n  'directory': %s,\n",
               run->period_text, job->issue.issue, run->batch, text_stamp(TEXT_ROOM, run->as_at),
               text_date(TEXT_ROOM, run->issue_date), job->options->out);
    texts_put_json("files", job->files, "],\n");
    texts_put_json("left_out", job->left, "]\n}\n");
}

bool facts_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
               GError **error)
{
    g_auto(facts_job) job = {.options = options,
                             .files = g_ptr_array_new_with_free_func(g_free),
                             .left = g_ptr_array_new_with_free_func(g_free),
                             .strings = g_string_chunk_new(1024)};
    g_auto(month_setup) setup = {0};
    if (!options_check(options, error) ||
        !(job.store = options_store_open(options, options->arguments[0], &job.order, error)) ||
        (options->as_issued && !issue_take(&job, error)) ||
        !month_setup_begin(job.store, &job.order, NULL, &setup, error) ||
        !facts_write(&setup, job.order.holidays, options->out, job.files, job.left, error)) {
        return false;
    }
    (options->json ? facts_print_json : facts_print)(&job, &setup);
    return true;
}
