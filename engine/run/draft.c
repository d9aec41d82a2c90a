#include "engine/run/draft.h"

#include <inttypes.h>
#include <string.h>

#include "engine/run/asked.h"
#include "engine/run/results/restore.h"
#include "engine/store/proof/proof.h"
#include "reports/text.h"

/* ---- what is not what was reviewed ------------------------------------------------------------- */

enum { PARTNERS_NAMED_MAX = 20 };

static void count_append(GString *text, const char *label, int64_t before, int64_t after)
{
    g_string_append_printf(text, "  %-14s %18" PRId64 " %18" PRId64 "%s\n", label, before, after,
                           before == after ? "" : "  *");
}

static void money_append(GString *text, const char *label, money before, money after)
{
    g_string_append_printf(text, "  %-14s %18s %18s%s\n", label, text_dollars(TEXT_ROOM, before),
                           text_dollars(TEXT_ROOM, after),
                           before.cents == after.cents ? "" : "  *");
}

static void totals_append(GString *text, const struct store_draft *before,
                          const struct store_draft *after)
{
    count_append(text, "ready", before->ready, after->ready);
    count_append(text, "held", before->held, after->held);
    count_append(text, "nil", before->nil, after->nil);
    money_append(text, "subtotal", before->subtotal, after->subtotal);
    money_append(text, "GST", before->gst, after->gst);
    money_append(text, "total", before->total, after->total);
    money_append(text, "adjustments", before->adjustments_total, after->adjustments_total);
    money_append(text, "payment", before->payment, after->payment);
}

static void partner_append(GString *text, const struct store_draft_partner *before,
                           const struct store_draft_partner *after)
{
    const struct store_draft_partner *const sides[] = {before, after};
    const struct store_draft_partner *either = before ? before : after;
    CHECK(either);
    g_string_append_printf(text, "    %-14s ", either->partner_id);
    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        g_string_append_printf(text, "%s%s%s%s", i == 0 ? "" : "; now ",
                               sides[i] ? sides[i]->status : "not in it",
                               sides[i] ? ", payment " : "",
                               sides[i] ? text_dollars(TEXT_ROOM, sides[i]->payment) : "");
    }
    bool same = before && after && strcmp(before->status, after->status) == 0 &&
                before->payment.cents == after->payment.cents;
    g_string_append(text, same ? ": an hour, a name or another particular\n" : "\n");
}

static const struct store_draft_partner *partner_at(const struct draft_record *record, guint index)
{
    return index < record->partners->len
               ? &g_array_index(record->partners, struct store_draft_partner, index)
               : NULL;
}

/* Both lists are in order of partner_id: walks them side by side. */
static void partners_append(GString *text, const struct draft_record *draft,
                            const struct draft_record *now)
{
    g_autoptr(GString) named = g_string_new(NULL);
    guint was = 0;
    guint is = 0;
    guint count = 0;
    while (was < draft->partners->len || is < now->partners->len) {
        const struct store_draft_partner *before = partner_at(draft, was);
        const struct store_draft_partner *after = partner_at(now, is);
        int order = !before ? 1 : !after ? -1 : strcmp(before->partner_id, after->partner_id);
        before = order > 0 ? NULL : before;
        after = order < 0 ? NULL : after;
        was += before != NULL;
        is += after != NULL;
        if ((!before || !after || strcmp(before->issue_hash, after->issue_hash) != 0) &&
            count++ < PARTNERS_NAMED_MAX) {
            partner_append(named, before, after);
        }
    }
    g_string_append_printf(text, "\n  partners that differ: %u\n%s", count, named->str);
    if (count > PARTNERS_NAMED_MAX) {
        g_string_append_printf(text, "    and %u more\n", count - PARTNERS_NAMED_MAX);
    }
}

/* "what: line" for each line of `after` that `before` has not, up to the sign that ends its name. */
static void lines_add(GPtrArray *changes, const char *what, const char *before, const char *after,
                      const char *ends)
{
    g_auto(GStrv) known = g_strsplit(before, "\n", -1);
    g_auto(GStrv) lines = g_strsplit(after, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!g_strv_contains((const char *const *)known, *line)) {
            finding_add(changes, "%s: %.*s", what, (int)strcspn(*line, ends), *line);
        }
    }
}

bool draft_record_refuse(store *store, const struct draft_record *draft,
                         const struct draft_record *now, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const struct store_draft *before = &draft->draft;
    const struct store_draft *after = &now->draft;
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func(g_free);
    if (strcmp(before->program_version, after->program_version) != 0) {
        finding_add(changes, "program: rcti %s, now %s", before->program_version,
                    after->program_version);
    }
    if (!store_draft_changes(store, before, changes, error)) {
        return false;
    }
    lines_add(changes, "policy, now", before->policy, after->policy, "");
    lines_add(changes, "holidays that come with the program", before->holidays, after->holidays,
              " ");
    if (changes->len == 0) {
        finding_add(changes, "nothing that this program knows of");
    }
    const char *period = text_period(TEXT_ROOM, before->period);
    g_string_append_printf(text,
                           "%s is not issued: draft %s is not what would be issued now\n\n"
                           "  %-14s %18s %18s\n",
                           period, before->digest, "", "the draft", "now");
    totals_append(text, before, after);
    partners_append(text, draft, now);
    g_string_append(text, "\n  what changed since the draft\n");
    for (guint i = 0; i < changes->len; i++) {
        g_string_append_printf(text, "    %s\n", (const char *)g_ptr_array_index(changes, i));
    }
    g_string_append_printf(text, "\nDraft it again and have that reviewed: rcti run %s", period);
    g_set_error_literal(error, RUN_ERROR, RUN_ERROR_REFUSED, text->str);
    return false;
}

/* ---- a draft ----------------------------------------------------------------------------------- */

bool draft_make(struct month_job *job, GError **error)
{
    const month_run *run = job->run;
    const struct period period = run->setup.run.period;
    store *store = run->setup.store;
    job->notes = g_ptr_array_new_with_free_func(g_free);
    if (!run_directory_lock(job->out, period, &job->directory, error) ||
        !restore_period(store, period, &job->directory, job->notes, error) ||
        !restore_newest(store, job->out, &period, job->notes, error)) {
        return false;
    }
    restore_backup(store, job->notes);
    if (run->partner_ids->len == 0 && (run->is_issued || run->closed_count > 0)) {
        return true;
    }
    job->gates = gates_new("issue", period);
    job->made = asked_raise(run, job->gates, error) &&
                run_directory_make(&job->directory, 0, error) && month_write(job, NULL, error) &&
                month_write_manifest(job, NULL, error) &&
                store_draft_save(store, &job->record.draft, job->record.partners, error) &&
                run_directory_commit(&job->directory, error);
    return job->made;
}
