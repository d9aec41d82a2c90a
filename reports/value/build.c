#include "reports/value/partner_report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/money.h"
#include "reports/text.h"
#include "reports/value/build.h"

enum { STRING_BLOCK_BYTES = 8192 };

const char *const report_bookers[BOOKED_BY_COUNT] = {
    [BOOKED_BY_CLIENT] = "the client",
    [BOOKED_BY_CS] = "Customer Service",
    [BOOKED_BY_CONSULTANT_SOURCING] = "Consultant Sourcing",
    [BOOKED_BY_CONSULTANT] = "the consultant",
    [BOOKED_BY_USER_SUPPORT] = "User Support",
};
const char *const report_cancellers[CANCELLED_BY_COUNT] = {"the client", "the consultant",
                                                           "the company"};

const char *partner_report_keep(struct partner_report *report, const char *text)
{
    return text && text[0] != '\0' ? g_string_chunk_insert(report->strings, text) : "";
}

const char *report_copy(struct report_build *build, const char *text)
{
    return partner_report_keep(build->report, text);
}

const char *report_format(struct report_build *build, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return report_copy(build, text);
}

/* The first of build->ids. */
static const char *join_ids(struct report_build *build, size_t count, const char *separator)
{
    build->ids[count] = NULL;
    g_autofree char *joined = g_strjoinv(separator, (char **)build->ids);
    return report_copy(build, joined);
}

const char *report_source(struct report_build *build, struct fact_source source)
{
    if (!source.file || source.file[0] == '\0') {
        return "";
    }
    if (source.earlier_batch != 0) {
        return report_format(build, "%s:%u (batch %" G_GINT64_FORMAT ")", source.file, source.line,
                             source.earlier_batch);
    }
    return report_format(build, "%s:%u", source.file, source.line);
}

const char *report_moment(struct report_build *build, day date, int32_t minute)
{
    char date_text[TEXT_SIZE];
    char time[TEXT_SIZE];
    return report_format(build, "%s %s", text_date_short(date_text, date), text_time(time, minute));
}

const char *report_span(struct report_build *build, struct interval span)
{
    const struct clock *clock = &build->facts->clock;
    struct local_time from = clock_local(clock, span.start);
    struct local_time to = clock_local(clock, span.end);
    char time[TEXT_SIZE];
    if (to.minute == 0 && day_compare(to.date, day_add(from.date, 1)) == 0) {
        to = (struct local_time){from.date, MINUTES_PER_DAY};
    }
    const char *end = day_compare(from.date, to.date) == 0
                          ? text_time(time, to.minute)
                          : report_moment(build, to.date, to.minute);
    /* Where the clock was changed in it, its times say another length than it has. */
    const int32_t length = (int32_t)(span.end.utc_minutes - span.start.utc_minutes);
    const int32_t days = to.date.number - from.date.number;
    const int32_t shown = days * MINUTES_PER_DAY + to.minute - from.minute;
    const char *change = shown == length
                             ? ""
                             : report_format(build, " (%d min: the clock went %s)", (int)length,
                                             shown > length ? "forward" : "back");
    return report_format(build, "%s-%s%s", report_moment(build, from.date, from.minute), end,
                         change);
}

const char *report_work(struct report_build *build, const struct other_work *work)
{
    static const char *const streams[STREAM_COUNT] = {"rapid response", "onsite", "other"};
    return report_format(build, "%s %s", streams[work->stream], work->work_id);
}

struct local_time report_deadline_of(const struct report_build *build,
                                     const struct appointment *appointment)
{
    const struct policy *policy = &build->run->policy;
    stamp deadline = month_completion_deadline(build->facts, policy, appointment);
    struct local_time local = clock_local(&build->facts->clock, stamp_minute(deadline));
    if (policy->completion_basis == COMPLETION_HOURS) {
        return local;
    }
    /* The first instant that is too late: the day before it is the last in time. */
    return (struct local_time){day_add(local.date, -1), -1};
}

