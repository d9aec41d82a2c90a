/* A case: its entitlement, its requests and its sessions, for whoever keeps the store. */
#include "reports/explained/explained.h"
#include "reports/text.h"

/* Why an appointment uses no session; NULL: it uses one. */
static const char *unused(const struct explained_case *of, const struct appointment *appointment)
{
    if (appointment_uses_session(appointment, of->policy, of->as_at)) {
        return NULL;
    }
    switch (appointment_status_at(appointment, of->policy, of->as_at)) {
    case STATUS_MOVED:
        return "moved: uses no session";
    case STATUS_CANCELLED:
        return "cancelled in time: uses no session";
    default:
        return "not known at that time: uses no session";
    }
}

/* "session 7, beyond the sessions of the case". */
static char *session_told(const struct explained_case *of, size_t index, int number)
{
    const char *none = unused(of, &of->facts->appointments[index].appointment);
    if (none) {
        return g_strdup(none);
    }
    const enum session_verdict verdict = of->findings[index].verdict;
    return g_strdup_printf("session %d, %s", number,
                           verdict == SESSION_OVER     ? reason_says[REASON_OVER_ALLOCATION].text
                           : verdict == SESSION_WITHIN ? "within the sessions of the case"
                                                       : reason_says[REASON_CASE_UNKNOWN].text);
}

/* Calls for each appointment, with the number of its session. */
static int number_next(const struct explained_case *of, size_t index, int number)
{
    return unused(of, &of->facts->appointments[index].appointment) ? number : number + 1;
}

void explained_text_case(GString *out, const struct explained_case *of, int width)
{
    const struct case_facts *facts = of->facts;
    g_autofree char *title =
        facts->known
            ? g_strdup_printf("Case %s: %d sessions by its entitlement, %d used before those "
                              "counted here.",
                              of->case_id, facts->entitled_sessions, facts->sessions_used)
            : g_strdup_printf("Case %s is not in cases.csv: its sessions cannot be checked.",
                              of->case_id);
    int number = facts->sessions_used;
    explained_paragraph(out, title, 0, width);
    for (size_t i = 0; i < facts->request_count; i++) {
        g_autofree char *told = extra_request_told(&facts->requests[i], of->policy, NULL, 0);
        explained_paragraph(out, told, 2, width);
    }
    g_string_append(out, facts->appointment_count > 0 ? "\nAppointments of the case\n" : "");
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct case_appointment *row = &facts->appointments[i];
        number = number_next(of, i, number);
        g_autofree char *session = session_told(of, i, number);
        g_autofree char *text = g_strdup_printf(
            "%s  %s, %s, %s calendar: %s", text_date(TEXT_ROOM, row->local_date),
            row->appointment.appointment_id, row->appointment.partner_id,
            row->appointment.calendar == CALENDAR_OPEN ? "open" : "ad hoc", session);
        explained_paragraph(out, text, 2, width);
    }
}

void explained_json_case(FILE *file, const struct explained_case *of)
{
    const struct case_facts *facts = of->facts;
    int number = facts->sessions_used;
    text_put_json(file,
                  "{'case_id': %s, 'known': %i, 'entitled_sessions': %d, 'sessions_used': %d, "
                  "'requests': [",
                  of->case_id, facts->known, facts->entitled_sessions, facts->sessions_used);
    for (size_t i = 0; i < facts->request_count; i++) {
        g_autofree char *told = extra_request_told(&facts->requests[i], of->policy, NULL, 0);
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file, "{'request_id': %s, 'counts': %i, 'told': %s}",
                      facts->requests[i].request_id, facts->requests[i].counts, told);
    }
    fputs("], \"appointments\": [", file);
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct case_appointment *row = &facts->appointments[i];
        number = number_next(of, i, number);
        g_autofree char *session = session_told(of, i, number);
        fputs(i > 0 ? ", " : "", file);
        text_put_json(file, "{'date': %s, 'appointment_id': %s, 'partner_id': %s, 'told': %s}",
                      text_date(TEXT_ROOM, row->local_date), row->appointment.appointment_id,
                      row->appointment.partner_id, session);
    }
    fputs("]}", file);
}
