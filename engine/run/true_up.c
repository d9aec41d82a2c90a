#include "engine/run/true_up.h"

#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/move_rows.h"
#include "reports/text.h"

static void moved_month_free(void *data)
{
    struct moved_month *moved = data;
    adjustment_report_free(moved->adjustment);
    partner_report_free(moved->late);
    frozen_month_free(moved->after);
    g_free(moved);
}

static void moved_hold_clear(void *data)
{
    g_free(((struct moved_hold *)data)->detail);
}

void partner_true_up_free(struct partner_true_up *true_up)
{
    if (true_up) {
        g_ptr_array_unref(true_up->months);
        g_array_unref(true_up->holds);
        g_free(true_up);
    }
}

static struct partner_true_up *partner_found(const struct true_up *true_up, const char *partner_id)
{
    struct partner_true_up *found = g_hash_table_lookup(true_up->found, partner_id);
    if (!found) {
        found = g_new0(struct partner_true_up, 1);
        found->months = g_ptr_array_new_with_free_func(moved_month_free);
        found->holds = g_array_new(FALSE, TRUE, sizeof(struct moved_hold));
        g_array_set_clear_func(found->holds, moved_hold_clear);
        g_hash_table_insert(true_up->found, g_strdup(partner_id), found);
    }
    return found;
}

char *document_number_text(const char *kind, struct period period, const char *partner_id,
                           int32_t voids)
{
    struct civil first = day_to_civil(period.first);
    g_autofree char *number =
        g_strdup_printf("%s-%04d%02d-%s", kind, first.year, first.month, partner_id);
    return voids > 0 ? g_strdup_printf("%s-R%d", number, voids) : g_steal_pointer(&number);
}

/* ---- holds --------------------------------------------------------------------------------- */

static void hold(const struct true_up *true_up, const char *partner_id, enum exception_code code,
                 const char *what)
{
    struct partner_true_up *found = partner_found(true_up, partner_id);
    struct moved_hold row = {code, g_strdup_printf("%s: %s", true_up->run->period_text, what)};
    g_array_append_val(found->holds, row);
}

/* The particulars that the earlier period's own draft would give. */
static const char *hold_particulars(const struct hold_facts *hold, enum exception_code code)
{
    const char *found = code == EXCEPTION_NO_GLYPH          ? hold->no_glyph
                        : code == EXCEPTION_NO_HOLIDAY_DATA ? hold->no_holiday_data
                        : code == EXCEPTION_BAD_INPUT       ? hold->bad_input
                                                            : NULL;
    return found ? found : "it was issued and has to be worked out again";
}

/* The holds of the earlier period become those of the run. */
static void holds_take(const struct true_up *true_up, const char *partner_id,
                       const struct issued_standing *standing)
{
    const struct month_result *result = &true_up->month->result;
    const struct hold_facts *facts = &true_up->month->partner->facts.hold;
    for (size_t i = 0; i < result->exception_count; i++) {
        enum exception_code code = result->exceptions[i].code;
        if (hold_stops_correction(standing, result, code)) {
            hold(true_up, partner_id, code, hold_particulars(facts, code));
        }
    }
}

/* ---- what moved ---------------------------------------------------------------------------- */

static void moved_add(const struct true_up *true_up, const char *partner_id,
                      struct moved_month *moved)
{
    moved->run = true_up->run;
    g_ptr_array_add(partner_found(true_up, partner_id)->months, moved);
}

/* A whole month: a document that the period never had, or that takes a voided one's place; where
 * nothing is due any more, none takes it. Without either (nil) only the state changes. */
static void whole_month_add(const struct true_up *true_up, const char *partner_id,
                            const struct store_issued_month *before)
{
    const struct report_run *run = true_up->run;
    bool replaces = before && before->open;
    g_autoptr(partner_report) report = partner_month_build(run, true_up->month);
    struct moved_month *moved = g_new0(struct moved_month, 1);
    moved->after = frozen_month_new(run->period, report, NULL, 0);
    money was = before ? frozen_position(&before->month) : (money){0};
    moved->change = money_subtract(frozen_position(&moved->after->month), was);
    if (report->document != DOCUMENT_NONE && !run->draft) {
        g_autofree char *number = document_number_text(report->row.document, run->period,
                                                       partner_id, before ? before->voids : 0);
        partner_report_set_number(report, number);
        frozen_month_set_number(moved->after, number);
    }
    if (replaces) {
        partner_report_set_replaces(report, before->month.number, before->original_date, was);
        if (report->document == DOCUMENT_NONE) {
            partner_report_set_replaced_lines(report, before->month.lines,
                                              before->month.line_count);
        }
    }
    if (replaces || report->document != DOCUMENT_NONE) {
        partner_report_close(report);
        moved->late = g_steal_pointer(&report);
    }
    moved_add(true_up, partner_id, moved);
}

static enum document_kind original_kind(const struct issued_month *month)
{
    return month->nil                                 ? DOCUMENT_NONE
           : g_str_has_prefix(month->number, "RCTI-") ? DOCUMENT_RCTI
                                                      : DOCUMENT_RCI;
}

static struct issued_standing standing_of(const struct store_issued_month *before)
{
    bool closed = before && !before->open;
    return (struct issued_standing){.closed = closed,
                                    .voided = before && before->open,
                                    .document =
                                        closed ? original_kind(&before->month) : DOCUMENT_NONE};
}