const char *report_stamp(struct report_build *build, stamp at)
{
    const struct local_time local = clock_local(&build->facts->clock, stamp_minute(at));
    const int64_t second = at.utc_seconds - stamp_from_instant(stamp_minute(at)).utc_seconds;
    const bool exact = build->run->policy.completion_basis == COMPLETION_HOURS && second != 0;
    char seconds[TEXT_SIZE] = "";
    if (exact) {
        snprintf(seconds, sizeof seconds, ":%02d", (int)second);
    }
    return report_format(build, "%s%s (%s)", report_moment(build, local.date, local.minute),
                         seconds, text_place(TEXT_ROOM, build->facts->timezone));
}

const char *report_deadline_text(struct report_build *build, const struct appointment *appointment)
{
    const struct local_time deadline = report_deadline_of(build, appointment);
    char date_text[TEXT_SIZE];
    char time[TEXT_SIZE];
    const char *date_only = strchr(text_date_short(date_text, deadline.date), ' ') + 1;
    if (deadline.minute < 0) {
        return report_copy(build, date_only);
    }
    return report_format(build, "%s %s", date_only, text_time(time, deadline.minute));
}

const char *report_evidence(struct report_build *build, struct finding_range found,
                            const char *separator)
{
    size_t count = month_evidence(build->facts, build->result, found, build->ids);
    return join_ids(build, count, separator);
}

const char *report_evidence_undecided(struct report_build *build, struct finding_range found,
                                      const char *separator)
{
    const struct partner_facts *facts = build->facts;
    size_t count = month_evidence(facts, build->result, found, build->ids);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool decides = false;
        for (size_t k = 0; k < facts->decision_count; k++) {
            decides = decides || build->ids[i] == facts->decisions[k].decision_id;
        }
        if (!decides) {
            build->ids[kept++] = build->ids[i];
        }
    }
    return join_ids(build, kept, separator);
}

const char *report_appointments(struct report_build *build, struct finding_range found,
                                enum found_kind from, enum found_kind to, const char **ret_source)
{
    size_t count = 0;
    for (uint32_t i = found.begin; i < found.end; i++) {
        const struct finding *finding = &build->result->found[i];
        if (finding->kind >= from && finding->kind <= to) {
            const struct appointment *appointment = &build->facts->appointments[finding->index];
            if (count == 0) {
                *ret_source = report_source(build, appointment->source);
            }
            build->ids[count++] = appointment->appointment_id;
        }
    }
    return join_ids(build, count, ", ");
}

/* ---- rows: hours, bookings, unscheduled appointments, lines, holidays ------------------------ */

const char *report_tickets(struct report_build *build, struct finding_range found)
{
    g_autoptr(GPtrArray) tickets = g_ptr_array_new();
    for (uint32_t i = found.begin; i < found.end; i++) {
        const struct finding *finding = &build->result->found[i];
        const bool decides = finding->kind == FOUND_DECISION && finding->is_evidence;
        const char *ticket = decides ? build->facts->decisions[finding->index].ticket : NULL;
        if (ticket && !g_ptr_array_find_with_equal_func(tickets, ticket, g_str_equal, NULL)) {
            g_ptr_array_add(tickets, (char *)ticket);
        }
    }
    g_ptr_array_add(tickets, NULL);
    g_autofree char *joined = g_strjoinv(" and ", (char **)tickets->pdata);
    return report_copy(build, joined);
}

/* The decision is found right after what it is about. */
bool report_is_waived(const struct report_build *build, const struct hour *slot, uint32_t found)
{
    return found + 1 < slot->found.end && build->result->found[found + 1].kind == FOUND_DECISION;
}

/* The verdict in words. One that pays says nothing of a session that did not take place: a setting
 * pays a late cancellation and a no-show (H1, H2), and people have to see that it did. */
