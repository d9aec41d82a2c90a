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

/* The slots of one date, which offers them all; on how many days they are the same. */
struct offer {
    const struct hour *slots;
    size_t count;
    int days;
};

static struct offer offer_at(const struct partner_report *report, size_t first)
{
    struct offer offer = {&report->slots[first], 0, 1};
    while (first + offer.count < report->slot_count &&
           day_compare(offer.slots[offer.count].date, offer.slots->date) == 0) {
        offer.count++;
    }
    return offer;
}

static bool same_offer(const struct offer *a, const struct offer *b)
{
    bool same = a->count == b->count && day_weekday(a->slots->date) == day_weekday(b->slots->date);
    for (size_t i = 0; i < a->count && same; i++) {
        same = a->slots[i].start_minute == b->slots[i].start_minute;
    }
    return same;
}

static void add_offer(struct report_build *build, GArray *rows, const struct offer *offer)
{
    g_autoptr(GString) times = g_string_new(NULL);
    for (size_t i = 0; i < offer->count; i++) {
        char time[TEXT_SIZE];
        g_string_append_printf(times, "%s%s", i == 0 ? "" : ", ",
                               text_time(time, offer->slots[i].start_minute));
    }
    const int hours = (int)offer->count;
    add_row(rows, COUNT_OFFERED,
            report_format(build, "%ss", text_weekday(day_weekday(offer->slots->date))),
            report_format(build, "%d x %d hour%s (%s)", offer->days, hours, hours == 1 ? "" : "s",
                          times->str),
            offer->days * hours * MINUTES_PER_HOUR);
}

/* A row for each weekday; where its hours change within the month, one for each set of them. */
static void add_offers(struct report_build *build, GArray *rows)
{
    const struct partner_report *report = build->report;
    struct offer offers[31];
    size_t offer_count = 0;
    for (size_t first = 0; first < report->slot_count;) {
        const struct offer offer = offer_at(report, first);
        size_t same = 0;
        while (same < offer_count && !same_offer(&offers[same], &offer)) {
            same++;
        }
        if (same == offer_count) {
            offers[offer_count++] = offer;
        } else {
            offers[same].days++;
        }
        first += offer.count;
    }
    for (weekday on = MON; on <= SUN; on++) {
        for (size_t i = 0; i < offer_count; i++) {
            if (day_weekday(offers[i].slots->date) == on) {
                add_offer(build, rows, &offers[i]);
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
    const struct finding *work = NULL;
    uint32_t index = slot->found.begin;
    while ((work = report_found(build, slot->found, FOUND_WORK, &index))) {
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

/* Where hundredths of an hour cannot say it exactly, the minutes, so that a pencil can. */
static const char *minutes_note(struct report_build *build, int32_t minutes, const char *of)
{
    return minutes % 3 == 0 ? "" : report_format(build, " (%d min%s)", minutes, of);
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
        const char *detail =
            report_format(build, "%s %s%s", report_span(build, facts->works[i].span),
                          report_work(build, &facts->works[i]),
                          minutes_note(build, minutes[i], " of your hours"));
        add_row(rows, COUNT_LESS, "less other streams", detail, -minutes[i]);
    }
}

static void add_less_penalty(struct report_build *build, GArray *rows, const char *label,
                             const struct hour *slot)
{
    g_autoptr(GString) detail = g_string_new(report_moment(build, slot->date, slot->start_minute));
    const struct appointment *lapsed = NULL;
    uint32_t index = slot->found.begin;
    const char *joint = "";
    while ((lapsed = report_found_appointment(build, slot->found, FOUND_LAPSED, &index))) {
        g_string_append_printf(detail, "%s %s, due %s", joint, lapsed->appointment_id,
                               report_deadline_text(build, lapsed));
        joint = ";";
    }
    g_string_append(detail, minutes_note(build, slot->penalty_minutes.minutes, ""));
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
    }
    build->report->count_count = rows->len;
    build->report->counts = (const struct count_row *)(void *)g_array_free(rows, FALSE);
}
