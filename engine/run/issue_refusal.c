#include "engine/run/issue_refusal.h"

#include <inttypes.h>
#include <string.h>

#include "engine/store/facts/since.h"
#include "reports/text.h"

enum { PARTNERS_NAMED_MAX = 20 };

static void heading_append(GString *text, const struct draft_record *draft)
{
    char period[TEXT_SIZE];
    g_string_append_printf(text,
                           "%s is not issued: draft %s is not what would be issued now\n\n"
                           "  %-14s %18s %18s\n",
                           text_period(period, draft->draft.period), draft->draft.digest, "",
                           "the draft", "now");
}

static void count_append(GString *text, const char *label, int64_t before, int64_t after)
{
    g_string_append_printf(text, "  %-14s %18" PRId64 " %18" PRId64 "%s\n", label, before, after,
                           before == after ? "" : "  *");
}

static void money_append(GString *text, const char *label, money before, money after)
{
    char before_text[TEXT_SIZE];
    char after_text[TEXT_SIZE];
    g_string_append_printf(text, "  %-14s %18s %18s%s\n", label, text_dollars(before_text, before),
                           text_dollars(after_text, after),
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

/* ---- partners ------------------------------------------------------------------------------ */

static void partner_put(GString *text, const struct store_draft_partner *partner)
{
    char payment[TEXT_SIZE];
    if (partner) {
        g_string_append_printf(text, "%s, payment %s", partner->status,
                               text_dollars(payment, partner->payment));
    } else {
        g_string_append(text, "not in it");
    }
}

static void partner_append(GString *text, const struct store_draft_partner *before,
                           const struct store_draft_partner *after)
{
    g_string_append_printf(text, "    %-14s ", (before ? before : after)->partner_id);
    partner_put(text, before);
    g_string_append(text, "; now ");
    partner_put(text, after);
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

/* Both lists are in order of partner_id: walks them side by side. Prints up to `most`. */
static guint partners_walk(GString *text, const struct draft_record *draft,
                           const struct draft_record *now, guint most)
{
    guint before_index = 0;
    guint after_index = 0;
    guint count = 0;
    for (;;) {
        const struct store_draft_partner *before = partner_at(draft, before_index);
        const struct store_draft_partner *after = partner_at(now, after_index);
        if (!before && !after) {
            return count;
        }
        int order = !before ? 1 : !after ? -1 : strcmp(before->partner_id, after->partner_id);
        before = order > 0 ? NULL : before;
        after = order < 0 ? NULL : after;
        before_index += before != NULL;
        after_index += after != NULL;
        if ((!before || !after || strcmp(before->issue_hash, after->issue_hash) != 0) &&
            count++ < most) {
            partner_append(text, before, after);
        }
    }
}

static void partners_append(GString *text, const struct draft_record *draft,
                            const struct draft_record *now)
{
    guint count = partners_walk(text, draft, now, 0);
    g_string_append_printf(text, "\n  partners that differ: %u\n", count);
    partners_walk(text, draft, now, PARTNERS_NAMED_MAX);
    if (count > PARTNERS_NAMED_MAX) {
        g_string_append_printf(text, "    and %u more\n", count - PARTNERS_NAMED_MAX);
    }
}

/* ---- what changed -------------------------------------------------------------------------- */

/* Lines of `after` that `before` has not, up to the sign that ends a line's name. */
static guint lines_append(GString *text, const char *what, const char *before, const char *after,
                          const char *ends)
{
    g_auto(GStrv) known = g_strsplit(before, "\n", -1);
    g_auto(GStrv) lines = g_strsplit(after, "\n", -1);
    guint count = 0;
    for (char **line = lines; *line; line++) {
        if (!g_strv_contains((const char *const *)known, *line)) {
            g_string_append_printf(text, "    %s: %.*s\n", what, (int)strcspn(*line, ends), *line);
            count++;
        }
    }
    return count;
}

static guint batches_append(GString *text, const GArray *batches)
{
    for (guint i = 0; i < batches->len; i++) {
        const struct store_batch *batch = &g_array_index(batches, struct store_batch, i);
        g_string_append_printf(text, "    import: batch %" PRId64 " for %s: %s\n", batch->batch,
                               batch->period, batch->files);
    }
    return batches->len;
}

static guint links_append(GString *text, const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++) {
        g_string_append_printf(text, "    %s\n", (const char *)g_ptr_array_index(names, i));
    }
    return names->len;
}

static guint version_append(GString *text, const char *before, const char *after)
{
    if (strcmp(before, after) == 0) {
        return 0;
    }
    g_string_append_printf(text, "    program: rcti %s, now %s\n", before, after);
    return 1;
}

bool issue_refuse(store *store, const struct draft_record *draft, const struct draft_record *now,
                  GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const struct store_draft *before = &draft->draft;
    const struct store_draft *after = &now->draft;
    g_autoptr(GArray) batches = g_array_new(FALSE, TRUE, sizeof(struct store_batch));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GPtrArray) links = g_ptr_array_new();
    if (!store_batches_since(store, before->batch, batches, strings, error) ||
        !store_links_since(store, before->last_seq, links, strings, error)) {
        return false;
    }
    heading_append(text, draft);
    totals_append(text, before, after);
    partners_append(text, draft, now);
    g_string_append(text, "\n  what changed since the draft\n");
    guint changes = version_append(text, before->program_version, after->program_version);
    changes += batches_append(text, batches);
    changes += links_append(text, links);
    changes += lines_append(text, "policy, now", before->policy, after->policy, "");
    changes += lines_append(text, "holidays that come with the program", before->holidays,
                            after->holidays, " ");
    if (changes == 0) {
        g_string_append(text, "    nothing that this program knows of\n");
    }
    char period[TEXT_SIZE];
    g_string_append_printf(text, "\nDraft it again and have that reviewed: rcti run %s",
                           text_period(period, before->period));
    g_set_error_literal(error, RUN_ERROR, RUN_ERROR_REFUSED, text->str);
    return false;
}
