#include "reports/value/exceptions.h"

#include <string.h>

#include "reports/text.h"
#include "reports/value/build.h"

/* Keeps its strings as they are; only the message is new. */
static struct exception_row row_of(GStringChunk *strings, enum exception_code code,
                                   const char *partner_id, const char *subject, const char *detail,
                                   const char *source)
{
    const char *text = exception_says[code].text;
    g_autofree char *message = g_strdup_printf("%s (%s)", text, detail);
    return (struct exception_row){
        .severity = exception_says[code].severity,
        .code = exception_words[code],
        .partner_id = partner_id,
        .subject = subject,
        .message = detail[0] == '\0' ? text : g_string_chunk_insert_const(strings, message),
        .detail = detail,
        .source = source};
}

/* ---- one partner's, with the particulars that their codes are about -------------------------- */

struct particulars {
    const char *subject;
    const char *detail;
    const char *source;
};

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
    case EXCEPTION_NOT_REGISTERED:
        return report_format(build, "issue date %s", text_date(text, build->run->issue_date));
    default:
        return "";
    }
}

/* Its appointments: those that were cancelled, or else the live ones. */
static struct particulars slot_particulars(struct report_build *build, enum exception_code code,
                                           const struct hour *slot)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    struct particulars made = {.subject = report_format(build, "%s %s", text_date(date, slot->date),
                                                        text_time(time, slot->start_minute)),
                               .detail = "",
                               .source = ""};
    if (code == EXCEPTION_DOUBLE_BOOKED) {
        made.detail =
            report_appointments(build, slot->found, FOUND_CLOSED, FOUND_PENDING, &made.source);
    } else if (code == EXCEPTION_CANCELLED_BY_CONSULTANT) {
        made.detail =
            report_appointments(build, slot->found, FOUND_CANCELLED, FOUND_CANCELLED, &made.source);
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
    return about_a_case && appointment->case_id[0] != '\0'
               ? report_format(build, "%s, case %s", moment, appointment->case_id)
               : moment;
}

static struct particulars particulars_of(struct report_build *build,
                                         const struct exception *exception)
{
    const struct partner_facts *facts = build->facts;
    const uint32_t index = exception->index;
    switch (exception->subject) {
    case SUBJECT_SLOT:
        return slot_particulars(build, exception->code, &build->result->slots[index]);
    case SUBJECT_APPOINTMENT: {
        const struct appointment *appointment = &facts->appointments[index];
        return (struct particulars){report_copy(build, appointment->appointment_id),
                                    appointment_detail(build, exception->code, appointment),
                                    report_source(build, appointment->source)};
    }
    case SUBJECT_HOLIDAY: {
        const struct holiday *holiday = &facts->holidays[index];
        char date[TEXT_SIZE];
        return (struct particulars){
            report_copy(build, holiday->name),
            report_format(build, "%s, %s", text_date_short(date, holiday->date), holiday->area),
            report_source(build, holiday->source)};
    }
    case SUBJECT_BLOCK: {
        const struct block *block = &facts->blocks[index];
        return (struct particulars){report_copy(build, block->block_id),
                                    report_span(build, block->span),
                                    report_source(build, block->source)};
    }
    case SUBJECT_WORK: {
        const struct other_work *work = &facts->works[index];
        return (struct particulars){report_copy(build, work->work_id),
                                    report_span(build, work->span),
                                    report_source(build, work->source)};
    }
    default:
        return (struct particulars){"", partner_detail(build, exception->code),
                                    report_source(build, facts->source)};
    }
}

static void report_add(struct partner_report *report, enum exception_code code,
                       struct particulars about)
{
    struct exception_row *rows =
        g_renew(struct exception_row, (void *)report->exceptions, report->exception_count + 1);
    rows[report->exception_count++] = row_of(report->strings, code, report->supplier.partner_id,
                                             about.subject, about.detail, about.source);
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
                                  const char *subject, const char *detail, const char *source)
{
    GStringChunk *strings = report->strings;
    report_add(report, code,
               (struct particulars){g_string_chunk_insert_const(strings, subject),
                                    g_string_chunk_insert_const(strings, detail),
                                    g_string_chunk_insert_const(strings, source)});
}

/* ---- those of a run -------------------------------------------------------------------------- */

enum { STRING_BLOCK_BYTES = 65536 };

struct exception_list {
    GArray *rows; /* of struct exception_row */
    GStringChunk *strings;
    size_t severity_counts[SEVERITY_INFO + 1];
};

exception_list *exception_list_new(void)
{
    exception_list *list = g_new0(exception_list, 1);
    list->rows = g_array_new(FALSE, FALSE, sizeof(struct exception_row));
    list->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    return list;
}

void exception_list_free(exception_list *list)
{
    if (!list) {
        return;
    }
    g_array_free(list->rows, TRUE);
    g_string_chunk_free(list->strings);
    g_free(list);
}

static void add_row(exception_list *list, const struct exception_row *row)
{
    /* Codes, partners and most messages come again and again: each is kept once. */
    struct exception_row kept = *row;
    const char **texts[] = {&kept.code,    &kept.partner_id, &kept.subject,
                            &kept.message, &kept.detail,     &kept.source};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i] = g_string_chunk_insert_const(list->strings, *texts[i]);
    }
    g_array_append_val(list->rows, kept);
    list->severity_counts[row->severity]++;
}

void exception_list_add(exception_list *list, enum exception_code code, const char *partner_id,
                        const char *subject, const char *detail, const char *source)
{
    const struct exception_row row =
        row_of(list->strings, code, partner_id, subject, detail, source);
    add_row(list, &row);
}

void exception_list_add_report(exception_list *list, const struct partner_report *report)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        add_row(list, &report->exceptions[i]);
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

size_t exception_list_count(const exception_list *list)
{
    return list->rows->len;
}

size_t exception_list_count_severity(const exception_list *list, enum severity severity)
{
    return list->severity_counts[severity];
}

const struct exception_row *exception_list_row(const exception_list *list, size_t index)
{
    return &g_array_index(list->rows, struct exception_row, index);
}
