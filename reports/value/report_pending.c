/* What waits to be marked as completed (C3). */
#include <string.h>

#include "reports/value/report_build.h"

static void add_row(struct report_build *build, GArray *rows, const struct appointment *appointment,
                    struct pending_row row)
{
    struct report_deadline deadline = report_deadline_of(build, appointment);
    row.appointment_id = report_copy(build, appointment->appointment_id);
    row.complete_by = deadline.date;
    row.complete_by_minute = deadline.minute;
    g_array_append_val(rows, row);
}

/* Only where something is at stake: what a penalty took already, another cannot take. */
static void add_slots(struct report_build *build, GArray *rows)
{
    const struct month_result *result = build->result;
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        const struct hour *slot = &result->slots[i];
        int32_t at_stake = slot->paid_minutes.minutes - slot->penalty_minutes.minutes;
        if (!(slot->notes & NOTE_PENDING_COMPLETION) || at_stake == 0) {
            continue;
        }
        const struct appointment *pending = NULL;
        uint32_t index = slot->found.begin;
        while ((pending = report_found_appointment(build, slot->found, FOUND_PENDING, &index))) {
            add_row(build, rows, pending,
                    (struct pending_row){.date = slot->date,
                                         .start_minute = slot->start_minute,
                                         .minutes = {at_stake}});
        }
    }
}

static void add_adhoc(struct report_build *build, GArray *rows)
{
    const struct month_result *result = build->result;
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        const struct booking *booking = &result->adhoc[i];
        if (booking->outcome != OUTCOME_ADHOC_PENDING) {
            continue;
        }
        const struct appointment *pending = &build->facts->appointments[booking->appointment];
        add_row(build, rows, pending,
                (struct pending_row){.date = booking->date,
                                     .start_minute = booking->start_minute,
                                     .adhoc = true,
                                     .minutes = {pending->duration_minutes}});
    }
}

static int compare_pending(const void *a, const void *b)
{
    const struct pending_row *left = a;
    const struct pending_row *right = b;
    int order = day_compare(left->date, right->date);
    order = order != 0 ? order : left->start_minute - right->start_minute;
    return order != 0 ? order : strcmp(left->appointment_id, right->appointment_id);
}

void report_build_pending(struct report_build *build)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct pending_row));
    add_slots(build, rows);
    add_adhoc(build, rows);
    g_array_sort(rows, compare_pending);
    build->report->pending_count = rows->len;
    build->report->pending = (const struct pending_row *)(void *)g_array_free(rows, FALSE);
}