static const char *adhoc_became(struct report_build *build, const struct booking *booking,
                                const struct appointment *appointment)
{
    const bool overlaps = booking->outcome == OUTCOME_ADHOC_OVERLAP;
    const bool paid = overlaps || booking->outcome == OUTCOME_ADHOC_PAID;
    const enum appointment_status status =
        appointment_status_at(appointment, &build->run->policy, build->run->as_at);
    const char *text = outcome_says[booking->outcome].text;
    if (booking->outcome == OUTCOME_ADHOC_UNAUTHORISED) {
        return report_format(build, "%s: %s", text, reason_says[booking->reason].text);
    }
    const char *ticket = paid ? report_tickets(build, booking->found) : "";
    if (ticket[0] != '\0') {
        return overlaps ? report_format(build, "Paid by decision %s, but some of it overlaps %s",
                                        ticket, report_overlapped(build, booking))
                        : report_format(build, "Paid by decision %s", ticket);
    }
    if (!paid || (status != STATUS_CANCELLED && status != STATUS_NO_SHOW)) {
        return overlaps ? report_format(build, "Some of it overlaps %s",
                                        report_overlapped(build, booking))
                        : text;
    }
    const char *instead = status == STATUS_NO_SHOW
                              ? outcome_says[OUTCOME_ADHOC_NO_SHOW].text
                              : "Cancelled by the client less than 24 hours before its start";
    return overlaps ? report_format(build, "%s: paid, but some of it overlaps %s", instead,
                                    report_overlapped(build, booking))
                    : report_format(build, "%s: paid", instead);
}

static void build_hours(struct report_build *build)
{
    const struct month_result *result = build->result;
    struct partner_report *report = build->report;
    report->slot_count = result->slot_end - result->slot_begin;
    report->adhoc_count = result->adhoc_end - result->adhoc_begin;
    report->unscheduled_count = result->unscheduled_count;
    report->open_bookings = result->open_bookings;
    report->open_in_no_hour = result->open_in_no_hour;
    struct hour *slots =
        g_memdup2(&result->slots[result->slot_begin], report->slot_count * sizeof *slots);
    struct booking *adhoc =
        g_memdup2(&result->adhoc[result->adhoc_begin], report->adhoc_count * sizeof *adhoc);
    struct unscheduled *unscheduled =
        g_memdup2(result->unscheduled, report->unscheduled_count * sizeof *unscheduled);
    const char **became = g_new0(const char *, report->adhoc_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        slots[i].evidence = report_evidence(build, slots[i].found, ";");
    }
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct appointment *appointment = &build->facts->appointments[adhoc[i].appointment];
        adhoc[i].appointment_id = report_copy(build, appointment->appointment_id);
        adhoc[i].evidence = report_evidence(build, adhoc[i].found, ";");
        became[i] = adhoc_became(build, &adhoc[i], appointment);
    }
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        unscheduled[i].appointment_id = report_copy(build, unscheduled[i].appointment_id);
    }
    report->slots = slots;
    report->adhoc = adhoc;
    report->adhoc_became = became;
    report->unscheduled = unscheduled;
}

char *line_description(const struct line *line, const char *dates)
{
    switch (line->kind) {
    case LINE_DECISION:
        return g_strdup_printf("Further payment for %s services", dates);
    case LINE_NO_SUPPLY:
        return g_strdup_printf("Payment not for a supply, %s. No GST.", dates);
    default:
        return g_strdup_printf(
            "%s, %s", line->kind == RATE_ADHOC ? "Ad hoc sessions" : "Consultant Partner hours",
            dates);
    }
}

/* The month; where on some date of it another rate or registration counts, the dates of this one's. */
static const char *line_dates(struct report_build *build, const struct line *line)
{
    const struct period period = build->run->period;
    g_autoptr(GString) dates = g_string_new(NULL);
    bool changes = false;
    int32_t first = 0; /* of the dates in hand; 0: none are */
    for (int32_t number = 1; number <= period.day_count + 1; number++) {
        const day date = day_add(period.first, number - 1);
        const struct rate_in_effect rate = rate_in_effect_on(build->facts, line->kind, date);
        const bool counts = number <= period.day_count && rate.found &&
                            rate.rate.cents_per_hour == line->hourly_rate.cents_per_hour &&
                            day_range_has(build->facts->gst, date) == line->taxable;
        changes |= number <= period.day_count && rate.found && !counts;
        if (counts && first == 0) {
            first = number;
        } else if (!counts && first > 0) {
            g_string_append_printf(dates, "%s%d", dates->len > 0 ? ", " : "", first);
            if (number - 1 > first) {
                g_string_append_printf(dates, " to %d", number - 1);
            }
            first = 0;
        }
    }
    return changes ? report_format(build, "%s %s", dates->str, text_month_words(TEXT_ROOM, period))
                   : report_copy(build, text_month_words(TEXT_ROOM, period));
}

