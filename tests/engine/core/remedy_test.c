#include <criterion/criterion.h>
#include <string.h>

#include "engine/core/rules/remedy.h"
#include "tests/engine/core/random_month.h"

/* "Would have been paid if …" is a claim about facts: over random months, what each unpaid hour, booking and
 * appointment outside names is changed in the facts, and the month is worked out again. */

enum { SEEDS = 400, REMEDIES_MAX = 6 * SAMPLE_ROWS };

static struct random_month month;
static struct month_sample changed;
static struct remedy list[REMEDIES_MAX];

/* ---- the change ---------------------------------------------------------------------------------- */

/* Held, attended and marked as completed, as late as still is in time. */
static void appointment_complete(struct appointment *appointment)
{
    const struct partner_facts facts = month_sample_facts(&changed);
    const stamp as_at = changed.question.as_at;
    const stamp deadline = month_completion_deadline(&facts, &changed.policy, appointment);
    appointment->status = STATUS_COMPLETED;
    appointment->completed_at.utc_seconds =
        deadline.utc_seconds - 1 < as_at.utc_seconds ? deadline.utc_seconds - 1 : as_at.utc_seconds;
    appointment->cancelled_at = appointment->moved_at = STAMP_NEVER;
}

static void hour_offer(const struct appointment *appointment)
{
    const struct local_time local = clock_local(&changed.facts.clock, appointment->start);
    changed.schedules[changed.facts.schedule_count++] =
        (struct schedule_row){.weekday = day_weekday(local.date),
                              .start_minute = local.minute,
                              .end_minute = local.minute + MINUTES_PER_HOUR,
                              .effective = {local.date, local.date}};
}

/* On which a row with `every` counts first. */
static day first_date(const struct schedule_row *row)
{
    day date = row->effective.from;
    while (day_weekday(date) != row->weekday) {
        date = day_add(date, 1);
    }
    return date;
}

/* Always active; the schedule's own rows count no longer than they did. */
static void partner_activate(void)
{
    const struct day_range active = month.sample.facts.active;
    for (size_t i = 0; i < month.sample.facts.schedule_count; i++) {
        struct day_range *effective = &changed.schedules[i].effective;
        const int32_t weeks = changed.schedules[i].every > 1 ? changed.schedules[i].every : 1;
        if (weeks == 1 && day_compare(effective->from, active.from) < 0) {
            effective->from = active.from;
        }
        while (weeks > 1 && day_compare(first_date(&changed.schedules[i]), active.from) < 0) {
            effective->from = day_add(effective->from, 7 * weeks);
        }
        if (day_compare(active.to, effective->to) < 0) {
            effective->to = active.to;
        }
    }
    changed.facts.active = (struct day_range){DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO};
}

static void remedy_apply(const struct remedy *remedy)
{
    struct appointment *appointment = &changed.appointments[remedy->index];
    switch (remedy->kind) {
    case REMEDY_HOLIDAY:
        changed.holidays[remedy->index].date = day_add(changed.question.period.first, -200);
        break;
    case REMEDY_BLOCK:
        changed.blocks[remedy->index].status = TAKEN_CANCELLED;
        break;
    case REMEDY_WORK:
        changed.works[remedy->index].status = TAKEN_CANCELLED;
        break;
    case REMEDY_SCHEDULE:
        hour_offer(appointment);
        break;
    case REMEDY_ACTIVE:
        partner_activate();
        break;
    case REMEDY_REFER:
        appointment->booked_by = BOOKED_BY_CS;
        break;
    case REMEDY_CASE:
        appointment->case_id = "ASST-1";
        appointment->customer = appointment->customer == CUSTOMER_NONE ? 0 : appointment->customer;
        appointment->session.verdict = SESSION_WITHIN;
        break;
    case REMEDY_SESSIONS:
        appointment->session.verdict = SESSION_WITHIN;
        break;
    case REMEDY_HOLD:
    case REMEDY_ATTEND:
    case REMEDY_MARK:
        appointment_complete(appointment);
        break;
    case REMEDY_KIND_COUNT:
        cr_assert_fail("no remedy");
    }
}

