/* "What would have made it payable", in words: all that the remedies of a verdict name (engine/core/rules/remedy.h,
 * whose test tries it). */
#include <string.h>

#include "engine/core/rules/remedy.h"
#include "reports/text.h"
#include "reports/value/build.h"

static void clause_add(GPtrArray *clauses, const char *clause)
{
    if (!g_ptr_array_find_with_equal_func(clauses, clause, g_str_equal, NULL)) {
        g_ptr_array_add(clauses, (char *)clause);
    }
}

/* Marked in time; of one that was cancelled or moved after its start, that or something else before it. An ad
 * hoc booking that is not held pays nothing, whenever that was said. */
const char *report_mark_mend(struct report_build *build, const struct appointment *appointment)
{
    const struct policy *policy = &build->run->policy;
    const stamp as_at = build->run->as_at;
    /* As far as that was known. */
    const bool cancelled = appointment->status == STATUS_CANCELLED &&
                           appointment->cancelled_at.utc_seconds <= as_at.utc_seconds;
    const bool moved = appointment->status == STATUS_MOVED &&
                       appointment->moved_at.utc_seconds <= as_at.utc_seconds;
    const bool open = appointment->calendar == CALENDAR_OPEN;
    const bool pays_cancelled = policy->consultant_cancellation != SETTING_UNPAID ||
                                appointment->cancelled_by != CANCELLED_BY_CONSULTANT;
    const char *instead = cancelled && open && pays_cancelled
                              ? "cancel before its start, or hold it and "
                          : moved && open      ? "move it before its start, or hold it and "
                          : cancelled || moved ? "hold it and "
                                               : "";
    return report_format(build, "%scomplete by %s", instead,
                         report_deadline_text(build, appointment));
}

/* A2 to A5: of the reason that was told, or where another came first, what always does. */
static const char *refer_mend(const struct booking *booking)
{
    const bool told =
        booking->reason == REASON_MOVED_FROM_OPEN || booking->reason == REASON_SELF_REFERRAL;
    return reason_says[told ? booking->reason : REASON_PORTAL_BOOKING].mend;
}

static void remedy_tell(struct report_build *build, const struct remedy *remedy,
                        const struct booking *booking, GPtrArray *clauses)
{
    const struct appointment *appointment = &build->facts->appointments[remedy->index];
    CHECK(booking || (remedy->kind != REMEDY_REFER && remedy->kind != REMEDY_SESSIONS));
    switch (remedy->kind) {
    case REMEDY_BLOCK:
        clause_add(clauses, outcome_says[OUTCOME_BLOCKED].mend);
        break;
    case REMEDY_WORK:
        clause_add(clauses, "no other stream work in this hour");
        break;
    case REMEDY_SCHEDULE:
        clause_add(clauses, outcome_says[OUTCOME_UNSCHEDULED].mend);
        break;
    case REMEDY_ACTIVE:
        clause_add(clauses, reason_says[REASON_NOT_ACTIVE].mend);
        break;
    case REMEDY_HOLD:
        clause_add(clauses, booking ? outcome_says[OUTCOME_ADHOC_CANCELLED].mend
                                    : "not cancelling the appointment");
        clause_add(clauses, report_format(build, "complete by %s",
                                          report_deadline_text(build, appointment)));
        break;
    case REMEDY_REFER:
        clause_add(clauses, refer_mend(booking));
        break;
    case REMEDY_CASE:
        clause_add(clauses, reason_says[REASON_CASE_UNKNOWN].mend);
        break;
    case REMEDY_SESSIONS:
        clause_add(clauses, report_requests_mend(build, appointment, booking->date));
        break;
    case REMEDY_ATTEND:
        clause_add(clauses, outcome_says[OUTCOME_ADHOC_NO_SHOW].mend);
        break;
    case REMEDY_MARK:
        clause_add(clauses, report_mark_mend(build, appointment));
        break;
    default:
        break;
    }
}

/* booking: NULL for an hour. */
static const char *remedies_tell(struct report_build *build, const struct remedies *remedies,
                                 const struct booking *booking)
{
    g_autoptr(GPtrArray) clauses = g_ptr_array_new();
    for (size_t i = 0; i < remedies->count; i++) {
        if (remedies->list[i].kind == REMEDY_HOLIDAY) {
            return outcome_says[OUTCOME_HOLIDAY].mend;
        }
        remedy_tell(build, &remedies->list[i], booking, clauses);
    }
    if (booking && remedies->paid_minutes == 0) {
        return "nothing: all of its minutes are paid elsewhere";
    }
    g_ptr_array_add(clauses, NULL);
    g_autofree char *joined = g_strjoinv(", and ", (char **)clauses->pdata);
    return !booking || remedies->paid_minutes == booking->duration_minutes
               ? report_copy(build, joined)
               : report_format(build, "%s, for the %s that are paid nowhere else", joined,
                               text_hours(TEXT_ROOM, remedies->paid_minutes));
}

static struct remedies remedies_new(const struct report_build *build)
{
    return (struct remedies){.list = g_new(struct remedy, remedy_capacity(build->facts))};
}

static struct month_question question_of(const struct report_build *build)
{
    const struct report_run *run = build->run;
    return (struct month_question){run->period, run->as_at, run->issue_date};
}

const char *report_hour_mend(struct report_build *build, const struct hour *slot)
{
    struct remedies remedies = remedies_new(build);
    const struct month_question question = question_of(build);
    g_autofree struct remedy *list = remedies.list;
    remedies_of_hour(build->facts, &build->run->policy, &question, slot, &remedies);
    return remedies_tell(build, &remedies, NULL);
}

const char *report_booking_mend(struct report_build *build, const struct booking *booking)
{
    struct remedies remedies = remedies_new(build);
    const struct month_question question = question_of(build);
    g_autofree struct remedy *list = remedies.list;
    remedies_of_booking(build->facts, &build->run->policy, &question, build->result, booking,
                        &remedies);
    return remedies_tell(build, &remedies, booking);
}

const char *report_unscheduled_mend(struct report_build *build,
                                    const struct unscheduled *unscheduled)
{
    struct remedies remedies = remedies_new(build);
    const struct month_question question = question_of(build);
    g_autofree struct remedy *list = remedies.list;
    remedies_of_unscheduled(build->facts, &build->run->policy, &question, build->result,
                            unscheduled, &remedies);
    return remedies_tell(build, &remedies, NULL);
}
