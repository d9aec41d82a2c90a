/* The explanation for programs. */
#include <inttypes.h>

#include "reports/explained/explained.h"
#include "reports/text.h"
#include "reports/value/calendar.h"

static void texts_put(FILE *file, const char *name, const char *const *texts)
{
    text_put_json(file, ", %s: [", name);
    for (size_t i = 0; texts[i]; i++) {
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file, "%s", texts[i]);
    }
    fputs("]", file);
}

static void verdict_put(FILE *file, enum outcome outcome, enum rule rule, const char *evidence,
                        const char *notes, struct rate_in_effect rate)
{
    text_put_json(file,
                  ", 'outcome': %s, 'rule': %s, 'policy': %s, 'reading': %s, 'evidence': %s, "
                  "'notes': %s, 'hourly_rate': %s",
                  outcome_words[outcome], rule_words[rule], rule_says[rule].sentence,
                  rule_says[rule].reading, evidence, notes,
                  rate.found ? text_rate(TEXT_ROOM, rate.rate) : "");
}

static void row_put(FILE *file, const struct explained *row)
{
    const struct hour *slot = row->slot;
    const struct booking *booking = row->booking;
    text_put_json(file, "{'date': %s, 'start': %s", text_date(TEXT_ROOM, row->at.date),
                  text_time(TEXT_ROOM, row->at.start_minute));
    if (row->at.appointment_id[0] != '\0') {
        text_put_json(file, ", 'appointment_id': %s", row->at.appointment_id);
    }
    if (slot) {
        verdict_put(file, slot->outcome, slot->rule, slot->evidence, hour_notes_words[slot->notes],
                    slot->hourly_rate);
        text_put_json(file, ", 'mark': %s, 'paid_minutes': %d, 'penalty_minutes': %d",
                      mark_says[hour_mark(slot)].letter, slot->paid_minutes.minutes,
                      slot->penalty_minutes.minutes);
    } else if (booking) {
        verdict_put(file, booking->outcome, booking->rule, booking->evidence,
                    reason_words[booking->reason], booking->hourly_rate);
        text_put_json(file, ", 'paid_minutes': %d, 'duration_minutes': %d",
                      booking->paid_minutes.minutes, booking->duration_minutes);
    } else {
        text_put_json(file, ", 'reason': %s", unscheduled_reason(row->unscheduled));
    }
    text_put_json(file, ", 'became': %s", row->became);
    texts_put(file, "sentences", row->sentences);
    texts_put(file, "would_have_been_paid", row->mends);
    texts_put(file, "quotes", row->policy);
    fputs("}", file);
}

static void rows_put(FILE *file, const char *name, const struct explanation *explanation,
                     enum explained_kind kind, const struct explain_filter *filter)
{
    bool first = true;
    text_put_json(file, ",\n  %s: [", name);
    for (size_t i = 0; i < explanation->row_count; i++) {
        const struct explained *row = &explanation->rows[i];
        if (row->kind == kind && explained_passes(row, filter)) {
            fputs(first ? "\n    " : ",\n    ", file);
            row_put(file, row);
            first = false;
        }
    }
    fputs("]", file);
}

static void not_paid_put(FILE *file, const struct explanation *explanation,
                         const struct explain_filter *filter)
{
    bool first = true;
    text_put_json(file, ",\n  'not_paid': [");
    for (size_t i = 0; i < explanation->report->not_paid_count; i++) {
        const struct not_paid_row *row = &explanation->report->not_paid[i];
        const struct explained at = {.at = row->at};
        if (!explained_passes(&at, filter)) {
            continue;
        }
        fputs(first ? "\n    " : ",\n    ", file);
        first = false;
        text_put_json(file,
                      "{'date': %s, 'start': %s, 'appointment_id': %s, 'minutes': %d, 'rule': %s, "
                      "'why': %s, 'mend': %s, 'source': %s}",
                      text_date(TEXT_ROOM, row->at.date),
                      text_time(TEXT_ROOM, row->at.start_minute), row->at.appointment_id,
                      row->minutes.minutes, rule_words[row->rule], row->why, row->mend,
                      row->source);
    }
    fputs("]", file);
}

/* ---- the money ------------------------------------------------------------------------------- */

static void lines_put(FILE *file, const struct partner_report *report)
{
    static const char *const kinds[LINE_KIND_COUNT] = {"partner", "adhoc", "decision", "no_supply"};
    text_put_json(file, ",\n  'lines': [");
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file,
                      "{'kind': %s, 'dates': %s, 'minutes': %d, 'hourly_rate': %s, 'taxable': "
                      "%i, 'amount': %s, 'gst': %s}",
                      kinds[line->kind], report->line_dates[i], line->minutes.minutes,
                      text_rate(TEXT_ROOM, line->hourly_rate), line->taxable,
                      text_money(TEXT_ROOM, line->amount), text_money(TEXT_ROOM, line->gst));
    }
    fputs("]", file);
}

