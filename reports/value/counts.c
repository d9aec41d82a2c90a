/* "How your hours were counted", in the policy's order and words: so many of each weekday, less
 * what is not paid, so that a partner can check it by hand. */
#include <stdlib.h>
#include <string.h>

#include "engine/core/money.h"
#include "reports/text.h"
#include "reports/value/build.h"

static void add_row(GArray *rows, enum count_row_kind kind, const char *label, const char *detail,
                    int32_t minutes)
{
    struct count_row row = {kind, label, detail, minutes};
    if (minutes != 0) {
        g_array_append_val(rows, row);
    }
}

/* Adds to the row that says the same, so that three blocked hours of a day are one row. */
static void add_less(GArray *rows, const char *label, const char *detail, int32_t minutes)
{
    for (guint i = 0; i < rows->len; i++) {
        struct count_row *row = &g_array_index(rows, struct count_row, i);
        if (strcmp(row->label, label) == 0 && strcmp(row->detail, detail) == 0) {
            row->minutes -= minutes;
            return;
        }
    }
    add_row(rows, COUNT_LESS, label, detail, -minutes);
}

/* The same hours on days of one weekday. */
struct offer {
    weekday on;
    const char *times; /* "10:00, 11:00" */
    int hours;
    int days;
};

/* The hours of one date, the first of which is the slot `first`. Returns the slot after them. */
static size_t offer_add(struct report_build *build, GArray *offers, size_t first)
{
    const struct partner_report *report = build->report;
    const day date = report->slots[first].date;
    const weekday on = day_weekday(date);
    g_autoptr(GString) times = g_string_new(NULL);
    size_t end = first;
    for (; end < report->slot_count && day_compare(report->slots[end].date, date) == 0; end++) {
        char time[TEXT_SIZE];
        g_string_append(times, end == first ? "" : ", ");
        g_string_append(times, text_time(time, report->slots[end].start_minute));
    }
    for (guint i = 0; i < offers->len; i++) {
        struct offer *same = &g_array_index(offers, struct offer, i);
        if (same->on == on && strcmp(same->times, times->str) == 0) {
            same->days++;
            return end;
        }
    }
    const struct offer offer = {on, report_copy(build, times->str), (int)(end - first), 1};
    g_array_append_val(offers, offer);
    return end;
}

/* A row for each weekday; where its hours change within the month, one for each set of them. */
static void add_offers(struct report_build *build, GArray *rows)
{
    g_autoptr(GArray) offers = g_array_new(FALSE, FALSE, sizeof(struct offer));
    for (size_t first = 0; first < build->report->slot_count;) {
        first = offer_add(build, offers, first);
    }
    for (weekday on = MON; on <= SUN; on++) {
        const char *label = report_format(build, "%ss", text_weekday(on));
        for (guint i = 0; i < offers->len; i++) {
            const struct offer *offer = &g_array_index(offers, struct offer, i);
            if (offer->on == on) {
                add_row(rows, COUNT_OFFERED, label,
                        report_format(build, "%d x %d hour%s (%s)", offer->days, offer->hours,
                                      offer->hours == 1 ? "" : "s", offer->times),
                        offer->days * offer->hours * MINUTES_PER_HOUR);
            }
        }
    }
}

/* What a row about an unpaid slot says. */
static const char *slot_detail(struct report_build *build, const struct hour *slot)
{
    char date[TEXT_SIZE];
    const char *ids = report_evidence(build, slot->found, ", ");
    const char *moment = report_moment(build, slot->date, slot->start_minute);
    text_date_short(date, slot->date);
    switch (slot->outcome) {
    case OUTCOME_HOLIDAY:
        return report_format(build, "%s %s", date, ids);
    case OUTCOME_BLOCKED:
        return report_format(build, "%s (block %s)", date, ids);
    case OUTCOME_CANCELLED:
        return report_format(build, "%s %s", moment, ids);
    default:
        return moment;
    }
}

static void add_less_slots(struct report_build *build, GArray *rows, enum outcome outcome,
                           const char *label)
{
    for (size_t i = 0; i < build->report->slot_count; i++) {
        const struct hour *slot = &build->report->slots[i];
        if (slot->outcome == outcome && slot->paid_minutes.minutes == 0) {
            add_less(rows, label, slot_detail(build, slot), MINUTES_PER_HOUR);
        }
    }
}

/* Shares one slot's unpaid minutes among the works over it: each has what those before it have not
 * covered, and the first has the rest of a slot that is taken whole. */