/* None for a held partner, none of 0 minutes (formats.md section 4). */
static void build_lines(struct report_build *build)
{
    const struct month_result *result = build->result;
    struct line *rows = g_new0(struct line, result->line_count);
    const char **dates = g_new0(const char *, result->line_count);
    size_t count = 0;
    for (size_t i = 0; i < result->line_count && result->status != MONTH_HELD; i++) {
        if (result->lines[i].minutes.minutes != 0 || result->lines[i].amount.cents != 0) {
            dates[count] = line_dates(build, &result->lines[i]);
            rows[count++] = result->lines[i];
        }
    }
    build->report->lines = rows;
    build->report->line_dates = dates;
    build->report->line_count = count;
}

static int compare_taken(const void *a, const void *b)
{
    const struct holiday *left = &((const struct holiday_taken *)a)->holiday;
    const struct holiday *right = &((const struct holiday_taken *)b)->holiday;
    int order = day_compare(left->date, right->date);
    order = order != 0 ? order : strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->area, right->area);
}

static void build_holidays(struct report_build *build)
{
    const struct partner_facts *facts = build->facts;
    struct holiday_taken *rows = g_new0(struct holiday_taken, facts->holiday_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < facts->holiday_count; i++) {
        const int32_t hours = month_hours_taken(build->result, (uint32_t)i);
        if (hours > 0) {
            struct holiday *holiday = &rows[count].holiday;
            *holiday = facts->holidays[i];
            holiday->name = report_copy(build, holiday->name);
            holiday->area = report_copy(build, holiday->area);
            holiday->source_text = report_copy(build, holiday->source_text);
            holiday->source.file = report_copy(build, holiday->source.file);
            rows[count++].hours = hours;
        }
    }
    qsort(rows, count, sizeof rows[0], compare_taken);
    build->report->holidays = rows;
    build->report->holiday_count = count;
}

/* ---- the register's row ----------------------------------------------------------------------- */

/* To those that hold the partner: sorted, each once. */
static void add_reason(struct partner_report *report, const char *code)
{
    const char *known = report->row.reasons;
    g_autofree char *all = g_strjoin(known[0] == '\0' ? "" : ";", known, code, NULL);
    g_auto(GStrv) before = g_strsplit(known, ";", -1);
    g_auto(GStrv) codes = g_strsplit(all, ";", -1);
    if (!g_strv_contains((const char *const *)before, code)) {
        qsort(codes, g_strv_length(codes), sizeof codes[0], text_order);
        g_autofree char *sorted = g_strjoinv(";", codes);
        report->row.reasons = g_string_chunk_insert(report->strings, sorted);
    }
}

static void build_register(struct report_build *build)
{
    const struct month_result *result = build->result;
    struct register_row *row = &build->report->row;
    const char *done = build->run->draft ? "ready" : "issued";
    const bool held = result->status == MONTH_HELD;
    const struct civil first = day_to_civil(build->run->period.first);
    build->report->document = result->document;
    *row = (struct register_row){
        .status = held                          ? "held"
                  : result->status == MONTH_NIL ? "nil"
                                                : done,
        .document = result->document == DOCUMENT_NONE ? "" : document_kind_words[result->document],
        .number = "",
        .totals = result->totals,
        .amounts_blank = held,
        .payment = held ? (money){0} : result->totals.total,
        .reasons = "",
    };
    if (!build->run->draft && row->document[0] != '\0') {
        row->number = report_format(build, "%s-%04d%02d-%s", row->document, first.year, first.month,
                                    build->report->supplier.partner_id);
    }
    for (size_t i = 0; i < result->exception_count && held; i++) {
        if (exception_says[result->exceptions[i].code].severity == SEVERITY_HELD) {
            add_reason(build->report, exception_words[result->exceptions[i].code]);
        }
    }
}

/* ---- the report ------------------------------------------------------------------------------ */

#define SUPPLIER_COPY(field) .field = report_copy(&build, supplier->field),

