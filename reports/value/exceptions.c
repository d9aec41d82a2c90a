#include <string.h>

#include "reports/text.h"
#include "reports/value/build.h"

/* Adds to subject, detail, source and partner_id, which it keeps as they are, what the code says. */
static struct exception_row row_of(GStringChunk *strings, enum exception_code code,
                                   struct exception_row row)
{
    const char *text = exception_says[code].text;
    g_autofree char *message = g_strdup_printf("%s (%s)", text, row.detail);
    row.severity = exception_says[code].severity;
    row.code = exception_words[code];
    row.message = row.detail[0] == '\0' ? text : g_string_chunk_insert_const(strings, message);
    row.text = text;
    row.name = "";
    return row;
}

/* ---- one partner's, with the particulars that their codes are about -------------------------- */

/* Which of the two dates is wrong of an agreement or a registration that is not in force on the issue
 * date. */
static const char *dates_detail(struct report_build *build, struct day_range range,
                                const char *column, const char *mend, const char *none)
{
    char date[TEXT_SIZE];
    char issue[TEXT_SIZE];
    text_date(issue, build->run->issue_date);
    if (day_compare(range.from, DAY_UNBOUNDED_TO) == 0) {
        return none;
    }
    return day_compare(range.to, build->run->issue_date) < 0
               ? report_format(build, "ended %s (%s_to); %s", text_date(date, range.to), column,
                               mend)
               : report_format(build, "begins %s (%s_from), the issue date is %s",
                               text_date(date, range.from), column, issue);
}

/* The first rate of a kind, where none counts on the date. */
static const char *no_rate_detail(struct report_build *build, enum rate_kind kind)
{
    const char *name = kind == RATE_PARTNER ? "partner" : "adhoc";
    const struct rate_row *first = NULL;
    char date[TEXT_SIZE];
    for (size_t i = 0; i < build->facts->rate_count; i++) {
        const struct rate_row *row = &build->facts->rates[i];
        if (row->kind == kind &&
            (!first || day_compare(row->effective_from, first->effective_from) < 0)) {
            first = row;
        }
    }
    return first ? report_format(build, "the first of kind %s is from %s (effective_from)", name,
                                 text_date(date, first->effective_from))
                 : report_format(build, "there is none of kind %s", name);
}

static const char *partner_detail(struct report_build *build, enum exception_code code)
{
    const struct hold_facts *hold = &build->facts->hold;
    char text[TEXT_SIZE];
    switch (code) {
    case EXCEPTION_NO_GLYPH:
        return report_copy(build, hold->no_glyph);
    case EXCEPTION_NO_HOLIDAY_DATA:
        return report_copy(build, hold->no_holiday_data);
    case EXCEPTION_NO_LOCAL_AREA:
        return report_copy(build, hold->no_local_area);
    case EXCEPTION_BAD_ABN:
        return report_copy(build, text_abn(text, build->report->supplier.abn));
    case EXCEPTION_NO_AGREEMENT:
        return dates_detail(build, build->facts->agreement, "agreement",
                            "extend it, or nothing if they left",
                            "none is entered: sign one and enter agreement_from");
    case EXCEPTION_NOT_REGISTERED:
        return dates_detail(build, build->facts->gst, "gst",
                            "enter the new registration if there is one",
                            "none is entered: enter gst_from if they are registered");
    default:
        return "";
    }
}

/* Its appointments: those that were cancelled, or else the live ones. */
static struct exception_row slot_particulars(struct report_build *build, enum exception_code code,
                                             const struct hour *slot)
{
    const bool live = code == EXCEPTION_DOUBLE_BOOKED;
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    struct exception_row made = {.subject =
                                     report_format(build, "%s %s", text_date(date, slot->date),
                                                   text_time(time, slot->start_minute)),
                                 .detail = "",
                                 .source = ""};
    if (code == EXCEPTION_NO_RATE) {
        made.detail = no_rate_detail(build, RATE_PARTNER);
    } else if (live || code == EXCEPTION_CANCELLED_BY_CONSULTANT) {
        made.detail = report_appointments(build, slot->found, live ? FOUND_CLOSED : FOUND_CANCELLED,
                                          live ? FOUND_PENDING : FOUND_CANCELLED, &made.source);
    }
    return made;
}

static const char *appointment_detail(struct report_build *build, enum exception_code code,
                                      const struct appointment *appointment)
{
    struct local_time local = clock_local(&build->facts->clock, appointment->start);
    const char *moment = report_moment(build, local.date, local.minute);
    const bool about_a_case = code == EXCEPTION_OVER_ALLOCATION || code == EXCEPTION_CASE_UNKNOWN ||
                              code == EXCEPTION_CASE_OLDER_THAN_12_MONTHS ||
                              code == EXCEPTION_BOOKED_BEFORE_OUTCOME;
    if (code == EXCEPTION_NO_RATE) {
        return report_format(build, "%s: %s", moment, no_rate_detail(build, RATE_ADHOC));
    }
    if (code == EXCEPTION_SAME_RECORD_TWICE) {
        const char *id = appointment->appointment_id;
        return report_format(build, "%s, also %.*s", moment, (int)strlen(id) - 3, id);
    }
    return about_a_case && appointment->case_id[0] != '\0'
               ? report_format(build, "%s, case %s", moment, appointment->case_id)
               : moment;
}