/* The caller frees. */
static struct month_result *with_remedies(const struct remedies *remedies)
{
    changed = month.sample;
    for (size_t i = 0; i < remedies->count; i++) {
        remedy_apply(&remedies->list[i]);
    }
    return month_sample_compute(&changed);
}

static const struct hour *hour_at(const struct month_result *result, day date, int32_t start_minute)
{
    for (size_t i = 0; i < result->slot_total; i++) {
        if (day_compare(result->slots[i].date, date) == 0 &&
            result->slots[i].start_minute == start_minute) {
            return &result->slots[i];
        }
    }
    return NULL;
}

static int32_t net(const struct hour *slot)
{
    return slot ? slot->paid_minutes.minutes - slot->penalty_minutes.minutes : -1;
}

/* ---- hours --------------------------------------------------------------------------------------- */

/* Without any one of them it does not pay: nothing is named in vain. */
static void each_is_needed(struct remedies *remedies, const struct hour *slot, int seed)
{
    for (size_t left_out = 0; left_out < remedies->count; left_out++) {
        struct remedy rest[REMEDIES_MAX];
        struct remedies fewer = {.list = rest};
        for (size_t i = 0; i < remedies->count; i++) {
            if (i != left_out) {
                rest[fewer.count++] = remedies->list[i];
            }
        }
        struct month_result *after = with_remedies(&fewer);
        cr_expect_lt(net(hour_at(after, slot->date, slot->start_minute)), MINUTES_PER_HOUR,
                     "seed %d: an hour pays without remedy %zu of %zu", seed, left_out,
                     remedies->count);
        month_result_free(after);
    }
}

Test(remedy, every_unpaid_hour_is_paid_once_what_it_names_is_so)
{
    int tried = 0;
    int several = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        const struct partner_facts facts = month_sample_facts(&month.sample);
        struct month_result *before = month_sample_compute(&month.sample);
        cr_assert_leq(remedy_capacity(&facts), (size_t)REMEDIES_MAX);
        for (size_t i = before->slot_begin; i < before->slot_end; i++) {
            const struct hour *slot = &before->slots[i];
            struct remedies remedies = {.list = list};
            if (net(slot) == MINUTES_PER_HOUR) {
                continue;
            }
            remedies_of_hour(&facts, &month.sample.policy, &month.sample.question, slot, &remedies);
            if (slot->outcome == OUTCOME_DST_GAP) {
                cr_expect(remedies.count == 0 && remedies.paid_minutes == 0, "seed %d", seed);
                continue;
            }
            cr_expect_gt(remedies.count, (size_t)0, "seed %d", seed);
            struct month_result *after = with_remedies(&remedies);
            cr_expect_eq(net(hour_at(after, slot->date, slot->start_minute)), remedies.paid_minutes,
                         "seed %d: slot %zu", seed, i);
            month_result_free(after);
            tried++;
            several += remedies.count > 1;
            if (tried % 8 == 0) { /* it takes as many months as there are remedies */
                each_is_needed(&remedies, slot, seed);
            }
        }
        month_result_free(before);
    }
    cr_expect_gt(tried, 1000);
    cr_expect_gt(several, 100);
}

/* ---- bookings ------------------------------------------------------------------------------------ */

