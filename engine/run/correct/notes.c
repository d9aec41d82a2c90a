#include "engine/run/correct/notes.h"

#include <string.h>

#include "reports/text.h"

enum { NOTE_WITHIN_DAYS = 28 }; /* of the batch that made the difference known */

/* What is known of the supplier on the day of issue: the run's month says it, of another ABN only the
 * month that is corrected. */
static struct supplier_standing standing_now(const struct partner_month *month,
                                             const struct supplier_standing *then, const char *abn,
                                             const struct partner_report *report)
{
    const struct partner_row *row = partner_month_row(month);
    return strcmp(abn, report->supplier.abn) == 0 && row->supplier.partner_id[0] != '\0'
               ? supplier_standing_of(row)
               : *then;
}

/* The partner; or, where the document is another supplier's, that alone. moved: NULL of the month's own. */
static void hold(struct partner_report *report, struct moved_month *moved, const char *abn,
                 enum exception_code code, const char *detail)
{
    if (!moved || strcmp(abn, report->supplier.abn) == 0) {
        partner_report_hold(report, code, detail);
    } else {
        g_autofree char *whose = g_strdup_printf("%s; of ABN %s, whose document waits", detail,
                                                 text_abn(TEXT_ROOM, abn));
        moved->waits = true;
        partner_report_add_exception(report, code, whose);
    }
}

/* ---- notes ---------------------------------------------------------------------------------- */

/* What a note with GST lacks on the day of issue, the caller frees; NULL: nothing. */
static char *note_lacks(const struct adjustment_report *note, const struct supplier_standing *now,
                        day issue_date, bool *ret_registered)
{
    const bool registered = day_range_has(now->gst, issue_date);
    const day ended = registered ? now->agreement.to : now->gst.to;
    const char *what = registered ? "agreement" : "registration";
    char date[TEXT_SIZE];
    *ret_registered = registered;
    if (note->kind != DOCUMENT_RCAN || note->difference.gst.cents == 0 ||
        (registered && day_range_has(now->agreement, issue_date))) {
        return NULL;
    }
    return day_compare(ended, issue_date) < 0
               ? g_strdup_printf("note on %s: the %s ended %s", note->adjusts, what,
                                 text_date(date, ended))
               : g_strdup_printf("note on %s: there is no %s on the day of issue", note->adjusts,
                                 what);
}

/* A note has its GST by the registration that its document had; who is not registered any more gets
 * none upwards. */
static void note_hold(day issue_date, const struct partner_month *month, struct moved_month *moved,
                      struct partner_report *report)
{
    const struct adjustment_report *note = moved->adjustment;
    const char *abn = note->supplier.abn;
    const struct supplier_standing now = standing_now(month, &moved->standing, abn, report);
    bool registered = false;
    g_autofree char *lacks = note_lacks(note, &now, issue_date, &registered);
    if (lacks && !registered && note->difference.gst.cents > 0) {
        hold(report, moved, abn, EXCEPTION_NOTE_UNREGISTERED, lacks);
    }
}

static void note_tell(day issue_date, const struct supplier_standing *now,
                      const struct adjustment_report *note, struct partner_report *report)
{
    bool registered = false;
    char date[TEXT_SIZE];
    g_autofree char *lacks = note_lacks(note, now, issue_date, &registered);
    if (lacks) {
        partner_report_add_exception(report, EXCEPTION_NOTE_WITHOUT_AGREEMENT, lacks);
    }
    if (note->kind == DOCUMENT_RCAN && day_valid(note->known_since) &&
        day_compare(issue_date, day_add(note->known_since, NOTE_WITHIN_DAYS)) > 0) {
        g_autofree char *late = g_strdup_printf("note on %s: known since %s", note->adjusts,
                                                text_date(date, note->known_since));
        partner_report_add_exception(report, EXCEPTION_NOTE_AFTER_28_DAYS, late);
    }
}

void notes_tell(const struct report_run *run, const struct partner_month *month,
                const struct partner_true_up *true_up, const struct adjustment_report *taken_back,
                struct partner_report *report)
{
    for (guint i = 0; true_up && i < true_up->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        if (moved->adjustment && !moved->waits) {
            const struct supplier_standing now =
                standing_now(month, &moved->standing, moved->adjustment->supplier.abn, report);
            note_tell(run->issue_date, &now, moved->adjustment, report);
        }
    }
    if (taken_back) {
        const struct supplier_standing own = supplier_standing_of(partner_month_row(month));
        note_tell(run->issue_date, &own, taken_back, report);
    }
}

/* ---- late invoices -------------------------------------------------------------------------- */

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

static void covers_hold(struct partner_report *report, struct moved_month *moved,
                        const struct partner_report *late, const char *period_text,
                        const struct supplier_standing *now)
{
    char date[TEXT_SIZE];
    g_autofree char *detail = g_strdup_printf(
        "%s: it covers nothing before %s; if it does, say so in agreement_covers_from", period_text,
        text_date(date, now->covers_from));
    hold(report, moved, late->supplier.abn, EXCEPTION_NO_AGREEMENT, detail);
}

/* Its own month has said that it may be made by what that month knew (M3). */
static void late_hold(day issue_date, const struct partner_month *month, struct moved_month *moved,
                      struct partner_report *report)
{
    const struct partner_report *late = moved->report;
    const char *abn = late->supplier.abn;
    const struct supplier_standing now = standing_now(month, &moved->standing, abn, report);
    const day first = first_supply(late);
    if (!day_range_has(now.gst, issue_date)) {
        hold(report, moved, abn, EXCEPTION_NOT_REGISTERED, moved->run->period_text);
    }
    if (!day_range_has(now.agreement, issue_date)) {
        hold(report, moved, abn, EXCEPTION_NO_AGREEMENT, moved->run->period_text);
    } else if (!covers(&now, first) && !covers(&moved->standing, first)) {
        covers_hold(report, moved, late, moved->run->period_text, &now);
    }
}

void notes_hold(const struct report_run *run, const struct partner_month *month,
                const struct partner_true_up *true_up, struct partner_report *report)
{
    for (guint i = 0; i < true_up->months->len; i++) {
        struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        if (moved->adjustment) {
            note_hold(run->issue_date, month, moved, report);
        } else if (moved->late && moved->report->document == DOCUMENT_RCTI) {
            late_hold(run->issue_date, month, moved, report);
        }
    }
}

void notes_hold_own(const struct report_run *run, const struct partner_month *month,
                    struct partner_report *report)
{
    const struct supplier_standing own = supplier_standing_of(partner_month_row(month));
    const day first = first_supply(report);
    if (report->document == DOCUMENT_RCTI && !covers(&own, first)) {
        covers_hold(report, NULL, report, run->period_text, &own);
    }
}