static void documents_put(FILE *file, const struct explained_document *documents, size_t count)
{
    fputs("[", file);
    for (size_t i = 0; i < count; i++) {
        const struct explained_document *document = &documents[i];
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file,
                      "{'number': %s, 'period': %s, 'issue_date': %s, 'adjusts': %s, 'replaces': "
                      "%s, 'void': %s, 'total': %s",
                      document->number, text_period(TEXT_ROOM, document->period),
                      text_date(TEXT_ROOM, document->issue_date), document->adjusts,
                      document->replaces, document->void_reason,
                      text_money(TEXT_ROOM, document->total));
        texts_put(file, "reasons", document->reasons);
        fputs("}", file);
    }
    fputs("]", file);
}

static void payment_put(FILE *file, const struct explained_payment *payment)
{
    text_put_json(
        file,
        "{'period': %s, 'issue': %d, 'issue_date': %s, 'payment_date': %s, "
        "'brought_forward': %s, 'settled_before': %s, 'came_back': %s, "
        "'written_off': %s, 'payment': %s, "
        "'in_payment_file': %i, 'carried_forward': %s, 'documents': ",
        text_period(TEXT_ROOM, payment->period), payment->issue,
        text_date(TEXT_ROOM, payment->issue_date), text_date(TEXT_ROOM, payment->payment_date),
        text_money(TEXT_ROOM, payment->brought_forward), text_money(TEXT_ROOM, payment->settled),
        text_money(TEXT_ROOM, payment->counted), text_money(TEXT_ROOM, payment->written_off),
        text_money(TEXT_ROOM, payment->payment), payment->in_file,
        text_money(TEXT_ROOM, payment->carried_forward));
    documents_put(file, payment->documents, payment->document_count);
    fputs("}", file);
}

void explained_json_payments(FILE *file, const struct explanation *explanation)
{
    const struct explained_money *sums = &explanation->money;
    text_put_json(file, ",\n  'payments': [");
    for (size_t i = 0; i < sums->payment_count; i++) {
        fputs(i > 0 ? ",\n    " : "\n    ", file);
        payment_put(file, &sums->payments[i]);
    }
    fputs("]", file);
}

static void money_put(FILE *file, const struct explanation *explanation)
{
    const struct explained_money *sums = &explanation->money;
    lines_put(file, explanation->report);
    text_put_json(file,
                  ",\n  'issued': %i, 'billed': %s, 'unbilled': %s,\n  'documents': ", sums->issued,
                  text_money(TEXT_ROOM, sums->billed), text_money(TEXT_ROOM, sums->unbilled));
    documents_put(file, sums->documents, sums->document_count);
    explained_json_payments(file, explanation);
}

/* ---- whole ----------------------------------------------------------------------------------- */

void explained_json(FILE *file, const struct explanation *explanation,
                    const struct explain_filter *filter)
{
    const struct report_run *run = explanation->run;
    const struct register_row *row = &explanation->report->row;
    text_put_json(file,
                  "{\n  'partner_id': %s, 'period': %s, 'timezone': %s, 'as_at': %s, 'batch': "
                  "%" PRId64 ", 'status': %s, 'reasons': %s",
                  explanation->report->supplier.partner_id, run->period_text, explanation->timezone,
                  text_stamp(TEXT_ROOM, run->as_at), run->batch, row->status, row->reasons);
    if (!row->amounts_blank) {
        text_put_json(file, ", 'subtotal': %s, 'gst': %s, 'total': %s",
                      text_money(TEXT_ROOM, row->totals.subtotal),
                      text_money(TEXT_ROOM, row->totals.gst),
                      text_money(TEXT_ROOM, row->totals.total));
    }
    rows_put(file, "slots", explanation, EXPLAINED_HOUR, filter);
    rows_put(file, "adhoc", explanation, EXPLAINED_ADHOC, filter);
    rows_put(file, "unscheduled", explanation, EXPLAINED_OUTSIDE, filter);
    not_paid_put(file, explanation, filter);
    money_put(file, explanation);
    fputs("\n}\n", file);
}

void explained_json_appointment(FILE *file, const struct explanation *explanation,
                                const struct explained_appointment *appointment)
{
    text_put_json(file,
                  "{'appointment_id': %s, 'partner_id': %s, 'period': %s, 'timezone': %s, "
                  "'calendar': %s, 'date': %s, 'start': %s, 'matters': %i",
                  appointment->appointment_id, explanation->report->supplier.partner_id,
                  explanation->run->period_text, explanation->timezone,
                  appointment->calendar == CALENDAR_OPEN ? "open" : "adhoc",
                  text_date(TEXT_ROOM, appointment->date),
                  text_time(TEXT_ROOM, appointment->start_minute), appointment->matters);
    texts_put(file, "sentences", appointment->sentences);
    if (appointment->row) {
        text_put_json(file, ", 'is_of': ");
        row_put(file, appointment->row);
    }
    fputs("}", file);
}
