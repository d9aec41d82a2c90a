/* Register, lines, slots, ad hoc bookings, unscheduled appointments and holidays as rows. */
#include <stdlib.h>
#include <string.h>

#include "reports/value/report_build.h"

static void build_slots(struct report_build *build)
{
    const struct month_result *result = build->result;
    size_t count = result->slot_end - result->slot_begin;
    struct hour *rows = g_new0(struct hour, count);
    for (size_t i = 0; i < count; i++) {
        const struct hour *slot = &result->slots[result->slot_begin + i];
        rows[i] = *slot;
        rows[i].evidence = report_evidence(build, slot->found);
    }
    build->report->slots = rows;
    build->report->slot_count = count;
}

/* The verdict in words. One that pays says nothing of a session that did not take place: a setting
 * pays a late cancellation and a no-show (H1, H2), and people have to see that it did. */
static const char *adhoc_became(struct report_build *build, const struct booking *booking,
                                const struct appointment *appointment)
{
    const bool overlaps = booking->outcome == OUTCOME_ADHOC_OVERLAP;
    const char *text = outcome_text(booking->outcome);
    if (booking->outcome == OUTCOME_ADHOC_UNAUTHORISED) {
        return report_format(build, "%s: %s", text, reason_text(booking->reason));
    }
    if (booking->outcome != OUTCOME_ADHOC_PAID && !overlaps) {
        return text;
    }
    const char *instead = NULL;
    enum appointment_status status = appointment_status_at(appointment, build->run->as_at);
    if (status == STATUS_CANCELLED) {
        instead = "Cancelled by the client less than 24 hours before its start";
    } else if (status == STATUS_NO_SHOW) {
        instead = outcome_text(OUTCOME_ADHOC_NO_SHOW);
    }
    if (instead == NULL) {
        return text;
    }
    return overlaps ? report_format(build, "%s: paid, but some of it overlaps hours paid elsewhere",
                                    instead)
                    : report_format(build, "%s: paid", instead);
}

static void build_adhoc(struct report_build *build)
{
    const struct month_result *result = build->result;
    size_t count = result->adhoc_end - result->adhoc_begin;
    struct booking *rows = g_new0(struct booking, count);
    const char **became = g_new0(const char *, count);
    for (size_t i = 0; i < count; i++) {
        const struct booking *booking = &result->adhoc[result->adhoc_begin + i];
        const struct appointment *appointment = &build->facts->appointments[booking->appointment];
        rows[i] = *booking;
        rows[i].appointment_id = report_copy(build, appointment->appointment_id);
        rows[i].evidence = report_evidence(build, booking->found);
        became[i] = adhoc_became(build, booking, appointment);
    }
    build->report->adhoc = rows;
    build->report->adhoc_became = became;
    build->report->adhoc_count = count;
}

static void build_unscheduled(struct report_build *build)
{
    const struct month_result *result = build->result;
    struct unscheduled *rows = g_new0(struct unscheduled, result->unscheduled_count);
    for (size_t i = 0; i < result->unscheduled_count; i++) {
        rows[i] = result->unscheduled[i];
        rows[i].appointment_id = report_copy(build, rows[i].appointment_id);
    }
    build->report->unscheduled = rows;
    build->report->unscheduled_count = result->unscheduled_count;
}

/* None for a held partner, none of 0 minutes (formats.md section 4). */
static void build_lines(struct report_build *build)
{
    const struct month_result *result = build->result;
    struct line *rows = g_new0(struct line, result->line_count);
    size_t count = 0;
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line *line = &result->lines[i];
        if (result->status == MONTH_HELD || line->minutes.minutes == 0) {
            continue;
        }
        rows[count++] = *line;
    }
    build->report->lines = rows;
    build->report->line_count = count;
}

void report_build_rows(struct report_build *build)
{
    build_slots(build);
    build_adhoc(build);
    build_unscheduled(build);
    build_lines(build);
    build->report->document = build->result->document;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The held codes, sorted, each once. */
static const char *held_reasons(struct report_build *build)
{
    const char *codes[EXCEPTION_CODE_COUNT];
    bool seen[EXCEPTION_CODE_COUNT] = {false};
    size_t count = 0;
    for (size_t i = 0; i < build->result->exception_count; i++) {
        enum exception_code code = build->result->exceptions[i].code;
        if (exception_severity(code) == SEVERITY_HELD && !seen[code]) {
            seen[code] = true;
            codes[count++] = exception_code_name(code);
        }
    }
    qsort(codes, count, sizeof codes[0], compare_texts);
    g_autoptr(GString) joined = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(joined, "%s%s", i == 0 ? "" : ";", codes[i]);
    }
    return report_copy(build, joined->str);
}

static const char *document_code(enum document_kind document)
{
    static const char *const codes[] = {
        [DOCUMENT_NONE] = "", [DOCUMENT_RCTI] = "RCTI", [DOCUMENT_RCI] = "RCI"};
    return codes[document];
}

static const char *document_number(struct report_build *build, const char *document)
{
    struct civil first = day_to_civil(build->run->period.first);
    if (build->run->draft || document[0] == '\0') {
        return "";
    }
    return report_format(build, "%s-%04d%02d-%s", document, first.year, first.month,
                         build->report->supplier.partner_id);
}

void report_build_register(struct report_build *build)
{
    const struct month_result *result = build->result;
    struct register_row *row = &build->report->row;
    const char *done = build->run->draft ? "ready" : "issued";
    bool held = result->status == MONTH_HELD;
    row->status = held ? "held" : result->status == MONTH_NIL ? "nil" : done;
    row->document = document_code(result->document);
    row->number = document_number(build, row->document);
    row->totals = result->totals;
    row->amounts_blank = held;
    row->payment = held ? (money){0} : result->totals.total;
    row->reasons = held ? held_reasons(build) : "";
}

/* A holiday that took hours, and how many. */
struct taken {
    struct holiday holiday;
    int32_t slots;
};

static int compare_holidays(const void *a, const void *b)
{
    const struct holiday *left = &((const struct taken *)a)->holiday;
    const struct holiday *right = &((const struct taken *)b)->holiday;
    int order = day_compare(left->date, right->date);
    order = order != 0 ? order : strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->area, right->area);
}

void report_build_holidays(struct report_build *build)
{
    const struct partner_facts *facts = build->facts;
    g_autofree struct taken *taken = g_new0(struct taken, facts->holiday_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < facts->holiday_count; i++) {
        taken[count].holiday = facts->holidays[i];
        taken[count].slots = month_hours_taken(build->result, (uint32_t)i);
        count += taken[count].slots > 0;
    }
    if (count > 1) {
        qsort(taken, count, sizeof taken[0], compare_holidays);
    }
    struct holiday *rows = g_new0(struct holiday, count);
    int32_t *slots = g_new0(int32_t, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = taken[i].holiday;
        rows[i].name = report_copy(build, rows[i].name);
        rows[i].area = report_copy(build, rows[i].area);
        rows[i].source_text = report_copy(build, rows[i].source_text);
        rows[i].source.file = report_copy(build, rows[i].source.file);
        slots[i] = taken[i].slots;
    }
    build->report->holidays = rows;
    build->report->holiday_slots = slots;
    build->report->holiday_count = count;
}
