/* The explanation for programs. */
#include <inttypes.h>
#include <string.h>

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

/* What a verdict rests on; for the partner without decisions. The caller frees. */
static char *evidence_told(const struct explanation *explanation, const char *evidence,
                           bool for_partner)
{
    const struct explained_money *sums = &explanation->money;
    g_autoptr(GString) told = g_string_new(NULL);
    g_auto(GStrv) ids = g_strsplit(evidence, ";", -1);
    for (char **id = ids; *id; id++) {
        bool hidden = false;
        for (size_t i = 0; for_partner && i < sums->decision_count; i++) {
            hidden = hidden || strcmp(sums->decisions[i].decision_id, *id) == 0;
        }
        if (!hidden) {
            g_string_append_printf(told, "%s%s", told->len > 0 ? ";" : "", *id);
        }
    }
    return g_string_free(g_steal_pointer(&told), FALSE);
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

static void row_put(FILE *file, const struct explanation *explanation, const struct explained *row,
                    bool for_partner)
{
    const struct hour *slot = row->slot;
    const struct booking *booking = row->booking;
    g_autofree char *evidence = evidence_told(explanation,
                                              slot      ? slot->evidence
                                              : booking ? booking->evidence
                                                        : "",
                                              for_partner);
    text_put_json(file, "{'date': %s, 'start': %s", text_date(TEXT_ROOM, row->at.date),
                  text_time(TEXT_ROOM, row->at.start_minute));
    if (row->at.appointment_id[0] != '\0') {
        text_put_json(file, ", 'appointment_id': %s", row->at.appointment_id);
    }
    if (slot) {
        verdict_put(file, slot->outcome, slot->rule, evidence, hour_notes_words[slot->notes],
                    slot->hourly_rate);
        text_put_json(file, ", 'mark': %s, 'paid_minutes': %d, 'penalty_minutes': %d",
                      mark_says[hour_mark(slot)].letter, slot->paid_minutes.minutes,
                      slot->penalty_minutes.minutes);
    } else if (booking) {
        verdict_put(file, booking->outcome, booking->rule, evidence, reason_words[booking->reason],
                    booking->hourly_rate);
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
            row_put(file, explanation, row, filter->for_partner);
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

static void documents_put(FILE *file, const struct explained_document *documents, size_t count,
                          bool for_partner)
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
        texts_put(file, "reasons", for_partner ? document->told : document->reasons);
        fputs("}", file);
    }
    fputs("]", file);
}

static void events_put(FILE *file, const struct explained_payment *payment, bool for_partner)
{
    static const char *const kinds[EXPLAINED_EVENT_COUNT] = {[EVENT_RETURNED] = "came_back",
                                                             [EVENT_BY_HAND] = "paid_by_hand",
                                                             [EVENT_PAID_AGAIN] = "paid_again",
                                                             [EVENT_COUNTED] = "counted_again"};
    text_put_json(file, ", 'since': [");
    for (size_t i = 0; i < payment->event_count; i++) {
        const struct explained_event *event = &payment->events[i];
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file, "{'what': %s, 'amount': %s", kinds[event->kind],
                      text_money(TEXT_ROOM, event->amount));
        if (event->decision_id[0] != '\0') {
            text_put_json(file, ", 'decision_id': %s, 'ticket': %s}",
                          for_partner ? NULL : event->decision_id, event->ticket);
        } else {
            text_put_json(file,
                          ", 'period': %s, 'issue': %d, 'payment_date': %s, 'in_payment_file': %i}",
                          text_period(TEXT_ROOM, event->period), event->issue,
                          text_date(TEXT_ROOM, event->payment_date), event->in_file);
        }
    }
    text_put_json(file, "], 'owed_again': %s, 'left_out': %s, 'beside_it': [",
                  text_money(TEXT_ROOM, payment->owed_again),
                  text_money(TEXT_ROOM, payment->left_out));
    for (size_t i = 0; i < payment->repayment_count; i++) {
        const struct explained_repayment *again = &payment->repayments[i];
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file, "{'number': %s, 'amount': %s, 'in_payment_file': %i}", again->number,
                      text_money(TEXT_ROOM, again->amount), again->in_file);
    }
    fputs("]", file);
}

/* What became of what was owed, and is. */
static void owed_put(FILE *file, const struct explained_payment *payment)
{
    const bool by_instalments = payment->instalments_ticket[0] != '\0';
    text_put_json(file,
                  ", 'came_off': %s, 'write_off_tickets': %s, 'instalments_ticket': %s, "
                  "'instalment': %s, 'later_came_off': %s, 'later_written_off': %s, "
                  "'later_tickets': %s, 'still_owed': %s",
                  text_money(TEXT_ROOM, payment->came_off), payment->write_off_tickets,
                  payment->instalments_ticket,
                  by_instalments ? text_money(TEXT_ROOM, payment->instalment) : NULL,
                  text_money(TEXT_ROOM, payment->later_came_off),
                  text_money(TEXT_ROOM, payment->later_written_off), payment->later_tickets,
                  text_money(TEXT_ROOM, payment->still_owed));
}

