#include "engine/cli/explain_json.h"

#include <stdio.h>

#include "reports/quoted.h"
#include "reports/text.h"

bool explain_takes(const struct explain_filter *filter, day date, int32_t start_minute)
{
    return (!filter->by_date || day_compare(filter->date, date) == 0) &&
           (!filter->by_start || filter->start_minute == start_minute);
}

static void put_member(const char *key, const char *text)
{
    quoted_put_json(stdout, key);
    fputs(": ", stdout);
    quoted_put_json(stdout, text);
}

static void put_text(const char *key, const char *text)
{
    fputs(", ", stdout);
    put_member(key, text);
}

static void put_number(const char *key, int32_t number)
{
    printf(", \"%s\": %d", key, number);
}

/* Opens an element of an array with what every element has. */
static void put_moment(bool *first, day date, int32_t start_minute)
{
    char text[TEXT_SIZE];
    fputs(*first ? "\n    {" : ",\n    {", stdout);
    *first = false;
    put_member("date", text_date(text, date));
    put_text("start", text_time(text, start_minute));
}

static void put_rate(struct rate_in_effect rate)
{
    char text[TEXT_SIZE];
    put_text("hourly_rate", rate.found ? text_rate(text, rate.rate) : "");
}

static void put_verdict(enum outcome outcome, enum rule rule, const char *evidence,
                        const char *notes)
{
    put_text("outcome", outcome_code(outcome));
    put_text("rule", rule_code(rule));
    put_text("policy", rule_sentence(rule));
    put_text("reading", rule_reading(rule));
    put_text("evidence", evidence);
    put_text("notes", notes);
}

static void put_slots(const struct partner_report *report, const struct explain_filter *filter)
{
    bool first = true;
    fputs(",\n  \"slots\": [", stdout);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *row = &report->slots[i];
        if (explain_takes(filter, row->date, row->start_minute)) {
            put_moment(&first, row->date, row->start_minute);
            put_verdict(row->outcome, row->rule, row->evidence, hour_notes(row));
            put_number("paid_minutes", row->paid_minutes.minutes);
            put_number("penalty_minutes", row->penalty_minutes.minutes);
            put_rate(row->hourly_rate);
            putchar('}');
        }
    }
    fputs("]", stdout);
}

static void put_adhoc(const struct partner_report *report, const struct explain_filter *filter)
{
    bool first = true;
    fputs(",\n  \"adhoc\": [", stdout);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *row = &report->adhoc[i];
        if (explain_takes(filter, row->date, row->start_minute)) {
            put_moment(&first, row->date, row->start_minute);
            put_text("appointment_id", row->appointment_id);
            put_verdict(row->outcome, row->rule, row->evidence, booking_notes(row));
            put_number("paid_minutes", row->paid_minutes.minutes);
            put_number("duration_minutes", row->duration_minutes);
            put_rate(row->hourly_rate);
            putchar('}');
        }
    }
    fputs("]", stdout);
}

static void put_unscheduled(const struct partner_report *report,
                            const struct explain_filter *filter)
{
    bool first = true;
    fputs(",\n  \"unscheduled\": [", stdout);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        const struct unscheduled *row = &report->unscheduled[i];
        if (explain_takes(filter, row->date, row->start_minute)) {
            put_moment(&first, row->date, row->start_minute);
            put_text("appointment_id", row->appointment_id);
            put_text("reason", unscheduled_reason(row));
            putchar('}');
        }
    }
    fputs("]", stdout);
}

static void put_not_paid(const struct partner_report *report, const struct explain_filter *filter)
{
    bool first = true;
    fputs(",\n  \"not_paid\": [", stdout);
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        if (explain_takes(filter, row->date, row->start_minute)) {
            put_moment(&first, row->date, row->start_minute);
            put_number("minutes", row->minutes.minutes);
            put_text("why", row->why);
            put_text("mend", row->mend);
            put_text("source", row->source);
            putchar('}');
        }
    }
    fputs("]", stdout);
}

void explain_print_json(const struct report_run *run, const struct partner_report *report,
                        const struct explain_filter *filter)
{
    char text[TEXT_SIZE];
    fputs("{\n  ", stdout);
    put_member("partner_id", report->supplier.partner_id);
    put_text("period", run->period_text);
    put_text("as_at", text_stamp(text, run->as_at));
    printf(", \"batch\": %" G_GINT64_FORMAT, run->batch);
    put_text("status", report->row.status);
    put_text("reasons", report->row.reasons);
    if (!report->row.amounts_blank) {
        put_text("subtotal", text_money(text, report->row.totals.subtotal));
        put_text("gst", text_money(text, report->row.totals.gst));
        put_text("total", text_money(text, report->row.totals.total));
    }
    put_slots(report, filter);
    put_adhoc(report, filter);
    put_unscheduled(report, filter);
    put_not_paid(report, filter);
    fputs("\n}\n", stdout);
}