Test(remedy, every_unpaid_booking_is_paid_once_what_it_names_is_so)
{
    int paid = 0;
    int several = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        for (int i = 0; i < RANDOM_APPOINTMENTS; i++) { /* a held one may be beyond its sessions */
            struct session_finding *session = &month.sample.appointments[i].session;
            session->lacking = session->verdict == SESSION_OVER || i % 7 == 0;
        }
        const struct partner_facts facts = month_sample_facts(&month.sample);
        struct month_result *before = month_sample_compute(&month.sample);
        for (size_t i = before->adhoc_begin; i < before->adhoc_end; i++) {
            const struct booking *booking = &before->adhoc[i];
            struct remedies remedies = {.list = list};
            if (booking->paid_minutes.minutes == booking->duration_minutes ||
                booking->outcome == OUTCOME_ADHOC_PENDING) {
                continue;
            }
            remedies_of_booking(&facts, &month.sample.policy, &month.sample.question, before,
                                booking, &remedies);
            cr_expect_eq(remedies.count == 0, booking->outcome == OUTCOME_ADHOC_OVERLAP,
                         "seed %d: %s", seed, booking->appointment_id);
            struct month_result *after = with_remedies(&remedies);
            const struct booking *then = &after->adhoc[i];
            cr_assert_str_eq(then->appointment_id, booking->appointment_id);
            cr_expect_eq(then->paid_minutes.minutes, remedies.paid_minutes, "seed %d: %s is %s",
                         seed, booking->appointment_id, outcome_words[then->outcome]);
            month_result_free(after);
            paid += remedies.paid_minutes > 0;
            several += remedies.count > 1;
        }
        month_result_free(before);
    }
    cr_expect_gt(paid, 1000);
    cr_expect_gt(several, 100);
}

/* Nothing of who may book it is named in vain of a booking either. */
Test(remedy, without_what_lets_it_be_booked_a_booking_does_not_pay)
{
    int tried = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        const struct partner_facts facts = month_sample_facts(&month.sample);
        struct month_result *before = month_sample_compute(&month.sample);
        for (size_t i = before->adhoc_begin; i < before->adhoc_end; i++) {
            struct remedies remedies = {.list = list};
            remedies_of_booking(&facts, &month.sample.policy, &month.sample.question, before,
                                &before->adhoc[i], &remedies);
            for (size_t k = 0; k < remedies.count; k++) {
                struct remedy rest[REMEDIES_MAX];
                struct remedies fewer = {.list = rest};
                const enum remedy_kind kind = list[k].kind;
                bool of_new_case = false; /* whose customer may have been referred */
                for (size_t other = 0; other < remedies.count; other++) {
                    of_new_case = of_new_case || list[other].kind == REMEDY_CASE;
                    rest[fewer.count] = list[other];
                    fewer.count += other != k;
                }
                if (kind != REMEDY_ACTIVE && kind != REMEDY_CASE &&
                    (kind != REMEDY_REFER || of_new_case)) {
                    continue;
                }
                struct month_result *after = with_remedies(&fewer);
                cr_expect_eq(after->adhoc[i].paid_minutes.minutes, 0,
                             "seed %d: %s pays without one", seed, before->adhoc[i].appointment_id);
                month_result_free(after);
                tried++;
            }
        }
        month_result_free(before);
    }
    cr_expect_gt(tried, 1000);
}

/* A6, over all of a case: as many extra sessions as it lacks, approved on its date in requests of their own,
 * bring a booking within its allocation; one fewer does not. */