struct partner_report *partner_report_new(const struct report_run *run,
                                          const struct supplier *supplier,
                                          const struct partner_facts *facts,
                                          const struct month_result *result)
{
    struct partner_report *report = g_new0(struct partner_report, 1);
    report->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    struct report_build build = {
        .run = run,
        .facts = facts,
        .result = result,
        .report = report,
        .ids = g_new(const char *, result->found_count + 1),
    };
    report->supplier = (struct supplier){SUPPLIER_TABLE(SUPPLIER_COPY)};
    build_hours(&build);
    build_lines(&build);
    build_holidays(&build);
    build_register(&build);
    report_build_exceptions(&build);
    report_build_not_paid(&build);
    report_build_counts(&build);
    report_build_hash(&build);
    report->replaces = "";
    if (!report->row.amounts_blank) {
        struct report_payee *payee = partner_report_payee(report, supplier);
        payee->due = payee->payment = report->row.payment;
        payee->reference = report->row.number;
    }
    partner_report_close(report);
    g_free(build.ids);
    return report;
}

void partner_report_free(struct partner_report *report)
{
    if (!report) {
        return;
    }
    g_free((void *)report->lines);
    g_free((void *)report->line_dates);
    g_free((void *)report->slots);
    g_free((void *)report->adhoc);
    g_free((void *)report->adhoc_became);
    g_free((void *)report->unscheduled);
    g_free((void *)report->not_paid);
    g_free((void *)report->pending);
    g_free((void *)report->counts);
    g_free((void *)report->exceptions);
    g_free((void *)report->holidays);
    for (size_t i = 0; i < report->adjustment_count; i++) {
        adjustment_report_free((struct adjustment_report *)report->adjustments[i]);
    }
    g_free((void *)report->adjustments);
    for (size_t i = 0; i < report->late_count; i++) {
        partner_report_free((struct partner_report *)report->late[i].report);
    }
    g_free((void *)report->late);
    g_free((void *)report->replaced_lines);
    g_free((void *)report->voided);
    for (size_t i = 0; i < report->payee_count; i++) {
        g_free((void *)report->payees[i].debts);
        g_free((void *)report->payees[i].repayments);
    }
    g_free((void *)report->payees);
    g_string_chunk_free(report->strings);
    g_free(report);
}

/* ---- what a run adds ------------------------------------------------------------------------- */

void partner_report_hold(struct partner_report *report, enum exception_code code,
                         const char *detail)
{
    struct register_row *row = &report->row;
    partner_report_add_exception(report, code, detail);
    add_reason(report, exception_words[code]);
    row->status = "held";
    row->document = "";
    row->number = "";
    row->amounts_blank = true;
    row->adjustments_total = row->payment = (money){0};
    row->returned = row->by_hand = row->paid_again = row->put_off = row->written_off = (money){0};
    report->payee_count = 0;
    report->document = DOCUMENT_NONE;
    report->line_count = 0;
}

#define KEPT_FIELD(field) .field = partner_report_keep(report, voided->field),

void partner_report_keep_voided(struct partner_report *report, const struct supplier *voided)
{
    const struct supplier kept = {SUPPLIER_TABLE(KEPT_FIELD)};
    g_free((void *)report->voided);
    report->voided = g_memdup2(&kept, sizeof kept);
}

#define PAYEE_COPY(field) .field = partner_report_keep(report, supplier->field),

const struct report_payee *partner_report_find_payee(const struct partner_report *report,
                                                     const char *abn)
{
    for (size_t i = 0; i < report->payee_count; i++) {
        if (strcmp(report->payees[i].supplier.abn, abn) == 0) {
            return &report->payees[i];
        }
    }
    return NULL;
}

struct report_payee *partner_report_payee(struct partner_report *report,
                                          const struct supplier *supplier)
{
    const struct report_payee *found = partner_report_find_payee(report, supplier->abn);
    if (!found) {
        struct report_payee *all =
            g_renew(struct report_payee, (void *)report->payees, report->payee_count + 1);
        all[report->payee_count] = (struct report_payee){.supplier = {SUPPLIER_TABLE(PAYEE_COPY)},
                                                         .reference = "",
                                                         .terms = {.instalments_ticket = "",
                                                                   .write_off_ticket = "",
                                                                   .undone_ticket = "",
                                                                   .ended_ticket = ""}};
        found = &all[report->payee_count++];
        report->payees = all;
    }
    return (struct report_payee *)found;
}