static struct exception_row particulars_of(struct report_build *build,
                                           const struct exception *exception)
{
    const struct partner_facts *facts = build->facts;
    const uint32_t index = exception->index;
    const char *subject = "";
    const char *detail = "";
    struct fact_source source = facts->source;
    char date[TEXT_SIZE];
    switch (exception->subject) {
    case SUBJECT_SLOT:
        return slot_particulars(build, exception->code, &build->result->slots[index]);
    case SUBJECT_APPOINTMENT:
        subject = facts->appointments[index].appointment_id;
        detail = appointment_detail(build, exception->code, &facts->appointments[index]);
        source = facts->appointments[index].source;
        break;
    case SUBJECT_HOLIDAY:
        subject = facts->holidays[index].name;
        text_date_short(date, facts->holidays[index].date);
        detail = report_format(build, "%s, %s", date, facts->holidays[index].area);
        source = facts->holidays[index].source;
        break;
    case SUBJECT_BLOCK:
        subject = facts->blocks[index].block_id;
        detail = report_span(build, facts->blocks[index].span);
        source = facts->blocks[index].source;
        break;
    case SUBJECT_WORK:
        subject = facts->works[index].work_id;
        detail = report_span(build, facts->works[index].span);
        source = facts->works[index].source;
        break;
    default:
        detail = partner_detail(build, exception->code);
        break;
    }
    return (struct exception_row){.subject = report_copy(build, subject),
                                  .detail = detail,
                                  .source = report_source(build, source)};
}

static void report_add(struct partner_report *report, enum exception_code code,
                       struct exception_row about)
{
    struct exception_row *rows =
        g_renew(struct exception_row, (void *)report->exceptions, report->exception_count + 1);
    about.partner_id = report->supplier.partner_id;
    rows[report->exception_count++] = row_of(report->strings, code, about);
    report->exceptions = rows;
}

void report_build_exceptions(struct report_build *build)
{
    for (size_t i = 0; i < build->result->exception_count; i++) {
        const struct exception *exception = &build->result->exceptions[i];
        if (exception->code != EXCEPTION_BAD_INPUT) { /* the run lists each row set aside */
            report_add(build->report, exception->code, particulars_of(build, exception));
        }
    }
}

void partner_report_add_exception(struct partner_report *report, enum exception_code code,
                                  const char *detail)
{
    const char *kept = g_string_chunk_insert_const(report->strings, detail);
    report_add(report, code, (struct exception_row){.subject = "", .detail = kept, .source = ""});
}

/* ---- those of a run -------------------------------------------------------------------------- */

enum { STRING_BLOCK_BYTES = 65536 };

exception_list *exception_list_new(void)
{
    exception_list *list = g_new0(exception_list, 1);
    list->rows = g_array_new(FALSE, FALSE, sizeof(struct exception_row));
    list->told = g_array_new(FALSE, FALSE, sizeof(struct exception_row));
    list->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    return list;
}

void exception_list_free(exception_list *list)
{
    if (list) {
        g_array_unref(list->rows);
        g_array_unref(list->told);
        g_string_chunk_free(list->strings);
        g_free(list);
    }
}

/* With the name that the list has for the partner, else with this one. */
static void add_row(exception_list *list, struct exception_row row, const char *name)
{
    const char *listed = list->names ? g_hash_table_lookup(list->names, row.partner_id) : NULL;
    row.name = listed ? listed : name;
    g_autofree char *named = g_strdup_printf("%s: %s", row.name, row.message);
    row.message = row.name[0] != '\0' ? named : row.message;
    /* Codes, partners and most messages come again and again: each is kept once. */
    const char **texts[] = {&row.code,   &row.partner_id, &row.subject, &row.message,
                            &row.detail, &row.source,     &row.name};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i] = g_string_chunk_insert_const(list->strings, *texts[i]);
    }
    g_array_append_val(list->rows, row);
    list->severity_counts[row.severity]++;
}

void exception_list_add(exception_list *list, enum exception_code code, const char *partner_id,
                        const char *subject, const char *detail, const char *source)
{
    const struct exception_row about = {
        .partner_id = partner_id, .subject = subject, .detail = detail, .source = source};
    add_row(list, row_of(list->strings, code, about), "");
}

void exception_list_add_report(exception_list *list, const struct partner_report *report)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        add_row(list, report->exceptions[i], report->supplier.legal_name);
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct exception_row *left = a;
    const struct exception_row *right = b;
    int order = strcmp(severity_words[left->severity], severity_words[right->severity]);
    order = order != 0 ? order : strcmp(left->code, right->code);
    order = order != 0 ? order : strcmp(left->partner_id, right->partner_id);
    order = order != 0 ? order : strcmp(left->subject, right->subject);
    order = order != 0 ? order : strcmp(left->message, right->message);
    return order != 0 ? order : strcmp(left->source, right->source);
}

void exception_list_sort(exception_list *list)
{
    g_array_sort(list->rows, compare_rows);
}