Test(remedy, the_sessions_that_a_booking_lacks_are_enough_and_no_more)
{
    enum { APPOINTMENTS = 8, REQUESTS = 3, ADDED_MAX = 4 };
    struct random_month dice = {.state = 7};
    const struct policy policy = policy_default();
    const stamp as_at = {INT64_C(1800000000)};
    int over = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        struct extra_request requests[REQUESTS + ADDED_MAX + 1] = {0};
        struct case_appointment appointments[APPOINTMENTS] = {0};
        struct session_finding findings[APPOINTMENTS];
        for (int i = 0; i < APPOINTMENTS; i++) {
            appointments[i].appointment = (struct appointment){
                .appointment_id = "A",
                .case_id = "C",
                .start = {(int64_t)i * MINUTES_PER_DAY},
                .status = random_number(&dice, 0, 3) == 0 ? STATUS_CANCELLED : STATUS_BOOKED,
                .cancelled_by = CANCELLED_BY_CONSULTANT,
                .cancelled_at = {(int64_t)(i - 2) * SECONDS_PER_DAY},
                .booked_at = STAMP_START_OF_TIME};
            appointments[i].local_date.number = i;
        }
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = (struct extra_request){
                .request_id = "R",
                .case_id = "C",
                .sessions = (int32_t)random_number(&dice, 1, 5),
                .outcome = (enum request_outcome)random_number(&dice, 0, REQUEST_OUTCOME_COUNT - 1),
                .outcome_on = {i},
                .clinical_review =
                    (enum clinical_review)random_number(&dice, 0, CLINICAL_REVIEW_COUNT - 1)};
        }
        struct case_facts facts = {.known = true,
                                   .entitled_sessions = (int32_t)random_number(&dice, 0, 6),
                                   .sessions_used = (int32_t)random_number(&dice, 0, 9),
                                   .requests = requests,
                                   .request_count = REQUESTS,
                                   .appointments = appointments,
                                   .appointment_count = APPOINTMENTS};
        case_judge(&facts, &policy, as_at, findings);
        for (int i = REQUESTS; i < APPOINTMENTS; i++) { /* after the requests that are there */
            struct session_finding again[APPOINTMENTS];
            const enum appointment_status was = appointments[i].appointment.status;
            int32_t left = findings[i].lacking;
            cr_expect(findings[i].verdict != SESSION_OVER || left > 0, "seed %d", seed);
            for (int less = 0; less <= 1 && left > 0 && left <= 4 * ADDED_MAX; less++) {
                int32_t more = findings[i].lacking - less;
                facts.request_count = REQUESTS;
                while (more > 0) {
                    requests[facts.request_count++] =
                        (struct extra_request){.request_id = "Z",
                                               .case_id = "C",
                                               .sessions = more < 4 ? more : 4,
                                               .outcome = REQUEST_APPROVED,
                                               .outcome_on = appointments[i].local_date,
                                               .clinical_review = REVIEW_APPROVED};
                    more -= 4;
                }
                appointments[i].appointment.status =
                    STATUS_BOOKED; /* one that was cancelled is held */
                case_judge(&facts, &policy, as_at, again);
                cr_expect_eq(again[i].verdict, less ? SESSION_OVER : SESSION_WITHIN,
                             "seed %d: %d lacking, %d less", seed, findings[i].lacking, less);
                over++;
            }
            appointments[i].appointment.status = was;
            facts.request_count = REQUESTS;
        }
    }
    cr_expect_gt(over, 500);
}

/* ---- appointments outside ------------------------------------------------------------------------ */

Test(remedy, the_hour_of_an_appointment_outside_is_paid_once_what_it_names_is_so)
{
    int tried = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        const struct partner_facts facts = month_sample_facts(&month.sample);
        struct month_result *before = month_sample_compute(&month.sample);
        for (size_t i = 0; i < before->unscheduled_count; i++) {
            const struct unscheduled *outside = &before->unscheduled[i];
            struct remedies remedies = {.list = list};
            remedies_of_unscheduled(&facts, &month.sample.policy, &month.sample.question, before,
                                    outside, &remedies);
            struct month_result *after = with_remedies(&remedies);
            const struct hour *own = hour_at(after, outside->date, outside->start_minute);
            for (size_t k = 0; !own && k < after->slot_total; k++) {
                const struct appointment *appointment =
                    &month.sample.appointments[outside->appointment];
                own =
                    interval_has(after->slots[k].span, appointment->start) ? &after->slots[k] : own;
            }
            cr_expect_eq(net(own), MINUTES_PER_HOUR, "seed %d: %s", seed, outside->appointment_id);
            month_result_free(after);
            tried++;
        }
        month_result_free(before);
    }
    cr_expect_gt(tried, 1000);
}