void partner_report_add_debt(struct partner_report *report, struct report_payee *payee,
                             const struct payee_debt *debt)
{
    struct payee_debt *all =
        g_renew(struct payee_debt, (void *)payee->debts, payee->debt_count + 1);
    all[payee->debt_count] = *debt;
    all[payee->debt_count++].partner_id = partner_report_keep(report, debt->partner_id);
    payee->debts = all;
    payee->carried_in = money_add(payee->carried_in, debt->owed);
}

void partner_report_add_repayment(struct partner_report *report, struct report_payee *payee,
                                  const struct payee_repayment *repayment)
{
    struct payee_repayment *all =
        g_renew(struct payee_repayment, (void *)payee->repayments, payee->repayment_count + 1);
    struct payee_repayment *row = &all[payee->repayment_count++];
    *row = *repayment;
    row->paid_abn = partner_report_keep(report, repayment->paid_abn);
    row->number = partner_report_keep(report, repayment->number);
    row->ticket = partner_report_keep(report, repayment->ticket);
    payee->repayments = all;
    if (repayment->apart) {
        payee->paid_again = money_add(payee->paid_again, repayment->amount);
    } else {
        payee->counted = money_add(payee->counted, repayment->amount);
    }
}

void partner_report_add_adjustment(struct partner_report *report,
                                   struct adjustment_report *adjustment)
{
    const struct adjustment_report **all =
        g_renew(const struct adjustment_report *, (void *)report->adjustments,
                report->adjustment_count + 1);
    all[report->adjustment_count++] = adjustment;
    report->adjustments = all;
}

void partner_report_add_late(struct partner_report *report, const struct report_run *run,
                             struct partner_report *late)
{
    struct late_report *all =
        g_renew(struct late_report, (void *)report->late, report->late_count + 1);
    all[report->late_count++] = (struct late_report){run, late};
    report->late = all;
}

/* ---- what a run comes to --------------------------------------------------------------------- */

static void add_money(money *sum, money amount)
{
    *sum = money_add(*sum, amount);
}

void run_totals_add(struct run_totals *totals, const struct partner_report *report)
{
    const struct totals *month = &report->row.totals;
    const bool held = report->row.amounts_blank;
    const bool nil = !held && report->document == DOCUMENT_NONE;
    totals->partners++;
    totals->held += held;
    totals->nil += nil;
    totals->ready += !nil && !held;
    totals->rctis += report->document == DOCUMENT_RCTI;
    totals->rcis += report->document == DOCUMENT_RCI;
    totals->slots += month->slots;
    totals->adhoc_bookings += (int64_t)report->adhoc_count;
    totals->unscheduled += (int64_t)report->unscheduled_count;
    totals->holiday_slots += month->holiday_slots;
    totals->blocked_slots += month->blocked_slots;
    totals->dst_gap_slots += month->dst_gap_slots;
    totals->unpaid_cancelled_slots += month->unpaid_cancelled_slots;
    totals->other_stream_minutes += month->other_stream_minutes.minutes;
    totals->penalty_minutes += month->penalty_minutes.minutes;
    totals->partner_minutes += month->partner_minutes.minutes;
    totals->adhoc_minutes += month->adhoc_minutes.minutes;
    if (held) {
        totals->held_minutes += month->partner_minutes.minutes + month->adhoc_minutes.minutes;
    } else {
        add_money(&totals->partner_amount, month->partner_amount);
        add_money(&totals->adhoc_amount, month->adhoc_amount);
        add_money(&totals->decisions_amount, month->decisions_amount);
        add_money(&totals->subtotal, month->subtotal);
        add_money(&totals->gst, month->gst);
        add_money(&totals->total, month->total);
        add_money(&totals->adjustments_total, report->row.adjustments_total);
        add_money(&totals->replaced, report->replaces_total);
        add_money(&totals->carried_in, report->row.carried_in);
        add_money(&totals->carried_out, report->row.carried_out);
        add_money(&totals->returned, report->row.returned);
        add_money(&totals->by_hand, report->row.by_hand);
        add_money(&totals->put_off, report->row.put_off);
        add_money(&totals->written_off, report->row.written_off);
        add_money(&totals->payment, report->row.payment);
        totals->adjustments += (int64_t)(report->adjustment_count + report->late_count);
    }
}
