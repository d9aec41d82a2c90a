#include "engine/run/notes.h"

#include <string.h>

#include "reports/text.h"

enum { NOTE_WITHIN_DAYS = 28 }; /* of the batch that made the difference known */

/* What is known of the supplier on the day of issue: the run's month says it, of another ABN only the
 * month that is corrected. */
static struct supplier_standing standing_now(const struct partner_month *month,
                                             const struct moved_month *moved, const char *abn,
                                             const struct partner_report *report)
{
    const struct partner_row *row =
        month->particulars ? &month->particulars->row : &month->partner->row;
    return strcmp(abn, report->supplier.abn) == 0 && row->supplier.partner_id[0] != '\0'
               ? supplier_standing_of(row)
               : moved->standing;
}

/* A note has its GST by the registration that its document had; who is not registered any more gets
 * none upwards, and whether one downwards holds is for a person. */
static void note_look(day issue_date, const struct partner_month *month,
                      const struct moved_month *moved, struct partner_report *report)
{
    const struct adjustment_report *note = moved->adjustment;
    const struct supplier_standing now = standing_now(month, moved, note->supplier.abn, report);
    const bool registered = day_range_has(now.gst, issue_date);
    char date[TEXT_SIZE];
    g_autofree char *detail = NULL;
    if (note->kind == DOCUMENT_RCAN && note->difference.gst.cents != 0 &&
        (!registered || !day_range_has(now.agreement, issue_date))) {
        const day ended = registered ? now.agreement.to : now.gst.to;
        const char *what = registered ? "agreement" : "registration";
        g_autofree char *since =
            day_compare(ended, issue_date) < 0
                ? g_strdup_printf("the %s ended %s", what, text_date(date, ended))
                : g_strdup_printf("there is no %s on the day of issue", what);
        detail = g_strdup_printf("note on %s: %s", note->adjusts, since);
        if (!registered && note->difference.gst.cents > 0) {
            partner_report_hold(report, EXCEPTION_NOTE_UNREGISTERED, detail);
        } else {
            partner_report_add_exception(report, EXCEPTION_NOTE_WITHOUT_AGREEMENT, detail);
        }
    }
    if (note->kind == DOCUMENT_RCAN && day_valid(note->known_since) &&
        day_compare(issue_date, day_add(note->known_since, NOTE_WITHIN_DAYS)) > 0) {
        g_autofree char *late = g_strdup_printf("note on %s: known since %s", note->adjusts,
                                                text_date(date, note->known_since));
        partner_report_add_exception(report, EXCEPTION_NOTE_AFTER_28_DAYS, late);
    }
}

/* The first taxable hour or booking that a document pays; unbounded where there is none. */
static day first_supply(const struct partner_report *late)
{
    day first = DAY_UNBOUNDED_TO;
    for (size_t i = 0; i < late->slot_count; i++) {
        const struct hour *slot = &late->slots[i];
        if (slot->taxable && slot->paid_minutes.minutes > slot->penalty_minutes.minutes &&
            day_compare(slot->date, first) < 0) {
            first = slot->date;
        }
    }
    for (size_t i = 0; i < late->adhoc_count; i++) {
        const struct booking *booking = &late->adhoc[i];
        if (booking->taxable && booking->paid_minutes.minutes > 0 &&
            day_compare(booking->date, first) < 0) {
            first = booking->date;
        }
    }
    return first;
}

static bool covers(const struct supplier_standing *standing, day date)
{
    return day_compare(standing->covers_from, date) <= 0;
}

/* Its own month has said that it may be made by what that month knew (M3). */
static void late_look(day issue_date, const struct partner_month *month,
                      const struct moved_month *moved, struct partner_report *report)
{
    const struct partner_report *late = moved->report;
    const struct supplier_standing now = standing_now(month, moved, late->supplier.abn, report);
    const day first = first_supply(late);
    char date[TEXT_SIZE];
    g_autofree char *detail = NULL;
    if (!day_range_has(now.gst, issue_date)) {
        partner_report_hold(report, EXCEPTION_NOT_REGISTERED, moved->run->period_text);
    }
    if (!day_range_has(now.agreement, issue_date)) {
        partner_report_hold(report, EXCEPTION_NO_AGREEMENT, moved->run->period_text);
    } else if (!covers(&now, first) && !covers(&moved->standing, first)) {
        detail = g_strdup_printf("%s: it covers nothing before %s; if it does, say so in "
                                 "agreement_covers_from",
                                 moved->run->period_text, text_date(date, now.covers_from));
        partner_report_hold(report, EXCEPTION_NO_AGREEMENT, detail);
    }
}

void notes_look(const struct report_run *run, const struct partner_month *month,
                const struct partner_true_up *true_up, struct partner_report *report)
{
    for (guint i = 0; i < true_up->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        if (moved->adjustment) {
            note_look(run->issue_date, month, moved, report);
        } else if (moved->late && moved->report->document == DOCUMENT_RCTI) {
            late_look(run->issue_date, month, moved, report);
        }
    }
}