static void share_slot(const struct report_build *build, const struct hour *slot,
                       struct interval *parts, int32_t *ret_minutes)
{
    int32_t unpaid = MINUTES_PER_HOUR - slot->paid_minutes.minutes;
    int32_t shared = 0;
    size_t part_count = 0;
    const struct finding *first = NULL;
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *work = &build->result->found[i];
        if (work->kind != FOUND_WORK) {
            continue;
        }
        first = first ? first : work;
        parts[part_count++] = build->facts->works[work->index].span;
        int32_t covered = (int32_t)interval_covered_minutes(slot->span, parts, part_count);
        covered = covered < unpaid ? covered : unpaid;
        ret_minutes[work->index] += covered - shared;
        shared = covered;
    }
    CHECK(first);
    ret_minutes[first->index] += unpaid - shared;
}

static void add_less_works(struct report_build *build, GArray *rows)
{
    const struct partner_facts *facts = build->facts;
    const struct partner_report *report = build->report;
    g_autofree struct interval *parts = g_new(struct interval, facts->work_count + 1);
    g_autofree int32_t *minutes = g_new0(int32_t, facts->work_count + 1);
    for (size_t i = 0; i < report->slot_count; i++) {
        if (report->slots[i].outcome == OUTCOME_OTHER_STREAM) {
            share_slot(build, &report->slots[i], parts, minutes);
        }
    }
    for (size_t i = 0; i < facts->work_count; i++) {
        const char *detail = report_format(build, "%s %s", report_span(build, facts->works[i].span),
                                           report_work(build, &facts->works[i]));
        add_row(rows, COUNT_LESS, "less other streams", detail, -minutes[i]);
    }
}

static void add_less_penalty(struct report_build *build, GArray *rows, const char *label,
                             const struct hour *slot)
{
    g_autoptr(GString) detail = g_string_new(report_moment(build, slot->date, slot->start_minute));
    const char *joint = "";
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_LAPSED && !report_is_waived(build, slot, i)) {
            const struct appointment *lapsed = &build->facts->appointments[found->index];
            g_string_append_printf(detail, "%s %s, due %s", joint, lapsed->appointment_id,
                                   report_deadline_text(build, lapsed));
            joint = ";";
        }
    }
    add_row(rows, COUNT_LESS, label, report_copy(build, detail->str),
            -slot->penalty_minutes.minutes);
}

static void add_less_penalties(struct report_build *build, GArray *rows)
{
    const int days = build->run->policy.completion_days;
    const char *label =
        report_format(build, "less not completed in %d day%s", days, days == 1 ? "" : "s");
    for (size_t i = 0; i < build->report->slot_count; i++) {
        if (build->report->slots[i].penalty_minutes.minutes > 0) {
            add_less_penalty(build, rows, label, &build->report->slots[i]);
        }
    }
}

/* Where a rate or the registration changes within the month: the hours paid of each line, by its dates. */
static void add_shares(struct report_build *build, GArray *rows)
{
    const struct partner_report *report = build->report;
    const char *month = text_month_words(TEXT_ROOM, build->run->period);
    bool taxable[2] = {false, false};
    for (size_t i = 0; i < report->line_count; i++) {
        taxable[report->lines[i].taxable] |= report->lines[i].kind == RATE_PARTNER;
    }
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        if (line->kind == RATE_PARTNER && strcmp(report->line_dates[i], month) != 0) {
            const char *gst = !(taxable[0] && taxable[1]) ? ""
                              : line->taxable             ? ", with GST"
                                                          : ", without GST";
            add_row(rows, COUNT_SHARE, report_format(build, "  %s", report->line_dates[i]),
                    report_format(build, "at %s an hour%s", text_rate(TEXT_ROOM, line->hourly_rate),
                                  gst),
                    line->minutes.minutes);
        }
    }
}

void report_build_counts(struct report_build *build)
{
    const struct totals *totals = &build->result->totals;
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct count_row));
    add_offers(build, rows);
    add_row(rows, COUNT_SCHEDULED, "Hours in your Partner schedule", "",
            totals->slots * MINUTES_PER_HOUR);
    add_less_slots(build, rows, OUTCOME_DST_GAP, "less skipped by the clock");
    add_less_slots(build, rows, OUTCOME_HOLIDAY, "less public holidays");
    add_less_slots(build, rows, OUTCOME_BLOCKED, "less blocked");
    add_less_works(build, rows);
    add_less_slots(build, rows, OUTCOME_CANCELLED, "less cancelled by you");
    add_less_penalties(build, rows);
    int32_t sum = 0;
    for (guint i = 0; i < rows->len; i++) {
        const struct count_row *row = &g_array_index(rows, struct count_row, i);
        sum += row->kind == COUNT_SCHEDULED ? 0 : row->minutes;
    }
    CHECK(sum == totals->partner_minutes.minutes); /* or the program is wrong */
    if (totals->slots > 0) {
        struct count_row paid = {COUNT_PAID, "Hours paid", "", totals->partner_minutes.minutes};
        g_array_append_val(rows, paid);
        add_shares(build, rows);
    }
    build->report->count_count = rows->len;
    build->report->counts = (const struct count_row *)(void *)g_array_free(rows, FALSE);
}