static struct adjustment_amounts amounts_of(const struct line *lines, size_t count)
{
    struct line_sum sum = adjustment_sum(lines, count);
    return (struct adjustment_amounts){sum.amount, sum.gst, money_add(sum.amount, sum.gst)};
}

static void adjustment_add(const struct true_up *true_up, const char *partner_id,
                           const struct store_issued_month *before,
                           const struct partner_report *after, const struct move_rows *moves,
                           const struct line *differences, size_t count)
{
    const struct report_run *run = true_up->run;
    const struct issued_month *was = &before->month;
    bool rcti = original_kind(was) == DOCUMENT_RCTI;
    g_autofree struct line *lines = g_new(struct line, was->line_count + count);
    size_t line_count = adjustment_apply(was->lines, was->line_count, differences, count, lines);
    g_autofree char *plain = document_number_text(run->draft ? "DRAFT"
                                                  : rcti     ? "RCAN"
                                                             : "ADJ",
                                                  run->period, partner_id, 0);
    g_autofree char *number = g_strdup_printf("%s-%d", plain, before->adjustments + 1);
    g_autofree char *file_name = g_strconcat(number, ".pdf", NULL);
    const struct adjustment_report about = {
        .kind = rcti ? ADJUSTMENT_RCAN : ADJUSTMENT_ADJ,
        .period = run->period,
        .period_text = run->period_text,
        .number = run->draft ? "" : number,
        .file_name = file_name,
        .adjusts = was->number,
        .adjusts_date = before->original_date,
        .before = amounts_of(was->lines, was->line_count),
        .after = amounts_of(lines, line_count),
        .moves = (const void *)moves->rows->data,
        .move_count = moves->rows->len,
        .result_hash = after->result_hash,
    };
    struct moved_month *moved = g_new0(struct moved_month, 1);
    moved->adjustment =
        adjustment_report_new(&about, (const void *)moves->taxable->data, differences, count);
    moved->change = moved->adjustment->difference.total;
    moved->after = frozen_month_new(run->period, after, lines, line_count);
    moved->after->month.nil = false;
    frozen_month_set_number(moved->after, was->number);
    moved_add(true_up, partner_id, moved);
}

static void taxability_hold(const struct true_up *true_up, const char *partner_id,
                            const struct store_issued_month *before)
{
    g_autofree char *what = g_strdup_printf("void %s", before->month.number);
    hold(true_up, partner_id, EXCEPTION_TAXABILITY_CHANGED, what);
}

/* No adjustment is dated before what it adjusts. */
static bool waits(const struct true_up *true_up, const char *partner_id,
                  const struct store_issued_month *before)
{
    if (before->month.nil || day_compare(before->original_date, true_up->run->issue_date) <= 0) {
        return false;
    }
    char date[TEXT_SIZE];
    g_autofree char *what = g_strdup_printf("%s is of %s", before->month.number,
                                            text_date_words(date, before->original_date));
    hold(true_up, partner_id, EXCEPTION_ADJUSTMENT_WAITS, what);
    return true;
}

/* A difference on what was issued: an adjustment, unless the taxability of an hour changed. */
static bool issued_adjust(const struct true_up *true_up, const char *partner_id,
                          const struct line *differences, size_t count, GError **error)
{
    g_autoptr(store_issued_month) before = NULL;
    if (!store_issued_month_load(true_up->setup->store, true_up->run->period, partner_id,
                                 true_up->before_seq, true, &before, error)) {
        return false;
    }
    g_autoptr(partner_report) after = partner_month_build(true_up->run, true_up->month);
    g_autoptr(move_rows) moves =
        move_rows_new(true_up->setup, true_up->month, before, after, error);
    if (!moves) {
        return false;
    }
    struct issued_standing standing = standing_of(before);
    if (correction_decide(&standing, &true_up->month->result, differences, count,
                          moves->taxability_changed) == CORRECTION_TAXABILITY) {
        taxability_hold(true_up, partner_id, before);
    } else if (!waits(true_up, partner_id, before)) {
        adjustment_add(true_up, partner_id, before, after, moves, differences, count);
    }
    return true;
}

/* R2. */
static bool correct(const struct true_up *true_up, const char *partner_id,
                    const struct store_issued_month *before, GError **error)
{
    const struct month_result *result = &true_up->month->result;
    struct issued_standing standing = standing_of(before);
    const struct line *billed = before ? before->month.lines : NULL;
    size_t billed_count = before ? before->month.line_count : 0;
    g_autofree struct line *differences = g_new(struct line, billed_count + result->line_count + 1);
    size_t count =
        adjustment_lines(billed, billed_count, result->lines, result->line_count, differences);
    switch (correction_decide(&standing, result, differences, count, false)) {
    case CORRECTION_ADJUSTMENT:
        return issued_adjust(true_up, partner_id, differences, count, error);
    case CORRECTION_DOCUMENT:
    case CORRECTION_NIL:
        whole_month_add(true_up, partner_id, before);
        break;
    case CORRECTION_HELD:
        holds_take(true_up, partner_id, &standing);
        break;
    case CORRECTION_TAXABILITY:
        taxability_hold(true_up, partner_id, before);
        break;
    default:
        break;
    }
    return true;
}

bool true_up_partner(const struct true_up *true_up, const char *partner_id, GError **error)
{
    g_autoptr(store_issued_month) before = NULL;
    return store_issued_month_load(true_up->setup->store, true_up->run->period, partner_id,
                                   true_up->before_seq, false, &before, error) &&
           partner_month_compute(true_up->setup, partner_id, false, true_up->month, error) &&
           correct(true_up, partner_id, before, error);
}