static void payment_put(FILE *file, const struct explained_payment *payment, bool for_partner)
{
    text_put_json(
        file,
        "{'period': %s, 'issue': %d, 'issue_date': %s, 'payment_date': %s, "
        "'brought_forward': %s, 'settled_before': %s, 'came_back': %s, "
        "'written_off': %s, 'payment': %s, "
        "'in_payment_file': %i, 'carried_forward': %s",
        text_period(TEXT_ROOM, payment->period), payment->issue,
        text_date(TEXT_ROOM, payment->issue_date), text_date(TEXT_ROOM, payment->payment_date),
        text_money(TEXT_ROOM, payment->brought_forward), text_money(TEXT_ROOM, payment->settled),
        text_money(TEXT_ROOM, payment->counted), text_money(TEXT_ROOM, payment->written_off),
        text_money(TEXT_ROOM, payment->payment), payment->in_file,
        text_money(TEXT_ROOM, payment->carried_forward));
    owed_put(file, payment);
    events_put(file, payment, for_partner);
    text_put_json(file, ", 'documents': ");
    documents_put(file, payment->documents, payment->document_count, for_partner);
    fputs("}", file);
}

static void payments_put(FILE *file, const struct explanation *explanation, bool for_partner)
{
    const struct explained_money *sums = &explanation->money;
    text_put_json(file, ",\n  'payments': [");
    for (size_t i = 0; i < sums->payment_count; i++) {
        fputs(i > 0 ? ",\n    " : "\n    ", file);
        payment_put(file, &sums->payments[i], for_partner);
    }
    fputs("]", file);
}

void explained_json_payments(FILE *file, const struct explanation *explanation)
{
    payments_put(file, explanation, false);
}

static void decisions_put(FILE *file, const struct explained_money *sums, bool for_partner)
{
    text_put_json(file, ",\n  'decisions': [");
    for (size_t i = 0; i < sums->decision_count; i++) {
        const struct explained_decision *row = &sums->decisions[i];
        fputs(i > 0 ? ",\n    " : "\n    ", file);
        text_put_json(file, "{'kind': %s, 'counts': %i, 'ticket': %s", row->kind, row->counts,
                      row->ticket);
        if (!for_partner) {
            text_put_json(file,
                          ", 'decision_id': %s, 'subject': %s, 'standing': %s, 'reason': %s, "
                          "'entered_by': %s, 'approved_by': %s, 'entered_on': %s, "
                          "'batch': %" PRId64,
                          row->decision_id, row->subject, row->standing, row->reason,
                          row->entered_by, row->approved_by, text_date(TEXT_ROOM, row->entered_on),
                          row->batch);
        }
        fputs("}", file);
    }
    fputs("]", file);
}

/* What was decided of the month as a whole. */
static void standing_put(FILE *file, const struct explained_money *sums, bool for_partner)
{
    static const char *const words[] = {[STANDS_BY_ITSELF] = "",
                                        [STANDS_HELD] = "held",
                                        [STANDS_SETTLED] = "settled",
                                        [STANDS_NEVER_ISSUED] = "never_issued"};
    text_put_json(file, ",\n  'decided': ");
    if (sums->standing == STANDS_BY_ITSELF) {
        fputs("null", file);
        return;
    }
    text_put_json(
        file, "{'what': %s, 'decision_id': %s, 'ticket': %s, 'amount': %s}", words[sums->standing],
        for_partner ? NULL : sums->standing_id, sums->standing_ticket,
        sums->standing == STANDS_SETTLED ? text_money(TEXT_ROOM, sums->settled_at) : NULL);
}

static void money_put(FILE *file, const struct explanation *explanation, bool for_partner)
{
    const struct explained_money *sums = &explanation->money;
    lines_put(file, explanation->report);
    text_put_json(file,
                  ",\n  'issued': %i, 'billed': %s, 'unbilled': %s,\n  'documents': ", sums->issued,
                  text_money(TEXT_ROOM, sums->billed), text_money(TEXT_ROOM, sums->unbilled));
    documents_put(file, sums->documents, sums->document_count, for_partner);
    standing_put(file, sums, for_partner);
    payments_put(file, explanation, for_partner);
    decisions_put(file, sums, for_partner);
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
    money_put(file, explanation, filter->for_partner);
    if (explanation->changes) {
        fputs(",\n  ", file);
        explained_json_changes(file, explanation->changes);
    }
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
        row_put(file, explanation, appointment->row, false);
    }
    fputs("}", file);
}
